import Diagnostics
import Hiera
import OrderedCollections
import PuppetTypes
import Testing

/// Builds an engine over texts: `environments/production/` is put before each path that has no `/` at its start.
struct Sandbox {
    var files: [String: String]
    var modules: [String: String] = [:]
    var global: String?
    var keys: any KeyProvider = GrantedKeys.none
    var isStrict = true

    static let configuration = "version: 5\nhierarchy:\n  - {name: a, path: a.yaml}\n  - {name: b, path: b.yaml}\n"

    init(_ files: [String: String], hiera: String = configuration) {
        self.files = ["environments/production/hiera.yaml": hiera]
        for (path, text) in files {
            self.files[path.hasPrefix("/") ? String(path.dropFirst()) : "environments/production/" + path] = text
        }
    }

    var engine: HieraEngine {
        HieraEngine(
            environment: "production", environmentRoot: "environments/production", modules: modules,
            globalConfiguration: global, files: MemoryFiles(files: files), keys: keys, isStrict: isStrict)
    }

    func lookup(
        _ key: String, merge: MergeStrategy? = nil, variables: [String: Value] = [:],
        recorder: (any HieraRecorder)? = nil
    ) throws(HieraError) -> HieraAnswer? {
        try engine.lookup(key: key, merge: merge, scope: { variables[$0] }, recorder: recorder)
    }

    /// The error that a lookup gives, or nil.
    func failure(_ key: String, variables: [String: Value] = [:]) -> HieraError? {
        do throws(HieraError) {
            _ = try lookup(key, variables: variables)
            return nil
        } catch {
            return error
        }
    }
}

struct EngineTests {
    @Test func placeIsThatOfTheValue() throws {
        let sandbox = Sandbox([
            "data/a.yaml": "x: 1\nh:\n  list:\n    - one\n    - two\n", "data/b.yaml": "h: {z: 2}\n",
        ])
        #expect(try sandbox.lookup("x")?.place?.description == "environments/production/data/a.yaml:1:4")
        #expect(try sandbox.lookup("h.list.1")?.place?.description == "environments/production/data/a.yaml:5:7")
        #expect(try sandbox.lookup("h", merge: .hash)?.place?.line == 3)
    }

    @Test func placeInJSON() throws {
        let hiera = "version: 5\nhierarchy:\n  - {name: j, path: j.json, data_hash: json_data}\n"
        let sandbox = Sandbox(["data/j.json": "{\n  \"a\": {\"b\": [1, 2]}\n}"], hiera: hiera)
        #expect(try sandbox.lookup("a.b.1")?.place?.description == "environments/production/data/j.json:2:18")
    }

    @Test func convertToIsLeftToTheCallerWithoutAConversion() throws {
        let sandbox = Sandbox([
            "data/a.yaml": """
            lookup_options:
              a: {convert_to: Integer}
              b: {convert_to: [Array, true]}
              c: {convert_to: Sensitive}
            a: "1"
            b: x
            c: secret
            d: "%{lookup('c')}!"
            """
        ])
        #expect(try sandbox.lookup("a")?.convertTo == [.string("Integer")])
        #expect(try sandbox.lookup("b")?.convertTo == [.string("Array"), .boolean(true)])
        let answer = try #require(try sandbox.lookup("c"))
        #expect(answer.value == .sensitive(.string("secret")) && answer.convertTo == nil)
        let derived = try #require(try sandbox.lookup("d")?.value)
        #expect(derived == .secret("secret!") && derived.holdsSecret)
    }

    @Test func lookupOptionsOfAModuleSpeakOfItsKeysOnly() {
        var sandbox = Sandbox([
            "modules/m/hiera.yaml": "version: 5\n",
            "modules/m/data/common.yaml": "lookup_options:\n  x: {merge: first}\nm::a: 1\n",
        ])
        sandbox.modules = ["m": "environments/production/modules/m"]
        #expect(sandbox.failure("m::a")?.message == "all lookup_options keys must start with module name 'm'")
    }

    @Test func globalLayerComesFirst() throws {
        var sandbox = Sandbox([
            "/hiera.yaml": "version: 5\nhierarchy:\n  - {name: g, datadir: hieradata, path: g.yaml}\n",
            "/hieradata/g.yaml": "x: global\nlookup_options: {l: {merge: unique}}\nl: [1]\n",
            "data/a.yaml": "x: environment\nl: [2]\n",
        ])
        sandbox.global = "hiera.yaml"
        #expect(try sandbox.lookup("x")?.value == .string("global"))
        #expect(try sandbox.lookup("l")?.value == .array([.integer(1), .integer(2)]))
    }

    @Test func anEnvironmentWithoutConfigurationHasNoData() throws {
        var sandbox = Sandbox(["data/common.yaml": "x: 1\n"])
        sandbox.files["environments/production/hiera.yaml"] = nil
        #expect(try sandbox.lookup("x") == nil)
    }

    @Test(arguments: [
        ("'%{a}'", "A"), ("'%{::a}'", "A"), ("'%{ a }x'", "Ax"), ("'%{h.k}'", "v"), ("'%{h.nope}'", ""),
        ("'%{l}'", "[1, \"x\", nil]"),
        ("'%{h}'", "{\"k\"=>\"v\"}"), ("'%{f}'", "1.5"), ("'%{big}'", "1.0e+21"), ("'%{}%{::}%{\"\"}'", ""),
        ("'%%{a}}'", "%A}"),
        ("'%{a'", "%{a"), ("\"%{scope('h.k')}\"", "v"), ("\"%{literal('%')}{a}\"", "%{a}"), ("'%{1}'", ""),
    ])
    func interpolatesAsPuppet(yaml: String, expected: String) throws {
        let variables: [String: Value] = [
            "a": .string("A"), "::a": .string("A"), "h": .hash([.string("k"): .string("v")]),
            "l": .array([.integer(1), .string("x"), .undef]), "f": .float(1.5), "big": .float(1e21),
        ]
        let sandbox = Sandbox(["data/a.yaml": "x: \(yaml)\n"])
        #expect(try sandbox.lookup("x", variables: variables)?.value == .string(expected))
    }

    @Test(arguments: [
        ("'%{nosuch}'", "Undefined variable 'nosuch'"), ("\"%{foo('x')}\"", "Unknown interpolation method 'foo'"),
        (
            "\"x%{alias('y')}\"",
            "'alias' interpolation is only permitted if the expression is equal to the entire string"
        ),
        ("\"%{facts['role']}\"", "Syntax error in string: %{facts['role']}"),
    ])
    func interpolationErrors(yaml: String, message: String) throws {
        let error = try #require(Sandbox(["data/a.yaml": "y: 1\nx: \(yaml)\n"]).failure("x"))
        #expect(error.message == message)
        #expect(error.diagnostic.place?.description == "environments/production/data/a.yaml:2:4")
    }

    @Test func aliasesCannotNestWithoutEnd() throws {
        var text = "k0: x\n"
        let (open, close) = (String(repeating: "[", count: 100), String(repeating: "]", count: 100))
        for level in 1...30 { text += "k\(level): \(open)\"%{alias('k\(level - 1)')}\"\(close)\n" }
        #expect(Sandbox(["data/a.yaml": text]).failure("k30")?.diagnostic.id == "hiera_limit")
        #expect(try Sandbox(["data/a.yaml": text]).lookup("k4") != nil)
    }

    @Test func unknownVariablesAreEmptyWhenNotStrict() throws {
        var sandbox = Sandbox(["data/a.yaml": "x: 'a%{nosuch}b'\n"])
        sandbox.isStrict = false
        #expect(try sandbox.lookup("x")?.value == .string("ab"))
    }

    @Test func errorsOfTheScopeComeThrough() throws {
        struct Refused: Error {}
        let sandbox = Sandbox(["data/a.yaml": "x: '%{v}'\n"])
        do {
            _ = try sandbox.engine.lookup(key: "x", scope: { _ in throw Refused() })
            Issue.record("expected an error")
        } catch {
            #expect(error.underlying is Refused)
        }
    }

    /// Texts that are equal to Swift and differ in their bytes have their expressions at other places.
    @Test func expressionsStandWhereTheirOwnTextHasThem() throws {
        let sandbox = Sandbox([
            "data/a.yaml": "x: [\"\\u00e9 %{v} \\u00e9\", \"e\\u0301 %{v} e\\u0301\", \"\\u00e9 %{v} \\u00e9\"]\n"
        ])
        guard case .array(let texts)? = try sandbox.lookup("x", variables: ["v": .string("1")])?.value else {
            Issue.record("expected a list")
            return
        }
        let bytes = texts.map { Array(($0.stringContent ?? "").utf8) }
        #expect(bytes == ["\u{e9} 1 \u{e9}", "e\u{301} 1 e\u{301}", "\u{e9} 1 \u{e9}"].map { Array($0.utf8) })
    }

    @Test func runawayInterpolationIsStopped() throws {
        var text = "k0: x\n"
        for level in 1...40 { text += "k\(level): \"%{lookup('k\(level - 1)')}%{lookup('k\(level - 1)')}\"\n" }
        #expect(Sandbox(["data/a.yaml": text]).failure("k40")?.diagnostic.id == "hiera_limit")
        var chain = "k0: x\n"
        for level in 1...500 { chain += "k\(level): \"%{lookup('k\(level - 1)')}\"\n" }
        #expect(Sandbox(["data/a.yaml": chain]).failure("k500")?.diagnostic.id == "hiera_limit")
        #expect(try Sandbox(["data/a.yaml": chain]).lookup("k20")?.value == .string("x"))
    }

    @Test(arguments: [
        ("a..b", "Syntax error in key: 'a..b'"), (".a", "Syntax error in key: '.a'"),
        ("a.\"b", "Syntax error in key: 'a.\"b'"),
        (
            "l.x",
            "Data Provider type mismatch: Got Array when a hash-like object was expected to access value using 'x' from key 'l.x'"
        ),
        (
            "sym",
            "Value for key 'sym', in hash returned from data_hash function 'yaml_data', when using location 'environments/production/data/a.yaml', has wrong type, expects Puppet::LookupValue, got the symbol ':foo'"
        ),
        (
            "boolk",
            "Value for key 'boolk', in hash returned from data_hash function 'yaml_data', when using location 'environments/production/data/a.yaml', has wrong type, expects Puppet::LookupValue, got a key that is Boolean"
        ),
        ("h1", "The first element of the merge has wrong type, expects a Hash value, got Integer"),
        ("u1", "The second element of the merge has wrong type, expects a value of type Scalar or Array, got Struct"),
        ("sd", "comparison of String with 2 failed"),
        ("badopt", "The merge options has wrong type, unrecognized key 'bogus'"),
    ])
    func errorsAsPuppet(key: String, message: String) {
        let sandbox = Sandbox([
            "data/a.yaml": """
            lookup_options:
              h1: {merge: hash}
              u1: {merge: unique}
              sd: {merge: {strategy: deep, sort_merged_arrays: true}}
              badopt: {merge: {strategy: deep, bogus: 1}}
            l: [1]
            sym: :foo
            boolk: {true: 1}
            h1: 5
            u1: 1
            sd: [b, 1]
            badopt: 1
            """, "data/b.yaml": "h1: {a: 1}\nu1: {a: 1}\nsd: [a, 2]\n",
        ])
        #expect(sandbox.failure(key)?.message == message)
    }

    @Test(arguments: [
        ("d: 2024-01-01", "Tried to load unspecified class: Date"), ("- 1", "valid yaml hash"),
        ("a: [", "did not find"),
    ])
    func brokenDataIsAnErrorWithItsFile(yaml: String, message: String) throws {
        let error = try #require(Sandbox(["data/a.yaml": yaml]).failure("x"))
        #expect(error.message.contains("environments/production/data/a.yaml"))
        #expect(error.message.contains(message))
        #expect(error.diagnostic.place != nil)
    }

    @Test(arguments: ["", "---\n", "# nothing\n", "~\n"])
    func emptyDataIsNoData(yaml: String) throws {
        #expect(try Sandbox(["data/a.yaml": yaml, "data/b.yaml": "x: 1"]).lookup("x")?.value == .integer(1))
    }

    @Test func whatWasReadIsRecordedAndItsFingerprintChangesWithIt() throws {
        let hiera = "version: 5\nhierarchy:\n  - {name: g, glob: 'g/*.yaml'}\n  - {name: a, path: a.yaml}\n"
        let files = ["data/g/1.yaml": "y: 1\n", "data/a.yaml": "x: \"%{lookup('y')}\"\nother: 1\n"]
        let sandbox = Sandbox(files, hiera: hiera)
        let engine = sandbox.engine
        let reads = Reads()
        // The second lookup is answered from caches, and must tell as much as the first.
        for _ in 0..<2 {
            reads.list = []
            _ = try engine.lookup(key: "x", scope: { _ in nil }, recorder: reads)
            let keys = reads.list.compactMap { read in if case .key(let key, _, _) = read { key } else { nil } }
            #expect(Set(keys) == ["lookup_options", "x", "y"])
            #expect(reads.list.contains(.configuration(path: "environments/production/hiera.yaml")))
            #expect(reads.list.contains(.glob(pattern: "environments/production/data/g/*.yaml")))
        }
        func changed(_ edit: (inout [String: String]) -> Void) -> Bool {
            var files = files
            edit(&files)
            let other = Sandbox(files, hiera: hiera).engine
            return reads.list.contains { engine.fingerprint(of: $0) != other.fingerprint(of: $0) }
        }
        #expect(!changed { $0["data/a.yaml"]?.append("unrelated: 2\n") })
        #expect(!changed { $0["data/a.yaml"] = "# a comment\nother: 5\n" + "x: \"%{lookup('y')}\"\n" })
        #expect(changed { $0["data/g/1.yaml"] = "y: 2\n" })
        #expect(changed { $0["data/g/1.yaml"] = "y: '1'\n" })
        #expect(changed { $0["data/g/0.yaml"] = "z: 2\n" })
        #expect(changed { $0["data/a.yaml"] = nil })
        #expect(changed { $0["data/g/1.yaml"]?.append("x: 1\n") })
        // What stands below the level that answered does not matter.
        #expect(!changed { $0["data/a.yaml"]?.append("y: 5\n") })
        #expect(changed { $0["data/g/1.yaml"]?.append("lookup_options: {x: {merge: unique}}\n") })
        #expect(changed { $0["hiera.yaml"] = "version: 5\n" })
    }

    final class Reads: HieraRecorder {
        var list: [HieraRead] = []
        func record(_ read: HieraRead) { list.append(read) }
    }

    @Test func lookupsMayRunAtTheSameTime() async throws {
        let hiera = "version: 5\nhierarchy:\n  - {name: n, path: '%{n}.yaml'}\n  - {name: a, path: a.yaml}\n"
        let engine = Sandbox(
            ["data/1.yaml": "x: \"%{lookup('y')}-1\"\n", "data/a.yaml": "y: why\nx: none\n"], hiera: hiera
        ).engine
        let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let answer = try engine.lookup(key: "x", scope: { _ in .string(String(number % 2)) })
                    return answer?.value == .string(number % 2 == 1 ? "why-1" : "none")
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 64 && answers.allSatisfy(\.self))
    }

    @Test func aSessionFollowsItsVariables() throws {
        let hiera = "version: 5\nhierarchy:\n  - {name: v, path: '%{v}.yaml'}\n  - {name: f, path: '%{facts.f}.yaml'}\n"
        let session = Sandbox(
            [
                "data/1.yaml": "x: 1\n", "data/2.yaml": "x: 2\nlookup_options: {l: {merge: unique}}\nl: [2]\n",
                "data/0.yaml": "x: 0\nl: [0]\n",
            ],
            hiera: hiera
        ).engine.session()
        for (v, x, l) in [("1", 1, [0]), ("2", 2, [2, 0]), ("3", 0, [0]), ("2", 2, [2, 0]), ("1", 1, [0])] {
            let scope = { (name: String) -> Value? in
                name == "v" ? .string(v) : .hash([.string("f"): .string("0")])
            }
            #expect(try session.lookup(key: "x", scope: scope)?.value == .integer(x))
            #expect(try session.lookup(key: "l", scope: scope)?.value == .array(l.map(Value.integer)))
        }
    }

    @Test func sharedEngineGivesEachScopeItsOwnAnswer() throws {
        let hiera =
            "version: 5\nhierarchy:\n  - {name: n, path: 'nodes/%{node.name}.yaml'}\n  - {name: a, path: a.yaml}\n"
        let engine = Sandbox(
            [
                "data/nodes/one.yaml": "x: 1\nlookup_options: {l: {merge: unique}}\nl: [1]\n",
                "data/a.yaml": "x: 0\nl: [0]\n",
            ], hiera: hiera
        ).engine
        for _ in 0..<2 {
            for (name, x, l) in [("one", 1, [1, 0]), ("two", 0, [0])] {
                let scope = { (_: String) -> Value? in .hash([.string("name"): .string(name)]) }
                #expect(try engine.lookup(key: "x", scope: scope)?.value == .integer(x))
                #expect(try engine.lookup(key: "l", scope: scope)?.value == .array(l.map(Value.integer)))
            }
        }
    }
}

import Diagnostics
import Hiera
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

struct BackendTests {
    private func sandbox(_ file: String, _ function: String, _ text: String) -> Sandbox {
        Sandbox(
            ["data/\(file)": text],
            hiera: "version: 5\nhierarchy:\n  - {name: a, path: \(file), data_hash: \(function)}\n")
    }

    /// Texts and what Ruby's HOCON library makes of them.
    @Test func hoconAsRuby() throws {
        for line in try Fixtures.lines("hiera/hocon.jsonl") {
            let row = try JSONParser.parse(line)
            let code = try #require(row["code"]?.string)
            let sandbox = sandbox("x.conf", "hocon_data", code)
            guard let expected = row["value"]?.object else {
                #expect(
                    sandbox.failure("a")?.message.hasPrefix("Unable to parse (environments/production/data/x.conf)")
                        == true, "\(code)")
                continue
            }
            #expect(sandbox.failure("none") == nil, "\(code)")
            for (key, value) in expected {
                let found = try sandbox.lookup("'\(key)'")?.value
                #expect(found.map { Self.json($0) } == value, "\(code)")
            }
        }
    }

    @Test(arguments: [
        String(repeating: "a{", count: 5000), String(repeating: "[", count: 5000),
        "a=" + String(repeating: "[", count: 5000),
        String(repeating: "a.", count: 5000) + "b=1", "a=${a.b}\na.b=${a}", "include \"x\"", "a = \"\\", "a=${",
    ])
    func brokenHOCONIsRefused(text: String) {
        #expect(sandbox("x.conf", "hocon_data", text).failure("a")?.diagnostic.id == "hiera_data")
    }

    @Test func hoconSubstitutionsAreBounded() {
        var text = "a0 = x\n"
        for level in 1...40 { text += "a\(level) = [${a\(level - 1)}, ${a\(level - 1)}]\n" }
        #expect(sandbox("x.conf", "hocon_data", text).failure("a0")?.diagnostic.id == "hiera_data")
    }

    @Test(arguments: ["[1", "[1]", "{\"a\": }", "", "{'a': 1}"])
    func brokenJSONIsRefused(text: String) {
        #expect(sandbox("x.json", "json_data", text).failure("a")?.diagnostic.id == "hiera_data")
    }

    private static func json(_ value: Value) -> JSON {
        switch value {
        case .undef: .null
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .float(let value): .double(value)
        case .array(let elements): .array(elements.map(json))
        case .hash(let entries):
            .object(JSONObject(entries.map { ($0.key.stringContent ?? "", json($0.value)) }, uniquingKeysWith: { $1 }))
        default: .string(value.stringContent ?? "")
        }
    }
}

struct MergeTests {
    private func value(_ text: String) throws -> Value {
        let sandbox = Sandbox(["data/a.yaml": "v: \(text)\n"])
        return try #require(try sandbox.lookup("v")?.value)
    }

    private func strategy(_ text: String) throws -> MergeStrategy { try MergeStrategy(value(text)) }

    /// Two levels, the strategy, and what Puppet makes of them.
    @Test(arguments: [
        ("[1, 2]", "[2, 3]", "unique", "[1, 2, 3]"), ("1", "[1, [2]]", "unique", "[1, 2]"),
        ("{a: 1}", "{b: 2, a: 3}", "hash", "{b: 2, a: 1}"),
        ("1", "2", "first", "1"), ("{a: {x: 1}}", "{a: {y: 2}}", "hash", "{a: {x: 1}}"),
        ("{a: {x: 1}}", "{a: {y: 2}}", "deep", "{a: {y: 2, x: 1}}"),
        ("[1]", "{a: 1}", "deep", "[1]"), ("{a: ~}", "{a: 1}", "deep", "{a: 1}"),
        ("{a: 1}", "{a: ~}", "deep", "{a: 1}"),
        ("{a: false}", "{a: 1}", "deep", "{a: false}"), ("{}", "[1]", "deep", "[1]"), ("x", "{a: 1}", "deep", "x"),
        ("['--a', b]", "[a, c]", "{strategy: deep, knockout_prefix: '--'}", "[c, b]"),
        ("{a: '--'}", "{a: [1]}", "{strategy: deep, knockout_prefix: '--'}", "{a: ''}"),
        ("['--']", "[a]", "{strategy: deep, knockout_prefix: '--'}", "[]"),
        ("[c, a]", "[b]", "{strategy: deep, sort_merged_arrays: true}", "[a, b, c]"),
        ("[2, 10]", "[1.5]", "{strategy: deep, sort_merged_arrays: true}", "[1.5, 2, 10]"),
        ("[{a: 1}]", "[{b: 2}, {c: 3}]", "{strategy: deep, merge_hash_arrays: true}", "[{b: 2, a: 1}, {c: 3}]"),
        ("[{a: 1}, {d: 4}]", "[{b: 2}]", "{strategy: deep, merge_hash_arrays: true}", "[{b: 2, a: 1}, {d: 4}]"),
        ("[{a: 1}]", "[{a: 1}]", "deep", "[{a: 1}]"),
    ])
    func merges(high: String, low: String, strategy: String, expected: String) throws {
        let sandbox = Sandbox(["data/a.yaml": "k: \(high)\n", "data/b.yaml": "k: \(low)\n"])
        let found = try #require(try sandbox.lookup("k", merge: self.strategy(strategy))?.value)
        // Text, because the order of a hash's keys counts here.
        #expect(ConformanceTests.formatted(found) == ConformanceTests.formatted(try value(expected)))
    }

    @Test(arguments: [
        ("bogus", "Unknown merge strategy: 'bogus'"),
        (
            "{a: 1}",
            "The hash given as 'merge' must contain the name of a strategy in string form for the key 'strategy'"
        ),
        ("{strategy: hash, x: 1}", "The merge options has wrong type, unrecognized key 'x'"),
        (
            "{strategy: deep, knockout_prefix: 5}",
            "The merge options has wrong type, entry 'knockout_prefix' expects a value of type Undef or String, got Integer"
        ),
    ])
    func badStrategies(text: String, message: String) throws {
        let value = try value(text)
        #expect { try MergeStrategy(value) } throws: { ($0 as? HieraError)?.message == message }
    }
}

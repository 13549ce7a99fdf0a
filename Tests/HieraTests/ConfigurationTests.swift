import Diagnostics
import Hiera
import OrderedCollections
import PuppetTypes
import Testing

struct ConfigurationTests {
    /// The `hiera.yaml`, Puppet's message, and the line it is at.
    @Test(arguments: [
        ("", "hiera.yaml version 3 cannot be used in an environment", 1),
        ("- 1", "hiera.yaml version 3 cannot be used in an environment", 1),
        (":backends: [yaml]", "hiera.yaml version 3 cannot be used in an environment", 1),
        ("version: 4", "hiera.yaml version 4 cannot be used in an environment", 1),
        ("version: 6", "This runtime does not support hiera.yaml version 6", 1),
        (
            "version: 5\nfoo: 1",
            "The Lookup Configuration at 'environments/production/hiera.yaml' has wrong type, unrecognized key 'foo'", 2
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: x, bogus: 1}",
            "The Lookup Configuration at 'environments/production/hiera.yaml' has wrong type, entry 'hierarchy' index 0 unrecognized key 'bogus'",
            3
        ),
        (
            "version: 5\nhierarchy:\n  - {path: x}",
            "The Lookup Configuration at 'environments/production/hiera.yaml' has wrong type, entry 'hierarchy' index 0 expects a value for key 'name'",
            3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: 5}",
            "The Lookup Configuration at 'environments/production/hiera.yaml' has wrong type, entry 'hierarchy' index 0 entry 'path' expects a String value, got Integer",
            3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, mapped_paths: [a, b]}",
            "The Lookup Configuration at 'environments/production/hiera.yaml' has wrong type, entry 'hierarchy' index 0 entry 'mapped_paths' expects size to be 3, got 2",
            3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: x}\n  - {name: a, path: y}",
            "Hierarchy name 'a' defined more than once.", 4
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: x, paths: [y]}",
            "Only one of path, paths, glob, globs, uri, uris, or mapped_paths can be defined in hierarchy 'a'", 3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, data_hash: yaml_data, lookup_key: eyaml_lookup_key}",
            "Only one of data_hash, lookup_key, data_dig, or hiera3_backend can be defined in hierarchy 'a'", 3
        ),
        (
            "version: 5\ndefaults: {datadir: data}\nhierarchy:\n  - {name: a, path: x}",
            "One of data_hash, lookup_key, data_dig, or hiera3_backend must be defined in hierarchy 'a'", 4
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a}",
            "'yaml_data' one of 'path', 'paths' 'glob', 'globs' or 'mapped_paths' must be declared in hiera.yaml when using this data_hash function",
            3
        ),
        (
            "version: 5\ndefault_hierarchy:\n  - {name: a, path: x}",
            "'default_hierarchy' is only allowed in the module layer", 2
        ),
        ("version: 5\nhierarchy:\n  - {name: a, path: 'x%{nosuch}.yaml'}", "Undefined variable 'nosuch'", 3),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: \"%{lookup('x')}.yaml\"}",
            "Interpolation using method syntax is not allowed in this context", 3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: x, options: {path: 1}}",
            "Option key 'path' used in hierarchy 'a' is reserved by Puppet", 3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, path: x, data_hash: 'my::fn'}",
            "data_hash 'my::fn' is a function, which only a compile can call", 3
        ),
        (
            "version: 5\nhierarchy:\n  - {name: a, uri: 'http://x', data_dig: 'my::fn'}",
            "data_dig 'my::fn' is a function, which only a compile can call", 3
        ),
        (
            "version: [",
            "(environments/production/hiera.yaml): did not find expected node content while parsing a flow node",
            1
        ),
    ])
    func refusesAsPuppet(hiera: String, message: String, line: Int) throws {
        let error = try #require(Sandbox(["data/x": "y: 1\n"], hiera: hiera).failure("k"))
        #expect(error.message == message)
        #expect(error.diagnostic.place?.line == line)
    }

    @Test(arguments: [
        "version: 5", "version: 5\nhierarchy:", "version: 5\ndefaults: {data_hash: yaml_data}", ":version: 5",
    ])
    func standardHierarchyIsCommonYAML(hiera: String) throws {
        #expect(try Sandbox(["data/common.yaml": "k: 1\n"], hiera: hiera).lookup("k")?.value == .integer(1))
    }

    @Test func version3SaysHowToMove() throws {
        let error = try #require(Sandbox([:], hiera: ":backends: [yaml]").failure("k"))
        #expect(error.diagnostic.notes.first?.message.text.contains("version: 5") == true)
    }

    @Test(arguments: [
        "../../staging/data/x.yaml", "../../../../etc/passwd", "/etc/passwd", "a/../../../x.yaml", "%{evil}.yaml",
    ])
    func pathsCannotLeaveTheEnvironment(path: String) throws {
        let hiera = "version: 5\nhierarchy:\n  - name: a\n    path: '\(path)'\n"
        let sandbox = Sandbox(
            ["/environments/staging/data/x.yaml": "k: stolen\n", "/environments/x.yaml": "k: stolen\n"], hiera: hiera)
        let error = try #require(sandbox.failure("k", variables: ["evil": .string("../../staging/data/x")]))
        #expect(error.diagnostic.id == "hiera_path")
        #expect(error.diagnostic.place?.line == 4)
    }

    @Test(arguments: [
        "datadir: ../staging/data", "datadir: /etc", "datadir: '../%{other}/data'",
    ])
    func datadirCannotLeaveTheEnvironment(datadir: String) throws {
        let hiera = "version: 5\nhierarchy:\n  - name: a\n    path: x.yaml\n    \(datadir)\n"
        let sandbox = Sandbox(["/environments/staging/data/x.yaml": "k: stolen\n"], hiera: hiera)
        #expect(sandbox.failure("k", variables: ["other": .string("staging")])?.diagnostic.id == "hiera_path")
    }

    @Test func globsCannotLeaveTheEnvironment() throws {
        let hiera = "version: 5\nhierarchy:\n  - {name: a, glob: '../../staging/data/*.yaml'}\n"
        let sandbox = Sandbox(["/environments/staging/data/x.yaml": "k: stolen\n"], hiera: hiera)
        #expect(sandbox.failure("k")?.diagnostic.id == "hiera_path")
    }

    /// A snapshot whose `glob` is careless must not matter.
    @Test func whatAGlobFindsOutsideIsDropped() throws {
        struct Careless: HieraFiles {
            let inner: MemoryFiles
            func read(_ path: String) throws -> [UInt8]? { try inner.read(path) }
            func glob(_ pattern: String) -> [String] {
                ["environments/staging/data/x.yaml", "environments/production/data/../../staging/data/x.yaml"]
            }
            func isDirectory(_ path: String) -> Bool { false }
        }
        let sandbox = Sandbox(
            ["/environments/staging/data/x.yaml": "k: stolen\n"],
            hiera: "version: 5\nhierarchy:\n  - {name: a, glob: '*'}\n")
        let engine = HieraEngine(
            environment: "production", environmentRoot: "environments/production", modules: [:],
            globalConfiguration: nil,
            files: Careless(inner: MemoryFiles(files: sandbox.files)), keys: GrantedKeys.none)
        #expect(try engine.lookup(key: "k", scope: { _ in nil }) == nil)
    }

    @Test func sharedDataMayBeRead() throws {
        let hiera = "version: 5\nhierarchy:\n  - {name: a, datadir: ../../hieradata, path: x.yaml}\n"
        #expect(try Sandbox(["/hieradata/x.yaml": "k: 1\n"], hiera: hiera).lookup("k")?.value == .integer(1))
    }

    @Test func theGlobalConfigurationReadsNoOtherEnvironment() throws {
        var sandbox = Sandbox(
            ["/environments/staging/data/x.yaml": "k: stolen\n", "data/x.yaml": "k: own\n"],
            hiera: "version: 5\nhierarchy: []\n")
        sandbox.global = "hiera.yaml"
        sandbox.files["hiera.yaml"] =
            "version: 5\nhierarchy:\n  - {name: a, datadir: 'environments/%{environment}/data', path: x.yaml}\n"
        #expect(try sandbox.lookup("k", variables: ["environment": .string("production")])?.value == .string("own"))
        #expect(sandbox.failure("k", variables: ["environment": .string("staging")])?.diagnostic.id == "hiera_path")
    }
}

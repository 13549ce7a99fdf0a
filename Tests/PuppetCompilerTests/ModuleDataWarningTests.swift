import Hiera
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import Testing

/// A module is warned of keys in its data that are not its own, in Puppet's words and once a compile.
struct ModuleDataWarningTests {
    private func warnings(_ level: String) async throws -> [String] {
        let module = "environments/production/modules/m"
        let files = [
            "\(module)/hiera.yaml": "version: 5\nhierarchy:\n  - {name: a, \(level)}\n",
            "\(module)/data/a.yaml": "m::a: 1\nother::b: 2\nc: 3\n", "\(module)/data/own.yaml": "m::a: 1\n",
            "\(module)/functions/data.pp": "function m::data($o, $c) { { 'm::a' => 1, 'b' => 2 } }\n",
            "environments/production/manifests/site.pp":
                "$x = [lookup('m::a'), lookup('m::none', undef, undef, 0), lookup('m::a')]\n",
        ]
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"),
            files: FileTree(files.mapValues { Array($0.utf8) }), keys: GrantedKeys.none)
        let compiled = try await NodeCompiler().compile(
            .init(facts: NodeFacts(node: "n", values: [:])), in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
        return compiled.logs.filter { $0.level == .warning }.map(\.message)
    }

    @Test func keysOfOthersAreNamed() async throws {
        #expect(
            try await warnings("path: a.yaml") == [
                "Module 'm': Value returned from data_hash function 'yaml_data', when using location 'environments/production/modules/m/data/a.yaml', must use keys qualified with the name of the module"
            ])
        #expect(
            try await warnings("data_hash: 'm::data'") == [
                "Module 'm': Value returned from data_hash function 'm::data' must use keys qualified with the name of the module"
            ])
        #expect(try await warnings("path: own.yaml").isEmpty)
    }
}

import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// Type sets of modules: their types by whole and by short names, sets that refer to others, and what is wrong with one.
struct TypeSetTests {
    private func answer(_ code: String) async throws -> String {
        let root = "environments/production"
        let folder = Fixtures.url("types/typesets")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".pp") }
        let contents = try files.map { ("\(root)/\($0)", [UInt8](try Data(contentsOf: folder.appending(path: $0)))) }
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: root, baseModuleFolders: []),
            files: FileTree(Dictionary(uniqueKeysWithValues: contents)), keys: GrantedKeys.none)
        let result = await NodeCompiler().evaluate(
            code, facts: NodeFacts(node: "n", values: [:]), in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
        switch result {
        case .success(let value): return ValueFormatter.programmatic(value)
        case .failure(let error): return error.puppetDescription
        }
    }

    /// Answers of Puppet 7.23.
    @Test func answersAsPuppet() async throws {
        let examples = try Fixtures.lines("types/typesets.jsonl").map { try JSONParser.parse($0) }
        #expect(examples.count > 40)
        for example in examples {
            let given = try await answer(example["code"]?.string ?? "")
            #expect(given == example["value"]?.string ?? example["error"]?.string)
        }
    }

    @Test(arguments: [
        (
            "type A = TypeSet[{pcore_version => '1.0.0', types => {B => Enum[a], C => Array[B]}}]\n[A, ['a'] =~ A::C][1]",
            "true"
        ),
        ("type L = M::B\n'a' =~ L", "true"), ("M =~ TypeSet", "true"),
        ("3 =~ TypeSet", "false"),
    ])
    func definesInManifests(_ code: String, _ value: String) async throws {
        #expect(try await answer(code) == value)
    }

    /// Every name around one may be that of a set, and is looked for once.
    @Test(.timeLimit(.minutes(1))) func longNamesAreLookedForOnce() async throws {
        let name = "M" + String(repeating: "::N", count: 200)
        #expect(try await answer(name).contains("Resource type not found: M::N::N"))
    }
}

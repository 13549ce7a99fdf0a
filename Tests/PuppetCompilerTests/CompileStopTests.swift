import Diagnostics
import Hiera
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import Testing

/// A compile ends when its time is up, and when nobody waits for it any more.
struct CompileStopTests {
    private static let endless =
        "Integer[0, 99999].each |$a| { Integer[0, 99999].each |$b| { $c = $a + $b } }"
    private let snapshot = EnvironmentSnapshot(
        origin: .init(name: "production", root: "environments/production", baseModuleFolders: []),
        files: FileTree(["environments/production/manifests/site.pp": Array(endless.utf8)]), keys: GrantedKeys.none)

    private func compile(_ limits: EvaluationLimits) async throws -> CompiledCatalog {
        try await NodeCompiler(limits: limits).compile(
            .init(facts: NodeFacts(node: "n", values: [:])), in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
    }

    @Test func timeIsLimited() async {
        let failure = await #expect(throws: CompileFailure.self) {
            try await compile(EvaluationLimits(steps: .max, seconds: 0))
        }
        #expect(failure?.diagnostics.map(\.id) == ["limit_exceeded"])
        #expect(failure?.description.contains("the compile takes longer than 0 seconds") == true)
    }

    @Test func cancellingTheTaskEndsTheCompile() async {
        let running = Task { try await compile(EvaluationLimits(steps: .max)) }
        running.cancel()
        let failure = await #expect(throws: CompileFailure.self) { try await running.value }
        #expect(failure?.diagnostics.map(\.id) == ["compile_cancelled"])
    }
}

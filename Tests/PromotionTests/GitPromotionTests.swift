import Foundation
import Hiera
import JSON
import Promotion
import PuppetCatalog
import PuppetCompiler
import Testing

/// A control repo in a folder of its own, with branches `production`, `staging` and `feature_x`.
private struct ScratchRepo {
    let repository: GitRepository
    let repo: GitControlRepo

    static func with(_ body: (ScratchRepo) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let repository = GitRepository(path: folder.path)
        try await repository.git(["init", "--quiet", "--initial-branch=production"])
        try await repository.git(["config", "user.name", "Ann"])
        try await repository.git(["config", "user.email", "ann@example.org"])
        let scratch = ScratchRepo(
            repository: repository,
            repo: GitControlRepo(environments: GitEnvironments(repository: repository, keys: GrantedKeys.none)))
        try scratch.write("manifests/site.pp", "node default { k8s::configmap { 'a/b': data => { 'k' => 'one' } } }\n")
        try scratch.write("nodes/staging/s1.yaml", "clustername: s1\n")
        try await scratch.commit("first")
        try await repository.git(["branch", "staging"])
        try await repository.git(["checkout", "--quiet", "-b", "feature_x"])
        try await body(scratch)
    }

    func write(_ path: String, _ text: String) throws {
        let url = URL(filePath: repository.path).appending(path: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func commit(_ subject: String) async throws {
        try await repository.git(["add", "--all"])
        try await repository.git(["commit", "--quiet", "--message", subject])
    }

    func promoter(_ policies: [String: PromotionPolicy] = [:]) -> Promoter {
        Promoter(
            repo: repo, compiler: NodeCompiler(), circumstances: .init(refreshKey: [1], now: 0, uuid: "u"),
            policies: policies)
    }

    let author = Promoter.Author(who: "Ann <ann@example.org>", time: 100, reason: "because")
}

struct GitPromotionTests {
    private let changed = "node default { k8s::configmap { 'a/b': data => { 'k' => 'two' } } }\n"

    @Test func movesTheBranchAndKeepsTheRecord() async throws {
        try await ScratchRepo.with { scratch in
            try scratch.write("manifests/site.pp", changed)
            try await scratch.commit("say two")
            let promoter = scratch.promoter()
            let (plan, candidate, _) = try await promoter.plan("feature_x", to: "staging")
            #expect(plan.isAllowed)
            #expect(plan.subjects.count == 1)
            #expect(plan.nodes.map(\.node) == ["s1"])
            #expect(plan.nodes[0].difference?.lines.contains(#"    data.k: "one" → "two""#) == true)

            _ = try await promoter.promote(plan, to: candidate, by: scratch.author)
            let branches = try await scratch.repository.branches()
            #expect(branches["staging"] == branches["feature_x"])
            let note = try #require(await scratch.repository.note(on: candidate.state))
            let record = try JSONParser.parse(note)
            #expect(record["who"]?.string == "Ann <ann@example.org>")
            #expect(record["reason"]?.string == "because")
            #expect(record["from"]?.string == plan.from)
            #expect(record["nodes"]?[0]?["after"]?.string == plan.nodes[0].after)
        }
    }

    @Test func aBrokenCompileMovesNothing() async throws {
        try await ScratchRepo.with { scratch in
            try scratch.write("manifests/site.pp", "node default { include nowhere }\n")
            try await scratch.commit("break it")
            let before = try await scratch.repository.branches()["staging"]
            let promoter = scratch.promoter()
            let (plan, candidate, _) = try await promoter.plan("feature_x", to: "staging")
            #expect(!plan.isAllowed)
            await #expect(throws: PromotionError.gatesClosed(["compile", "lint"])) {
                try await promoter.promote(plan, to: candidate, by: scratch.author)
            }
            #expect(try await scratch.repository.branches()["staging"] == before)
        }
    }

    @Test func aTargetThatMovedOnIsNotOverwritten() async throws {
        try await ScratchRepo.with { scratch in
            try scratch.write("manifests/site.pp", changed)
            try await scratch.commit("say two")
            try await scratch.repository.git(["checkout", "--quiet", "staging"])
            try scratch.write("other", "x")
            try await scratch.commit("meanwhile")
            await #expect(throws: PromotionError.self) {
                try await scratch.promoter().plan("feature_x", to: "staging")
            }
        }
    }

    @Test func rollbackPinsUntilItIsLifted() async throws {
        try await ScratchRepo.with { scratch in
            try scratch.write("manifests/site.pp", changed)
            try await scratch.commit("say two")
            let promoter = scratch.promoter()
            let (plan, candidate, _) = try await promoter.plan("feature_x", to: "staging")
            _ = try await promoter.promote(plan, to: candidate, by: scratch.author)
            _ = try await promoter.rollback("staging", to: nil, by: scratch.author)

            #expect(try await scratch.repo.environments.snapshot("staging")?.commit == plan.from)
            await #expect(throws: PromotionError.pinned(environment: "staging", state: plan.from)) {
                try await promoter.plan("feature_x", to: "staging")
            }
            try await promoter.liftPin("staging", by: scratch.author)
            #expect(try await scratch.repo.environments.snapshot("staging")?.commit == plan.to)
        }
    }

    @Test func aBranchThatIsCheckedOutIsNotMovedUnderItsFiles() async throws {
        try await ScratchRepo.with { scratch in
            try scratch.write("manifests/site.pp", changed)
            try await scratch.commit("say two")
            try await scratch.repository.git(["checkout", "--quiet", "staging"])
            let promoter = scratch.promoter()
            let (plan, candidate, _) = try await promoter.plan("feature_x", to: "staging")
            await #expect(throws: PromotionError.self) {
                try await promoter.promote(plan, to: candidate, by: scratch.author)
            }
            #expect(try await scratch.repository.branches()["staging"] == plan.from)
        }
    }

    @Test func rollbackTakesOnlyAStateThatTheEnvironmentWasIn() async throws {
        try await ScratchRepo.with { scratch in
            try scratch.write("manifests/site.pp", changed)
            try await scratch.commit("say two")
            let promoter = scratch.promoter()
            for name in ["feature_x", "deadbeef", "--all"] {
                await #expect(throws: PromotionError.unknownState(name, environment: "staging")) {
                    try await promoter.rollback("staging", to: name, by: scratch.author)
                }
            }
            let record = try await promoter.rollback("staging", to: "staging", by: scratch.author)
            let commit = try await scratch.repository.branches()["staging"]
            #expect(record.to == commit)
            #expect(try await promoter.liftPin("staging", by: scratch.author))
            #expect(try await !promoter.liftPin("staging", by: scratch.author))
        }
    }

    @Test func aPolicyNamesTheSource() async throws {
        try await ScratchRepo.with { scratch in
            let promoter = scratch.promoter(["production": PromotionPolicy(sources: ["staging"])])
            let (plan, _, _) = try await promoter.plan("feature_x", to: "production")
            #expect(plan.gates.first { $0.name == "source" }?.isOpen == false)
        }
    }
}

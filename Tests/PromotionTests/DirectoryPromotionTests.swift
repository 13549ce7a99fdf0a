import Foundation
import Hiera
import Promotion
import PuppetCatalog
import PuppetCompiler
import Testing

struct DirectoryPromotionTests {
    private let author = Promoter.Author(who: "Ann", time: 100, reason: "because")

    private func with(_ body: (URL, DirectoryControlRepo, Promoter) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, value) in [("feature_x", "two"), ("staging", "one")] {
            let manifests = folder.appending(path: "environments/\(name)/manifests")
            try FileManager.default.createDirectory(at: manifests, withIntermediateDirectories: true)
            let code = "node default { k8s::configmap { 'a/b': data => { 'k' => '\(value)', 'e' => $environment } } }\n"
            try Data(code.utf8).write(to: manifests.appending(path: "site.pp"))
            let nodes = folder.appending(path: "environments/\(name)/nodes/staging")
            try FileManager.default.createDirectory(at: nodes, withIntermediateDirectories: true)
            try Data("clustername: s1\n".utf8).write(to: nodes.appending(path: "s1.yaml"))
        }
        let repo = DirectoryControlRepo(
            codedir: folder.path, environments: DirectoryEnvironments(codedir: folder.path, keys: GrantedKeys.none))
        let promoter = Promoter(
            repo: repo, compiler: NodeCompiler(), circumstances: .init(refreshKey: [1], now: 0, uuid: "u"),
            policies: [:])
        try await body(folder, repo, promoter)
    }

    private func site(_ folder: URL, _ environment: String) throws -> String {
        try String(
            contentsOf: folder.appending(path: "environments/\(environment)/manifests/site.pp"), encoding: .utf8)
    }

    @Test func replacesTheFolderAndKeepsTheOldState() async throws {
        try await with { folder, repo, promoter in
            let old = try site(folder, "staging")
            let (plan, candidate, _) = try await promoter.plan("feature_x", to: "staging")
            // The target keeps its name: only what the source says changes.
            #expect(
                plan.nodes.map { $0.difference?.lines } == [["~ K8s::Configmap[a/b]", #"    data.k: "one" → "two""#]])
            _ = try await promoter.promote(plan, to: candidate, by: author)
            #expect(try site(folder, "staging") == site(folder, "feature_x"))
            #expect(try await repo.history(of: "staging").count == 1)

            _ = try await promoter.rollback("staging", to: nil, by: author)
            #expect(try site(folder, "staging") == old)
            await #expect(throws: PromotionError.self) { try await promoter.plan("feature_x", to: "staging") }
        }
    }

    @Test func aFolderThatChangedMeanwhileIsNotReplaced() async throws {
        try await with { folder, _, promoter in
            let (plan, candidate, _) = try await promoter.plan("feature_x", to: "staging")
            try Data("# edited\n".utf8).write(to: folder.appending(path: "environments/staging/manifests/z.pp"))
            await #expect(throws: PromotionError.moved(environment: "staging")) {
                try await promoter.promote(plan, to: candidate, by: author)
            }
            #expect(try site(folder, "staging") != site(folder, "feature_x"))
        }
    }
}

import Diagnostics
import Foundation
import JSON
import Lint
import Promotion
import PuppetCatalog

extension DemoStep {
    static func refuseBrokenChange(_ demo: Demo) async throws -> String {
        try await demo.repo.repository.git([
            "checkout", "--quiet", "--force", "-b", "feature_broken", "feature_logtype",
        ])
        try await demo.repo.edit(
            "modules/ingress_nginx/manifests/init.pp", on: "feature_broken", subject: "Break the Deployment"
        ) { $0.replacingOccurrences(of: "'replicas' => $replicas", with: "'replicaz' => $replicas") }
        let before = try await demo.repo.repository.branches()["staging"]
        let promoter = try demo.workspace.promoter()
        try await mergeStaging(into: "feature_broken", demo)
        let (plan, candidate, lint) = try await promoter.plan("feature_broken", to: "staging") { node in
            demo.display.progress("compiling \(node)")
        }
        guard let finding = lint.findings.first(where: { $0.severity == .error }) else {
            throw DemoFailure("lint found nothing wrong")
        }
        for line in TextRenderer().render(finding).split(separator: "\n") { demo.display.detail(String(line)) }
        do {
            _ = try await promoter.promote(plan, to: candidate, by: author("try"))
            throw DemoFailure("the broken change was promoted")
        } catch PromotionError.gatesClosed(let gates) {
            guard try await demo.repo.repository.branches()["staging"] == before else {
                throw DemoFailure("staging moved")
            }
            return "refused by \(gates.joined(separator: " and ")); staging did not move"
        }
    }

    static func promote(_ demo: Demo) async throws -> String {
        try await mergeStaging(into: "feature_logtype", demo)
        for (source, target) in [("feature_logtype", "staging"), ("staging", "production")] {
            let cluster = try demo.cluster(of: target)
            guard cluster.object("ConfigMap", "plugin-site", "settings")?[path: "data", "LOG_FORMAT"] == nil else {
                throw DemoFailure("\(target) has the feature already")
            }
            let promoter = try demo.workspace.promoter()
            let (plan, candidate, _) = try await promoter.plan(source, to: target) { node in
                demo.display.progress("compiling \(node)")
            }
            demo.display.detail(Terminal.styled("\(source) → \(target)", .bold))
            for node in plan.nodes {
                demo.display.detail("\(node.node): \(node.difference?.summary ?? "does not compile")")
                for line in node.difference.map(DifferenceText.lines) ?? [] { demo.display.detail("  \(line)") }
            }
            let record = try await promoter.promote(plan, to: candidate, by: author("the demo"))
            try await demo.wait("\(target) to converge") {
                cluster.object("ConfigMap", "plugin-site", "settings")?[path: "data", "LOG_FORMAT"]?.string == "json"
            }
            try await settle(cluster, demo)
            guard await demo.repo.repository.note(on: record.to)?.contains(record.who) == true else {
                throw DemoFailure("the promotion is not on record")
            }
        }
        let branches = try await demo.repo.repository.branches()
        guard branches["production"] == branches["feature_logtype"] else {
            throw DemoFailure("production is not at the feature")
        }
        return "production runs what the feature branch said; two notes are on record"
    }

    /// A promotion moves a branch forward only, so the feature takes in what staging got meanwhile.
    private static func mergeStaging(into branch: String, _ demo: Demo) async throws {
        try await demo.repo.repository.git(["checkout", "--quiet", "--force", branch])
        try await demo.repo.repository.git(["merge", "--quiet", "--no-edit", "staging"])
    }

    private static func author(_ reason: String) -> Promoter.Author {
        Promoter.Author(who: "Demo <demo@example.org>", time: Int(Date().timeIntervalSince1970), reason: reason)
    }
}

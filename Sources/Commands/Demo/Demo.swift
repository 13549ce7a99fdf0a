import Agent
import Foundation
import KubernetesClient
import KubernetesSandbox
import Lint
import Logging
import Promotion
import PuppetCompiler
import ServiceLifecycle

/// The parts of a running demo: the control repo, the master's workspace, and the clusters.
struct Demo: Sendable {
    let repo: DemoRepo
    let workspace: Workspace
    let clusters: [DemoCluster]
    let display: DemoDisplay
    let folder: URL

    static let branches = ["production", "staging", "feature_logtype"]

    func cluster(of environment: String) throws -> DemoCluster {
        guard let cluster = clusters.first(where: { $0.environment == environment }) else {
            throw DemoFailure("no cluster of \(environment)")
        }
        return cluster
    }

    /// Starts everything, shows the steps, and stops everything again.
    static func run(codedir: URL, folder: URL, display: DemoDisplay, keep: Bool) async throws {
        display.say(Terminal.styled("Bunraku: Puppet for Kubernetes", .bold))
        display.say(
            "A git control repo, a master over TLS, two sandbox clusters with an agent each, all on this machine.")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let repo = try await DemoRepo.make(
            at: folder.appending(path: "control-repo"), from: codedir, branches: branches)
        let configuration = try DemoFiles.writeConfiguration(in: folder, codedir: codedir)
        let workspace = try await Workspace(configuration: configuration, codedir: repo.folder.path)
        try await DemoFleet.with(workspace: workspace, folder: folder) { clusters, master in
            let demo = Demo(repo: repo, workspace: workspace, clusters: clusters, display: display, folder: folder)
            display.say("The master listens on \(master).")
            for (index, step) in DemoStep.all.enumerated() {
                display.begin(index + 1, step.title)
                let result = try await step.run(demo)
                display.done(step.title, result)
            }
            display.summary()
            if keep {
                for cluster in clusters {
                    display.say(
                        "kubectl --kubeconfig \(folder.path)/\(cluster.name).kubeconfig get all --all-namespaces")
                }
                display.say("The control repo is \(repo.folder.path). Stop with Ctrl-C.")
                try await Task.sleep(for: .seconds(86_400))
            }
        }
    }

    /// Waits until something holds; shows what is waited for, and fails with it when the time is over.
    func wait(
        _ what: String, within limit: Duration = .seconds(60), until condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            for cluster in clusters {
                if let failure = cluster.state.failed.first {
                    throw DemoFailure("\(cluster.name): \(failure.key): \(failure.value)")
                }
            }
            guard ContinuousClock.now < deadline else {
                let last = clusters.compactMap(\.state.lastFailure).first.map { "; the last run failed: \($0)" } ?? ""
                throw DemoFailure("\(what): not within \(limit)\(last)")
            }
            display.progress("\(what)  \(progress)")
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// `prod-eastus 40/52`.
    private var progress: String {
        clusters.map { cluster in
            let state = cluster.state
            return "\(cluster.name) \(state.changed.count)/\(state.plan?.total ?? 0)"
        }.joined(separator: "  ")
    }
}

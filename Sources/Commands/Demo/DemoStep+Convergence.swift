import Agent
import Foundation
import Hiera
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import Logging
import PuppetCatalog

extension DemoStep {
    static func converge(_ demo: Demo) async throws -> String {
        try await demo.wait("converging", within: .seconds(180)) { demo.clusters.allSatisfy { $0.state.runs > 0 } }
        var parts: [String] = []
        for cluster in demo.clusters {
            if let failure = cluster.state.lastFailure { throw DemoFailure("\(cluster.name): \(failure)") }
            let pods = cluster.pods.values.map(\.count).reduce(0, +)
            guard pods > 0 else { throw DemoFailure("\(cluster.name) has no pods") }
            parts.append("\(cluster.name): \(cluster.state.plan?.total ?? 0) objects, \(pods) pods")
        }
        return parts.joined(separator: "; ")
    }

    static func pollAgain(_ demo: Demo) async throws -> String {
        // Let a run that is under way end, so that the runs counted begin and end in this step.
        let before = demo.clusters.map(\.state.runs)
        try await demo.wait("a run to end") { zip(demo.clusters, before).allSatisfy { $0.state.runs > $1 } }
        demo.clusters.forEach { $0.forget() }
        let start = demo.clusters.map(\.state.runs)
        try await demo.wait("another poll") { zip(demo.clusters, start).allSatisfy { $0.state.runs > $1 + 1 } }
        for cluster in demo.clusters {
            guard cluster.state.lastSource == .notModified else {
                throw DemoFailure("\(cluster.name): the master did not answer 304")
            }
            let counts = cluster.sandbox.requestCounts
            guard counts.writes == 0, counts.changes == 0 else {
                throw DemoFailure("\(cluster.name): \(counts.writes) writes where none was due")
            }
        }
        return "304 for \(demo.clusters.map(\.name).joined(separator: " and ")), 0 writes"
    }

    static func changeSecret(_ demo: Demo) async throws -> String {
        let cluster = try demo.cluster(of: "staging")
        let before = cluster.pods
        let key = try KeyFiles().publicKey(
            .file(demo.folder.appending(path: "keys/staging/public_key.pkcs7.pem").path))
        let fresh = try EYAML.encrypt("a-new-client-secret-\(UUID().uuidString)", with: key)
        try await demo.repo.edit(
            "hieradata/environments/staging.eyaml", on: "staging", subject: "Rotate the client secret"
        ) {
            text in
            text.split(separator: "\n", omittingEmptySubsequences: false)
                .map {
                    $0.hasPrefix("profile::plugin_site::client_secret:")
                        ? "profile::plugin_site::client_secret: \(fresh)" : String($0)
                }
                .joined(separator: "\n")
        }
        demo.display.detail("profile::plugin_site::client_secret is encrypted anew and committed to staging")
        let used = "plugin-site/plugin-site"
        try await demo.wait("plugin-site to restart") {
            let pods = cluster.pods[used] ?? []
            return !pods.isEmpty && pods.isDisjoint(with: before[used] ?? [])
        }
        try await settle(cluster, demo)
        let restarted = before.keys.filter { before[$0] != cluster.pods[$0] }.sorted()
        guard restarted == [used] else {
            throw DemoFailure("restarted: \(restarted.joined(separator: ", ")); only \(used) uses the secret")
        }
        return "only \(used) restarted, \(before.count - 1) other workloads kept their pods"
    }

    static func correctDrift(_ demo: Demo) async throws -> String {
        let cluster = try demo.cluster(of: "production")
        cluster.forget()
        let service = cluster.object("Service", "plugin-site", "plugin-site")
        let settings = cluster.object("ConfigMap", "account-app", "settings")
        guard service != nil, let url = settings?[path: "data", "APP_URL"]?.string else {
            throw DemoFailure("the Service or the ConfigMap is not there to begin with")
        }
        let started = ContinuousClock.now
        let file = demo.folder.appending(path: "\(cluster.name).kubeconfig")
        let access = try Kubeconfig.load(paths: [file.path]).access(context: nil)
        try await KubernetesClient.withClient(access, .init(logger: .init(label: "by-hand"))) { client in
            try await DemoHand.tamper(client)
        }
        demo.display.detail("by hand: the Service plugin-site deleted, APP_URL of account-app edited")
        try await demo.wait("both to come back") {
            cluster.object("Service", "plugin-site", "plugin-site") != nil
                && cluster.object("ConfigMap", "account-app", "settings")?[path: "data", "APP_URL"]?.string == url
        }
        let elapsed = started.duration(to: .now)
        return "both are back after \(elapsed.formatted(.units(allowed: [.milliseconds])))"
    }

    static func prune(_ demo: Demo) async throws -> String {
        let cluster = try demo.cluster(of: "staging")
        cluster.forget()
        guard cluster.object(group: "networking.k8s.io", "NetworkPolicy", "account-app", "account-app") != nil else {
            throw DemoFailure("the NetworkPolicy is not there to begin with")
        }
        try await demo.repo.edit("modules/webapp/manifests/init.pp", on: "staging", subject: "No network policies") {
            text in
            guard let start = text.range(of: "  k8s::manifest {") else {
                throw DemoFailure("the manifest is not as expected")
            }
            return text[..<start.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines) + "\n}\n"
        }
        demo.display.detail("k8s::manifest { \"${title}/networkpolicy\" } is taken out of the defined type webapp")
        try await demo.wait("the NetworkPolicies to be pruned") {
            ["account-app", "plugin-site"].allSatisfy {
                cluster.object(group: "networking.k8s.io", "NetworkPolicy", $0, $0) == nil
            }
        }
        guard cluster.object("Service", "account-app", "account-app") != nil else {
            throw DemoFailure("more was pruned than left the manifest")
        }
        return "2 NetworkPolicies are gone, everything else stays"
    }

    /// Waits until a run ended that changed nothing.
    static func settle(_ cluster: DemoCluster, _ demo: Demo) async throws {
        let runs = cluster.state.runs
        try await demo.wait("\(cluster.name) to settle") { cluster.state.runs > runs + 1 }
    }
}

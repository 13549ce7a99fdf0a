import Foundation
import JSON
import Kubernetes
import KubernetesClient
import OrderedCollections

/// What an agent tells the master about its cluster.
struct ClusterFacts: Sendable {
    let configuration: AgentConfiguration
    let client: KubernetesClient
    let log: RunLog

    /// A label with more values than this over the nodes says nothing about the cluster, as `kubernetes.io/hostname`.
    private static let labelValueLimit = 20

    /// The facts. What the cluster does not let us see is left out; a cluster that cannot be reached is an error.
    func collect() async throws -> JSON {
        let version = try await client.version()
        var kubernetes: JSONObject = ["version": .string(version)]
        let numbers = version.drop { !$0.isNumber }.split(separator: ".").map { $0.prefix(while: \.isNumber) }
        if numbers.count >= 2, let major = Int(numbers[0]), let minor = Int(numbers[1]) {
            kubernetes["major"] = .integer(major)
            kubernetes["minor"] = .integer(minor)
        }
        kubernetes["server"] = .string(client.access.server)
        if let groups = try await optional({ try await client.groupNames() }) {
            kubernetes["api_groups"] = .array(groups.sorted().map(JSON.string))
        }
        if let nodes = try await optional({ try await nodes() }) { kubernetes["nodes"] = nodes }
        var facts: JSONObject = [
            "clustername": .string(clusterName),
            "clientcert": .string(configuration.certname),
            "clientversion": .string(Report.version),
            "kubernetes": .object(kubernetes),
        ]
        for (name, value) in configuration.facts.object ?? [:] { facts[name] = value }
        return .object(facts)
    }

    private var clusterName: String {
        configuration.clusterName ?? String(configuration.certname.prefix { $0 != "." })
    }

    private func nodes() async throws -> JSON {
        let gvk = GroupVersionKind(group: "", version: "v1", kind: "Node")
        let nodes = try await client.list(gvk, ObjectSelection(representation: .metadata)).objects
        var values: [String: Set<String>] = [:]
        for node in nodes {
            for (name, value) in node.labels { values[name, default: []].insert(value) }
        }
        var labels = JSONObject()
        for (name, found) in values.sorted(by: { $0.key < $1.key }) where found.count <= Self.labelValueLimit {
            if name == "kubernetes.io/hostname" { continue }
            labels[name] = .array(found.sorted().map(JSON.string))
        }
        return ["count": .integer(nodes.count), "labels": .object(labels)]
    }

    /// Nil where the cluster refuses, or does not have it.
    private func optional<Result>(_ ask: () async throws -> Result) async throws -> Result? {
        do {
            return try await ask()
        } catch let error as KubernetesError where error.retry == .never {
            log.write(.debug, "a fact is left out: \(error)")
            return nil
        }
    }
}

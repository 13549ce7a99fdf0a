import JSON
import OrderedCollections

/// Keeps one pod of a DaemonSet on every node that it selects.
struct DaemonSetController {
    private let cluster: Cluster
    private static let revisionLabel = "controller-revision-hash"

    init(_ cluster: Cluster) { self.cluster = cluster }

    func reconcile(_ set: JSON, _ key: ObjectKey) {
        guard !set.isTerminating else { return }
        let revision = PodTemplates.hash(set[path: "spec", "template"])
        RevisionHistory(cluster).note(set, name: "\(set.name)-\(revision)")
        let selector = set[path: "spec", "template", "spec", "nodeSelector"]?.object ?? [:]
        let nodes = cluster.list(.nodes).filter { node in selector.allSatisfy { node.labels[$0.key] == $0.value } }
        let names = nodes.map(\.name)
        let pods = cluster.controlled(by: set, .pods).filter { !$0.isTerminating }
        var byNode: [String: JSON] = [:]
        for pod in pods {
            let node = pod[path: "spec", "nodeName"]?.string ?? ""
            if names.contains(node), byNode[node] == nil { byNode[node] = pod } else { delete(pod) }
        }
        for name in names where byNode[name] == nil {
            let pod = PodTemplates.pod(
                set[path: "spec", "template"], owner: set, labels: [Self.revisionLabel: .string(revision)]
            ) { $0["nodeName"] = .string(name) }
            if let created = cluster.create(pod) { byNode[name] = created }
        }
        replace(set, byNode, revision: revision)
        report(set, key, wanted: names.count, revision: revision)
    }

    private func delete(_ pod: JSON) {
        cluster.delete(ObjectKey(resource: .pods, namespace: pod.namespace, name: pod.name))
    }

    private func replace(_ set: JSON, _ pods: [String: JSON], revision: String) {
        let strategy = set[path: "spec", "updateStrategy"]
        guard strategy?["type"] != "OnDelete" else { return }
        let limit = max(
            1,
            PodTemplates.resolve(
                strategy?[path: "rollingUpdate", "maxUnavailable"], of: pods.count, roundingUp: true))
        let outdated = pods.values.filter { $0.labels[Self.revisionLabel]?.string != revision }
            .sorted { $0.name < $1.name }
        let unavailable = pods.values.filter { !$0.isReadyPod && $0.labels[Self.revisionLabel]?.string == revision }
            .count
        for pod in outdated.filter({ !$0.isReadyPod }) { delete(pod) }
        for pod in outdated.filter(\.isReadyPod).prefix(max(0, limit - unavailable)) { delete(pod) }
    }

    private func report(_ set: JSON, _ key: ObjectKey, wanted: Int, revision: String) {
        let pods = cluster.controlled(by: set, .pods).filter { !$0.isTerminating }
        let ready = pods.filter(\.isReadyPod).count
        let updated = pods.filter { $0.labels[Self.revisionLabel]?.string == revision }.count
        cluster.updateStatus(key) { status in
            status["currentNumberScheduled"] = .integer(pods.count)
            status["numberMisscheduled"] = 0
            status["desiredNumberScheduled"] = .integer(wanted)
            status["numberReady"] = .integer(ready)
            status["observedGeneration"] = set[path: "metadata", "generation"]
            status.setCount("updatedNumberScheduled", updated)
            status.setCount("numberAvailable", ready)
            status.setCount("numberUnavailable", max(0, wanted - ready))
        }
    }
}

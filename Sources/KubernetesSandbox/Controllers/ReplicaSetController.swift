import JSON
import OrderedCollections

/// Keeps as many pods as a ReplicaSet wants.
struct ReplicaSetController {
    private let cluster: Cluster
    /// More pods than this for one set are not made: the sandbox holds them all in memory.
    private static let maximumReplicas = 5000

    init(_ cluster: Cluster) { self.cluster = cluster }

    func reconcile(_ set: JSON, _ key: ObjectKey) {
        guard !set.isTerminating else { return }
        let wanted = min(set.replicas, Self.maximumReplicas)
        var pods = cluster.controlled(by: set, .pods).filter { !$0.isTerminating }
        while pods.count < wanted {
            guard let pod = cluster.create(PodTemplates.pod(set[path: "spec", "template"], owner: set)) else { break }
            pods.append(pod)
        }
        if pods.count > wanted {
            // Those that are not ready go first, then the youngest.
            let order = pods.sorted { left, right in
                if left.isReadyPod != right.isReadyPod { return !left.isReadyPod }
                return Self.age(left) > Self.age(right)
            }
            for pod in order.prefix(pods.count - wanted) {
                cluster.delete(ObjectKey(resource: .pods, namespace: pod.namespace, name: pod.name))
            }
            pods = Array(order.dropFirst(pods.count - wanted))
        }
        let ready = pods.filter(\.isReadyPod).count
        cluster.updateStatus(key) { status in
            status["replicas"] = .integer(pods.count)
            status.setCount("fullyLabeledReplicas", pods.count)
            status.setCount("readyReplicas", ready)
            status.setCount("availableReplicas", ready)
            status["observedGeneration"] = set[path: "metadata", "generation"]
        }
    }

    private static func age(_ pod: JSON) -> Int { pod.resourceVersion.flatMap { Int($0) } ?? 0 }
}

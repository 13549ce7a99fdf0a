import JSON
import OrderedCollections

/// Gives new namespaces what every namespace has, and empties those that are going.
struct NamespaceController {
    private let cluster: Cluster

    init(_ cluster: Cluster) { self.cluster = cluster }

    func reconcile(_ namespace: JSON) {
        guard !namespace.isTerminating else { return empty(namespace) }
        let name = namespace.name
        if cluster.get(ObjectKey(resource: .serviceAccounts, namespace: name, name: "default")) == nil {
            cluster.create([
                "apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": ["name": "default", "namespace": .string(name)],
            ])
        }
        if cluster.get(ObjectKey(resource: .configMaps, namespace: name, name: "kube-root-ca.crt")) == nil {
            cluster.create([
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": "kube-root-ca.crt", "namespace": .string(name),
                    "annotations": ["kubernetes.io/description": .string(Self.authorityDescription)],
                ],
                "data": ["ca.crt": .string(cluster.configuration.tls?.authority ?? "")],
            ])
        }
    }

    private static let authorityDescription =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
        + "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of "
        + "Kubernetes clusters."

    private func empty(_ namespace: JSON) {
        var remaining: [GroupResource: Int] = [:]
        var finalizers: [String: Int] = [:]
        for resource in cluster.store.resources where resource != .namespaces {
            for object in cluster.list(resource, namespace: namespace.name) {
                let key = ObjectKey(resource: resource, namespace: namespace.name, name: object.name)
                if !object.isTerminating { cluster.delete(key, propagation: "Background") }
                guard let left = cluster.get(key) else { continue }
                remaining[resource, default: 0] += 1
                for finalizer in left.finalizers { finalizers[finalizer, default: 0] += 1 }
            }
        }
        let key = ObjectKey(resource: .namespaces, namespace: "", name: namespace.name)
        guard remaining.isEmpty else { return report(remaining, finalizers, key) }
        cluster.update(key) { $0.edit("spec") { $0["finalizers"] = nil } }
    }

    /// Says in the namespace's status what keeps it, in the words of its controller.
    private func report(_ remaining: [GroupResource: Int], _ finalizers: [String: Int], _ key: ObjectKey) {
        let content = remaining.map { "\($0.plural).\($0.group) has \($1) resource instances" }.sorted()
        let holders = finalizers.map { "\($0) in \($1) resource instances" }.sorted()
        cluster.updateStatus(key) { status in
            func set(_ type: String, _ problem: String?, _ reasons: (bad: String, good: String), _ good: String) {
                Conditions.set(
                    &status, type, problem != nil, reason: problem == nil ? reasons.good : reasons.bad,
                    message: problem ?? good, now: cluster.now)
            }
            set(
                "NamespaceDeletionDiscoveryFailure", nil, ("DiscoveryFailed", "ResourcesDiscovered"),
                "All resources successfully discovered")
            set(
                "NamespaceDeletionGroupVersionParsingFailure", nil,
                ("GroupVersionParsingFailed", "ParsedGroupVersions"),
                "All legacy kube types successfully parsed")
            set(
                "NamespaceDeletionContentFailure", nil, ("ContentDeletionFailed", "ContentDeleted"),
                "All content successfully deleted, may be waiting on finalization")
            set(
                "NamespaceContentRemaining", "Some resources are remaining: " + content.joined(separator: ", "),
                ("SomeResourcesRemain", "ContentRemoved"), "All content successfully removed")
            set(
                "NamespaceFinalizersRemaining",
                holders.isEmpty
                    ? nil
                    : "Some content in the namespace has finalizers remaining: " + holders.joined(separator: ", "),
                ("SomeFinalizersRemain", "ContentHasNoFinalizers"), "All content-preserving finalizers finished")
        }
    }
}

extension GroupResource {
    static let serviceAccounts = GroupResource(group: "", plural: "serviceaccounts")
}

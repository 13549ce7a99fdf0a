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
                "metadata": ["name": "kube-root-ca.crt", "namespace": .string(name)],
                "data": ["ca.crt": .string(cluster.configuration.tls?.authority ?? "")],
            ])
        }
    }

    private func empty(_ namespace: JSON) {
        var isEmpty = true
        for resource in cluster.store.resources where resource != .namespaces {
            for object in cluster.list(resource, namespace: namespace.name) {
                let key = ObjectKey(resource: resource, namespace: namespace.name, name: object.name)
                if !object.isTerminating { cluster.delete(key, propagation: "Background") }
                if cluster.get(key) != nil { isEmpty = false }
            }
        }
        guard isEmpty else { return }
        let key = ObjectKey(resource: .namespaces, namespace: "", name: namespace.name)
        cluster.update(key) { $0.edit("spec") { $0["finalizers"] = nil } }
    }
}

extension GroupResource {
    static let serviceAccounts = GroupResource(group: "", plural: "serviceaccounts")
}

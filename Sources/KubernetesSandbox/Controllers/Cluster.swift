import JSON
import Kubernetes
import OrderedCollections

/// The cluster as its controllers see and change it.
struct Cluster: Sendable {
    let server: APIServer
    private let manager = "kube-controller-manager"

    init(_ server: APIServer) { self.server = server }

    var store: ObjectStore { server.store }
    var now: String { server.now }
    var configuration: SandboxConfiguration { server.configuration }

    func get(_ key: ObjectKey) -> JSON? { server.store.get(key) }

    func list(_ resource: GroupResource, namespace: String? = nil) -> [JSON] {
        server.store.list(resource, namespace: namespace).objects
    }

    func served(_ resource: GroupResource) -> ServedResource? { server.served.find(resource) }

    /// The objects of a resource that an object controls.
    func controlled(by owner: JSON, _ resource: GroupResource) -> [JSON] {
        server.store.controlled(by: owner.uid, resource)
    }

    @discardableResult
    func create(_ object: JSON) -> JSON? { server.add(object, manager: manager) }

    /// Edits an object; false where that failed.
    @discardableResult
    func update(_ key: ObjectKey, subresource: String = "", _ change: (inout JSONObject) -> Void) -> Bool {
        write(key, subresource: subresource, change)
    }

    @discardableResult
    func updateStatus(_ key: ObjectKey, _ change: (inout JSONObject) -> Void) -> Bool {
        write(key, subresource: "status") { object in
            object.setDefault("status", .object([:]))
            object.edit("status", change)
        }
    }

    private func write(_ key: ObjectKey, subresource: String, _ change: (inout JSONObject) -> Void) -> Bool {
        guard let served = served(key.resource) else { return false }
        let target = RequestTarget.ResourceTarget(
            served: served, namespace: served.resource.namespaced ? key.namespace : nil, name: key.name,
            subresource: subresource)
        let writer = ObjectWriter(
            served: served, namespace: target.namespace, subresource: subresource, manager: manager, time: server.now)
        let written = try? server.modify(target, isDryRun: false) { old throws(APIError) in
            var new = old
            new.edit(change)
            return new == old ? old : try server.updated(new, from: old, writer, target)
        }
        return written != nil
    }

    func delete(_ key: ObjectKey, propagation: String? = nil) {
        guard let served = served(key.resource) else { return }
        for _ in 0..<20 {
            guard let old = get(key) else { return }
            let options = DeleteOptions(propagation: propagation)
            if (try? server.beginDeletion(old, key, options, served, isDryRun: false)) != nil { return }
            if get(key) == nil { return }
        }
    }
}

extension JSON {
    /// The owner that controls the object.
    var controller: JSON? {
        self[path: "metadata", "ownerReferences"]?.array?.first { $0["controller"] == true }
    }

    /// A reference with which the object controls another.
    var controllerReference: JSON {
        [
            "apiVersion": self["apiVersion"] ?? "", "kind": self["kind"] ?? "", "name": .string(name),
            "uid": .string(uid), "controller": true, "blockOwnerDeletion": true,
        ]
    }

    var isReadyPod: Bool {
        (self[path: "status", "conditions"]?.array ?? []).contains { $0["type"] == "Ready" && $0["status"] == "True" }
    }

    var replicas: Int { self[path: "spec", "replicas"]?.integer ?? 1 }
}

extension GroupResource {
    static let pods = GroupResource(group: "", plural: "pods")
    static let nodes = GroupResource(group: "", plural: "nodes")
    static let configMaps = GroupResource(group: "", plural: "configmaps")
    static let secrets = GroupResource(group: "", plural: "secrets")
    static let services = GroupResource(group: "", plural: "services")
    static let claims = GroupResource(group: "", plural: "persistentvolumeclaims")
    static let volumes = GroupResource(group: "", plural: "persistentvolumes")
    static let deployments = GroupResource(group: "apps", plural: "deployments")
    static let replicaSets = GroupResource(group: "apps", plural: "replicasets")
    static let statefulSets = GroupResource(group: "apps", plural: "statefulsets")
    static let daemonSets = GroupResource(group: "apps", plural: "daemonsets")
    static let jobs = GroupResource(group: "batch", plural: "jobs")
    static let ingresses = GroupResource(group: "networking.k8s.io", plural: "ingresses")
    static let disruptionBudgets = GroupResource(group: "policy", plural: "poddisruptionbudgets")
}

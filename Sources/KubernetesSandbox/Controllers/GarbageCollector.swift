import JSON
import Kubernetes
import OrderedCollections
import Synchronization

/// Which objects name which owner.
final class OwnershipIndex: Sendable {
    private let dependents = Mutex<[String: Set<ObjectKey>]>([:])

    func note(_ event: StoreEvent) {
        let owners = Self.owners(event.object)
        let before = event.previous.map(Self.owners) ?? []
        guard !owners.isEmpty || !before.isEmpty else { return }
        dependents.withLock { dependents in
            for uid in before where event.change == .deleted || !owners.contains(uid) {
                dependents[uid]?.remove(event.key)
                if dependents[uid]?.isEmpty == true { dependents[uid] = nil }
            }
            guard event.change != .deleted else { return }
            for uid in owners { dependents[uid, default: []].insert(event.key) }
        }
    }

    func dependents(of uid: String) -> [ObjectKey] {
        dependents.withLock { Array($0[uid] ?? []) }.sorted()
    }

    private static func owners(_ object: JSON) -> Set<String> {
        Set((object[path: "metadata", "ownerReferences"]?.array ?? []).compactMap { $0["uid"]?.string })
    }
}

/// Removes what has lost its owners, and runs the finalizers that stand for it.
struct GarbageCollector {
    private let cluster: Cluster
    private let ownership: OwnershipIndex

    init(_ cluster: Cluster, _ ownership: OwnershipIndex) {
        self.cluster = cluster
        self.ownership = ownership
    }

    func collect(_ ownerUID: String) {
        for key in ownership.dependents(of: ownerUID) { checkOwners(of: key) }
    }

    /// Removes an object that names owners of which none exists.
    func checkOwners(of key: ObjectKey) {
        guard let object = cluster.get(key) else { return }
        let owners = object[path: "metadata", "ownerReferences"]?.array ?? []
        guard !owners.isEmpty, !owners.contains(where: { exists($0, namespace: object.namespace) }) else { return }
        cluster.delete(key, propagation: "Background")
    }

    private func exists(_ owner: JSON, namespace: String) -> Bool {
        let gvk = GroupVersionKind(apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "")
        guard let served = cluster.served(gvk) else { return false }
        let key = served.key(namespace: namespace, name: owner["name"]?.string ?? "")
        return cluster.get(key)?.uid == owner["uid"]?.string
    }

    /// Foreground deletion waits for the dependents; orphaning lets them go.
    func finish(_ object: JSON, _ key: ObjectKey) {
        let finalizers = object.finalizers
        if finalizers.contains("orphan") {
            for dependent in ownership.dependents(of: object.uid) {
                cluster.update(dependent) { members in
                    members.edit("metadata") { metadata in
                        let left = (metadata["ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != object.uid }
                        metadata["ownerReferences"] = nil
                        if !left.isEmpty { metadata["ownerReferences"] = .array(left) }
                    }
                }
            }
            removeFinalizer("orphan", key)
        } else if finalizers.contains("foregroundDeletion") {
            let dependents = ownership.dependents(of: object.uid).filter { cluster.get($0) != nil }
            guard !dependents.isEmpty else { return removeFinalizer("foregroundDeletion", key) }
            for dependent in dependents { cluster.delete(dependent, propagation: "Foreground") }
        }
    }

    private func removeFinalizer(_ name: String, _ key: ObjectKey) {
        cluster.update(key) { $0.removeFinalizer(name) }
    }
}

extension JSONObject {
    mutating func removeFinalizer(_ name: String) {
        edit("metadata") { metadata in
            let left = (metadata["finalizers"]?.array ?? []).filter { $0.string != name }
            metadata["finalizers"] = nil
            if !left.isEmpty { metadata["finalizers"] = .array(left) }
        }
    }
}

extension Cluster {
    func served(_ gvk: GroupVersionKind) -> ServedResource? { server.served.find(gvk) }
}

import JSON
import Kubernetes
import OrderedCollections
import Synchronization

/// Which objects name which owner.
final class OwnershipIndex: Sendable {
    private let state = Mutex(State())

    private struct State {
        var dependents: [String: Set<ObjectKey>] = [:]
        var owners: [ObjectKey: Set<String>] = [:]
    }

    func note(_ event: StoreEvent) {
        let owners = event.change == .deleted ? [] : Self.owners(event.object)
        state.withLock { state in
            let before = state.owners[event.key] ?? []
            guard owners != before else { return }
            for uid in before.subtracting(owners) {
                state.dependents[uid]?.remove(event.key)
                if state.dependents[uid]?.isEmpty == true { state.dependents[uid] = nil }
            }
            for uid in owners.subtracting(before) { state.dependents[uid, default: []].insert(event.key) }
            state.owners[event.key] = owners.isEmpty ? nil : owners
        }
    }

    func dependents(of uid: String) -> [ObjectKey] {
        state.withLock { Array($0.dependents[uid] ?? []) }.sorted()
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

    /// Removes an object that names owners of which none lasts, or the references to those that do not.
    func checkOwners(of key: ObjectKey) {
        guard let object = cluster.get(key), !object.isTerminating else { return }
        var going: [String] = []
        var isAwaited = false
        var lasts = false
        for owner in object.ownerReferences {
            let uid = owner["uid"]?.string ?? ""
            switch state(of: owner, key) {
            case .lasting: lasts = true
            case .absent: going.append(uid)
            case .awaitingDependents:
                going.append(uid)
                isAwaited = true
            }
        }
        guard !going.isEmpty else { return }
        if lasts { return removeReferences(to: going, from: key) }
        let hasDependents = !ownership.dependents(of: object.uid).isEmpty
        let finalizers = object.finalizers
        if isAwaited, hasDependents {
            cluster.delete(key, propagation: "Foreground")
        } else {
            cluster.delete(
                key,
                propagation: finalizers.contains("orphan")
                    ? "Orphan" : finalizers.contains("foregroundDeletion") ? "Foreground" : "Background")
        }
    }

    private enum OwnerState {
        case lasting, absent, awaitingDependents
    }

    /// An owner whose kind is not served, or that is namespaced where the object is not, cannot be looked for: nothing
    /// is removed for its sake.
    private func state(of owner: JSON, _ key: ObjectKey) -> OwnerState {
        let gvk = GroupVersionKind(apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "")
        guard let served = cluster.served(gvk), !served.resource.namespaced || !key.namespace.isEmpty else {
            return .lasting
        }
        let ownerKey = served.key(namespace: key.namespace, name: owner["name"]?.string ?? "")
        guard let found = cluster.get(ownerKey), found.uid == owner["uid"]?.string else { return .absent }
        return found.isTerminating && found.finalizers.contains("foregroundDeletion") ? .awaitingDependents : .lasting
    }

    private func removeReferences(to uids: [String], from key: ObjectKey) {
        cluster.update(key) { members in
            members.edit("metadata") { metadata in
                let left = (metadata["ownerReferences"]?.array ?? []).filter { !uids.contains($0["uid"]?.string ?? "") }
                metadata["ownerReferences"] = nil
                if !left.isEmpty { metadata["ownerReferences"] = .array(left) }
            }
        }
    }

    /// Foreground deletion waits for the dependents that block it; orphaning lets them go.
    func finish(_ object: JSON, _ key: ObjectKey) {
        let finalizers = object.finalizers
        if finalizers.contains("orphan") {
            for dependent in ownership.dependents(of: object.uid) {
                removeReferences(to: [object.uid], from: dependent)
            }
            removeFinalizer("orphan", key)
        } else if finalizers.contains("foregroundDeletion") {
            let dependents = ownership.dependents(of: object.uid)
            for dependent in dependents { checkOwners(of: dependent) }
            let isBlocked = dependents.contains { dependent in
                (cluster.get(dependent)?.ownerReferences ?? []).contains {
                    $0["uid"]?.string == object.uid && $0["blockOwnerDeletion"] == true
                }
            }
            if !isBlocked { removeFinalizer("foregroundDeletion", key) }
        }
    }

    private func removeFinalizer(_ name: String, _ key: ObjectKey) {
        cluster.update(key) { $0.removeFinalizer(name) }
    }
}

extension JSON {
    var ownerReferences: [JSON] { self[path: "metadata", "ownerReferences"]?.array ?? [] }
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

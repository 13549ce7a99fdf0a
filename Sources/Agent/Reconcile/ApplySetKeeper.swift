import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// Keeps the ApplySet's parent, which says where members may be, and deletes members that are no longer wanted.
struct ApplySetKeeper: Sendable {
    let client: KubernetesClient
    let parent: ApplySetParent
    let fieldManager: String

    struct State: Sendable {
        /// Nil where there is no parent yet.
        var live: KubernetesObject?
        var inventory: Inventory
    }

    private static let namespaceKind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")

    func read() async throws -> State {
        let live = try await client.find(ApplySetParent.gvk, namespace: parent.namespace, name: parent.name)
        return State(live: live, inventory: try live.map { try parent.inventory(of: $0) } ?? Inventory())
    }

    /// Writes the inventory, unless the parent says so already. Makes the parent's namespace where it is missing.
    func write(_ inventory: Inventory, _ state: inout State) async throws {
        let desired = parent.object(inventory)
        if let live = state.live, live.labels.contains(desired.labels), live.annotations.contains(desired.annotations) {
            return
        }
        if state.live == nil { try await ensureNamespace() }
        let options = ApplyOptions(fieldManager: "\(fieldManager)-applyset", force: true)
        state.live = try await client.apply(desired, options).object
        state.inventory = inventory
    }

    private func ensureNamespace() async throws {
        guard try await client.find(Self.namespaceKind, namespace: nil, name: parent.namespace) == nil else { return }
        let namespace = KubernetesObject([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(parent.namespace)],
        ])
        do {
            _ = try await client.create(namespace, fieldManager: "\(fieldManager)-applyset")
        } catch let error as KubernetesError where error.status?.reason == "AlreadyExists" {
            return
        }
    }

    /// Deletes one object, if it still is the one that was seen. False when it was gone already.
    func prune(_ candidate: PrunePlan.Candidate) async throws -> Bool {
        do {
            try await client.delete(
                candidate.gvk, namespace: candidate.identity.namespace, name: candidate.identity.name,
                DeleteOptions(uid: candidate.uid))
            return true
        } catch let error as KubernetesError where error.isNotFound || error.isUnknownKind {
            return false
        }
    }
}

extension [String: String] {
    /// Whether all of the other's entries are here too.
    fileprivate func contains(_ other: [String: String]) -> Bool { other.allSatisfy { self[$0.key] == $0.value } }
}

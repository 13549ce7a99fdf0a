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

    func read() async throws -> State {
        let live = try await client.find(ApplySetParent.gvk, namespace: parent.namespace, name: parent.name)
        return State(live: live, inventory: try live.map { try parent.inventory(of: $0) } ?? Inventory())
    }

    private static let maximumAttempts = 4

    /// Adds to the inventory, before anything is applied that is not in it. Makes the parent, and its namespace, where
    /// they are missing.
    ///
    /// What the parent said when it was read may be old, so that it is replaced only where it still says that:
    /// whatever it names and we overwrite is never pruned.
    func grow(by declared: Inventory, _ state: inout State) async throws {
        var attempt = 1
        while true {
            do {
                return try await write(state.inventory.union(declared), &state)
            } catch let error as KubernetesError where Self.isOutdated(error) && attempt < Self.maximumAttempts {
                try await client.configuration.clock.sleep(
                    for: client.configuration.retryPolicy.backoff(attempt: attempt))
                attempt += 1
                let current = try await read()
                state.live = current.live
                state.inventory = state.inventory.union(current.inventory)
            }
        }
    }

    /// Takes out of the inventory what is no longer there: of what was surveyed, all but what is declared.
    ///
    /// What `grow` found to be in it besides was not looked at, and stays. A conflict where the parent has changed.
    func shrink(to declared: Inventory, _ surveyed: Inventory, _ state: inout State) async throws {
        var rest = state.inventory
        rest.groupKinds.subtract(surveyed.groupKinds)
        rest.namespaces.subtract(surveyed.namespaces)
        try await write(declared.union(rest), &state)
    }

    private static func isOutdated(_ error: KubernetesError) -> Bool { error.isConflict || error.leavesDoubt }

    /// Writes the inventory, unless the parent says so already.
    private func write(_ inventory: Inventory, _ state: inout State) async throws {
        var desired = parent.object(inventory)
        if let live = state.live, live.labels.contains(desired.labels), live.annotations.contains(desired.annotations) {
            return
        }
        let manager = "\(fieldManager)-applyset"
        if let live = state.live {
            desired.json["metadata"]?["resourceVersion"] = live.resourceVersion.map(JSON.string)
            state.live = try await client.apply(desired, ApplyOptions(fieldManager: manager, force: true)).object
        } else {
            try await client.ensureNamespace(parent.namespace, fieldManager: manager)
            // An apply would overwrite one that is there all the same.
            state.live = try await client.create(desired, fieldManager: manager)
        }
        state.inventory = inventory
    }

    /// What became of an object that was to be pruned.
    enum Fate: Hashable, Sendable {
        case deleted
        /// Deleted, and waiting for finalizers.
        case underway([String])
        case gone
        /// Looked at again, it is not to go.
        case kept(String)
    }

    /// Deletes one object, if it still is what was seen. One that was changed since is looked at again first.
    func prune(_ candidate: PrunePlan.Candidate) async throws -> Fate {
        var candidate = candidate
        var attempt = 1
        while true {
            let identity = candidate.identity
            do {
                let left = try await client.delete(
                    candidate.gvk, namespace: identity.namespace, name: identity.name,
                    DeleteOptions(uid: candidate.uid, resourceVersion: candidate.resourceVersion))
                return left.map { .underway(PrunePlan.Underway($0).finalizers) } ?? .deleted
            } catch let error as KubernetesError where error.isNotFound || error.isUnknownKind {
                // The answer to the first of two attempts may be lost. Whoever takes an object for gone forgets it.
                let live = try await client.find(
                    candidate.gvk, namespace: identity.namespace, name: identity.name, .metadata)
                guard live?.uid == candidate.uid else { return .gone }
                throw error
            } catch let error as KubernetesError where error.isConflict && attempt < Self.maximumAttempts {
                attempt += 1
                let live = try await client.find(
                    candidate.gvk, namespace: identity.namespace, name: identity.name, .metadata)
                guard let live else { return .gone }
                if let fate = fateOfChanged(live, candidate) { return fate }
                candidate = PrunePlan.Candidate(live, uid: candidate.uid)
            }
        }
    }

    private func fateOfChanged(_ live: KubernetesObject, _ candidate: PrunePlan.Candidate) -> Fate? {
        guard live.uid == candidate.uid else { return .kept("another object has its name by now") }
        if live.isTerminating { return .underway(PrunePlan.Underway(live).finalizers) }
        guard live.labels[ApplySetParent.partOfLabel] == parent.id else {
            return .kept("somebody took it out of the ApplySet meanwhile")
        }
        return PrunePlan.reasonToKeep(live, parentUID: nil, fieldManager: fieldManager).map { .kept($0) }
    }
}

extension [String: String] {
    /// Whether all of the other's entries are here too.
    fileprivate func contains(_ other: [String: String]) -> Bool { other.allSatisfy { self[$0.key] == $0.value } }
}

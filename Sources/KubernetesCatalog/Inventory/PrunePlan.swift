import JSON
package import Kubernetes

/// How much a run may prune.
package struct PrunePolicy: Hashable, Sendable {
    /// The most objects that one run deletes; nil for no limit.
    package var maximumCount: Int?
    /// The largest share of the members, in percent; nil for no limit.
    package var maximumPercent: Int?
    package var allowsEmptyCatalog: Bool

    package init(maximumCount: Int? = 50, maximumPercent: Int? = 50, allowsEmptyCatalog: Bool = false) {
        self.maximumCount = maximumCount
        self.maximumPercent = maximumPercent
        self.allowsEmptyCatalog = allowsEmptyCatalog
    }

    /// Up to this many deletions no share counts: one of two objects is half of them.
    static let fewDeletions = 3
}

/// Which live members of the ApplySet go, because the catalog does not have them any more.
package struct PrunePlan: Hashable, Sendable {
    /// In the order of deletion; empty when the plan is refused.
    package let deletions: [Candidate]
    /// Members that are on their way out already, in no order.
    package let underway: [Underway]
    package let kept: [Kept]
    package let refusal: Refusal?

    /// A live member that no apply of this run visited.
    package struct Candidate: Hashable, Sendable {
        package let gvk: GroupVersionKind
        package let identity: ObjectIdentity
        /// Preconditions of the deletion.
        package let uid: String
        package let resourceVersion: String?

        package init(_ object: KubernetesObject, uid: String) {
            gvk = object.gvk
            identity = object.identity
            self.uid = uid
            resourceVersion = object.resourceVersion
        }
    }

    /// A member that was deleted before, and is still there.
    package struct Underway: Hashable, Sendable {
        package let identity: ObjectIdentity
        /// What it waits for.
        package let finalizers: [String]
        /// Its `deletionTimestamp`, RFC 3339.
        package let since: String

        package init(_ object: KubernetesObject) {
            identity = object.identity
            finalizers = (object.json[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string)
            since = object.json[path: "metadata", "deletionTimestamp"]?.string ?? ""
        }
    }

    package struct Kept: Hashable, Sendable {
        package let identity: ObjectIdentity
        package let reason: String
    }

    package enum Refusal: Hashable, Sendable, CustomStringConvertible {
        case emptyCatalog
        case tooMany(count: Int, limit: Int)
        case tooLargeShare(count: Int, members: Int, limitPercent: Int)

        package var description: String {
            switch self {
            case .emptyCatalog: "the catalog holds no objects, so nothing is pruned"
            case .tooMany(let count, let limit): "\(count) objects would be pruned, more than the limit of \(limit)"
            case .tooLargeShare(let count, let members, let limit):
                "\(count) of \(members) objects would be pruned, more than the limit of \(limit) %"
            }
        }
    }

    /// Plans the pruning after a run in which everything applied.
    ///
    /// `members` are the objects found by the `part-of` label, those of the catalog or not, and `memberCount` is how many
    /// there are with those that were left out because they are of the catalog. Their metadata is enough, with the `apiVersion` and `kind`
    /// of the resource that was listed (`KubernetesObject.init(metadata:gvk:)`). `visited` are the UIDs of what the run
    /// applied, `declared` is what the catalog holds, and `parentUID` the UID of the set's parent. Where `fieldManager` is
    /// given, a member that says who owns its fields goes only when this manager owns its label.
    package static func make(
        members: [KubernetesObject], of memberCount: Int? = nil, visited: Set<String>, declared: Set<ObjectIdentity>,
        parentUID: String? = nil,
        fieldManager: String? = nil, policy: PrunePolicy = PrunePolicy()
    ) -> PrunePlan {
        var candidates: [Candidate] = []
        var kept: [Kept] = []
        var underway: [Underway] = []
        for member in members {
            guard let uid = member.uid, !visited.contains(uid), !declared.contains(member.identity) else { continue }
            if member.isTerminating {
                underway.append(Underway(member))
                continue
            }
            if let reason = reasonToKeep(member, parentUID: parentUID, fieldManager: fieldManager) {
                kept.append(Kept(identity: member.identity, reason: reason))
            } else {
                candidates.append(Candidate(member, uid: uid))
            }
        }
        if let refusal = refusal(candidates.count, memberCount ?? members.count, isEmpty: declared.isEmpty, policy) {
            return PrunePlan(deletions: [], underway: underway, kept: kept, refusal: refusal)
        }
        return PrunePlan(deletions: inDeletionOrder(candidates), underway: underway, kept: kept, refusal: nil)
    }

    /// The deletions in steps, one after another; those of a step hold each other up in no way.
    package var steps: [[Candidate]] {
        var steps: [[Candidate]] = []
        for candidate in deletions {
            if let last = steps.last?.last, Self.rank(last) == Self.rank(candidate) {
                steps[steps.count - 1].append(candidate)
            } else {
                steps.append([candidate])
            }
        }
        return steps
    }

    private static func rank(_ candidate: Candidate) -> Int { KindOrder.rank(of: candidate.identity.groupKind) }

    /// Why a member stays although the catalog does not have it; nil where it may go.
    package static func reasonToKeep(
        _ member: KubernetesObject, parentUID: String?, fieldManager: String?
    ) -> String? {
        if let fieldManager, let managers = ManagedFields(member.json[path: "metadata", "managedFields"]),
            !managers.isEmpty, !ownsMembership(fieldManager, managers)
        {
            return "it carries the ApplySet's label, but was not applied by \(fieldManager): a copy of another object?"
        }
        let owners = member.json[path: "metadata", "ownerReferences"]?.array ?? []
        if let owner = owners.first(where: { $0["uid"]?.string != parentUID }) {
            return "it is owned by \(owner["kind"]?.string ?? "?") \(owner["name"]?.string ?? "?")"
        }
        switch member.annotations[Inventory.purgeAnnotation] {
        case "true": return nil
        case "false": return "it was declared with purge => false"
        default:
            guard Inventory.protectedKinds.contains(member.gvk.groupKind) else { return nil }
            return "a \(member.kind) is pruned only when it was declared with purge => true"
        }
    }

    private static func ownsMembership(_ fieldManager: String, _ managers: ManagedFields) -> Bool {
        let label = FieldPath("metadata", "labels", ApplySetParent.partOfLabel)
        let manager = ManagedFields.Manager(name: fieldManager, operation: .apply, apiVersion: "")
        return label.isOwned(in: managers.fields(of: manager))
    }

    private static func refusal(_ count: Int, _ members: Int, isEmpty: Bool, _ policy: PrunePolicy) -> Refusal? {
        guard count > 0 else { return nil }
        if isEmpty, !policy.allowsEmptyCatalog { return .emptyCatalog }
        if let limit = policy.maximumCount, count > limit { return .tooMany(count: count, limit: limit) }
        if let limit = policy.maximumPercent, count > PrunePolicy.fewDeletions,
            Double(count) * 100 > Double(members) * Double(limit)
        {
            return .tooLargeShare(count: count, members: members, limitPercent: limit)
        }
        return nil
    }

    /// Webhooks first, then the reverse of the order in which kinds are applied.
    private static func inDeletionOrder(_ candidates: [Candidate]) -> [Candidate] {
        candidates.sorted { left, right in
            let ranks = (rank(left), rank(right))
            if ranks.0 != ranks.1 { return ranks.0 > ranks.1 }
            return left.identity.description > right.identity.description
        }
    }
}

import Kubernetes
import KubernetesCatalog
import KubernetesClient
import OrderedCollections
import Synchronization

/// Knows what is to be watched, and tells from a watch event whether somebody touched an object.
final class DriftWatch: Sendable {
    private struct State {
        var desired: [ObjectIdentity: DesiredObject] = [:]
        /// Those that the current catalog has been applied to; what is still to come is the run's business.
        var settled: Set<ObjectIdentity> = []
        var seen: [ObjectIdentity: Imprint] = [:]
        /// What somebody touched, and nobody has looked at yet.
        var touched: OrderedSet<ObjectIdentity> = []
        var beingCorrected: Set<ObjectIdentity> = []
    }

    /// What a change of status alone does not change.
    private struct Imprint: Hashable {
        let uid: String?
        let generation: Int?
        let labels: [String: String]
        let annotations: [String: String]
        /// Where there is no generation, every version counts.
        let resourceVersion: String?

        init(_ object: KubernetesObject) {
            uid = object.uid
            generation = object.generation
            labels = object.labels
            annotations = object.annotations
            resourceVersion = object.generation == nil ? object.resourceVersion : nil
        }
    }

    /// The kinds to watch, and the set whose members matter.
    struct Scope: Hashable, Sendable {
        var kinds: Set<GroupVersionKind>
        var applySetID: String
    }

    private let state = Mutex(State())
    /// A new value whenever the scope changes.
    let scopes: AsyncStream<Scope>
    private let scopeContinuation: AsyncStream<Scope>.Continuation
    /// Signals that there is something to take.
    let signals: AsyncStream<Void>
    private let signalContinuation: AsyncStream<Void>.Continuation

    init() {
        (scopes, scopeContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (signals, signalContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// A run begins: from now on this is what is wanted. Objects that did not change stay guarded meanwhile.
    func begin(_ desired: [DesiredObject], applySetID: String) {
        state.withLock { state in
            let old = state.desired
            state.desired = Dictionary(desired.map { ($0.identity, $0) }, uniquingKeysWith: { first, _ in first })
            state.settled = state.settled.filter { identity in
                guard let new = state.desired[identity] else { return false }
                return old[identity]?.digest == new.digest
            }
            state.seen = state.seen.filter { state.desired[$0.key] != nil }
        }
        let kinds = Set(desired.filter { $0.attributes.noop != true }.map(\.gvk))
        scopeContinuation.yield(Scope(kinds: kinds, applySetID: applySetID))
    }

    func settle(_ desired: DesiredObject) {
        state.withLock { state in
            if state.desired[desired.identity]?.digest == desired.digest { state.settled.insert(desired.identity) }
        }
    }

    /// The object as it is wanted, if the current catalog has been applied to it.
    func wanted(_ identity: ObjectIdentity) -> DesiredObject? {
        state.withLock { $0.settled.contains(identity) ? $0.desired[identity] : nil }
    }

    /// Notes an event; passes it on when it may be somebody else's change.
    func note(_ object: KubernetesObject, isDeleted: Bool, memory: AppliedMemory?) {
        let identity = object.identity
        let isSuspect = state.withLock { state in
            guard state.settled.contains(identity), let desired = state.desired[identity] else { return false }
            if isDeleted {
                state.seen[identity] = nil
                return desired.attributes.ensure == .present
            }
            let imprint = Imprint(object)
            if state.seen.updateValue(imprint, forKey: identity) == imprint { return false }
            return memory?.isCurrent(desired, uid: object.uid, resourceVersion: object.resourceVersion) != true
        }
        if isSuspect { touch([identity]) }
    }

    /// Notes a full list of a kind: what is not in it is gone.
    func note(all objects: [KubernetesObject], of gvk: GroupVersionKind, memory: AppliedMemory?) {
        let present = Set(objects.map(\.identity))
        let gone = state.withLock { state in
            state.settled.filter { identity in
                guard let desired = state.desired[identity], desired.gvk == gvk else { return false }
                return desired.attributes.ensure == .present && !present.contains(identity)
            }
        }
        touch(gone)
        for object in objects { note(object, isDeleted: false, memory: memory) }
    }

    func touch(_ identities: some Sequence<ObjectIdentity>) {
        let isAny = state.withLock { state in
            state.touched.formUnion(identities)
            return !state.touched.isEmpty
        }
        if isAny { signalContinuation.yield() }
    }

    /// Takes what was touched, for correction. What is being corrected already stays for afterwards.
    func take() -> [ObjectIdentity] {
        state.withLock { state in
            let taken = state.touched.filter { !state.beingCorrected.contains($0) }
            state.touched.subtract(taken)
            state.beingCorrected.formUnion(taken)
            return Array(taken)
        }
    }

    /// Ends the correction of what was taken.
    func release(_ identities: [ObjectIdentity]) {
        state.withLock { $0.beingCorrected.subtract(identities) }
        touch([])
    }
}

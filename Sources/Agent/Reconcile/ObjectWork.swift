import Foundation
import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// Brings one object about.
struct ObjectWork: Sendable {
    let client: KubernetesClient
    let assessor: Assessor
    let memory: AppliedMemory
    let configuration: AgentConfiguration
    /// Kinds that the catalog defines itself: those the server is going to serve.
    var definedKinds: Set<GroupKind> = []

    /// What was done.
    enum Deed: Sendable {
        case nothing
        case created
        case updated([FieldChange])
        /// Written, and still as before: somebody between us and the store would not have it.
        case resisted([FieldChange])
        /// Deleted and created anew, for the fields that cannot be changed in place.
        case replaced([FieldChange], ImmutableFields)
        case deleted

        /// In a few words, without any value.
        var summary: String {
            switch self {
            case .nothing: "nothing changed"
            case .created: "created"
            case .updated(let changes): "changed \(Self.names(changes))"
            case .resisted(let changes): "not changed \(Self.names(changes))"
            case .replaced(let changes, _): "deleted and created again because of \(Self.names(changes))"
            case .deleted: "removed"
            }
        }

        private static func names(_ changes: [FieldChange]) -> String {
            let names = changes.prefix(8).map { "\($0.path)" }.joined(separator: ", ")
            return changes.count > 8 ? "\(names) and \(changes.count - 8) more" : names
        }
    }

    struct Outcome: Sendable {
        let deed: Deed
        let uid: String?
        /// The tools that it was taken over from.
        var formerManagers: [String] = []
        /// The state right after; nil for an object that is gone.
        let health: HealthStatus?
        /// The object right after, where it was seen.
        var live: KubernetesObject?
    }

    /// A failure that says what to do, in words for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func carryOut(_ desired: DesiredObject, _ assessment: Assessment) async throws -> Outcome {
        switch assessment {
        case .unchanged(let live): return Outcome(deed: .nothing, uid: live.uid, health: live.health)
        case .absent, .completed: return Outcome(deed: .nothing, uid: nil, health: nil)
        case .create: return try await create(desired)
        case .update(let changes, let live):
            return try await update(desired, live, changes)
        case .adopt(let changes, let live, let former):
            var result = outcome(.updated(changes), try await apply(desired, over: live), desired)
            result.formerManagers = former
            return result
        case .refused(let reason, _): throw Failure(description: reason)
        case .replace(let changes, let live, let fields): return try await replace(desired, live, changes, fields)
        case .recreate(let uid):
            try await waitUntilGone(desired, uid: uid)
            return outcome(.created, try await apply(desired), desired)
        case .delete(let live):
            try await delete(desired, live, .foreground)
            return Outcome(deed: .deleted, uid: nil, health: nil)
        case .undecided(let error, let live): return try await tryAnyway(desired, live, error)
        }
    }

    private func outcome(_ deed: Deed, _ applied: AppliedObject, _ desired: DesiredObject) -> Outcome {
        Outcome(
            deed: deed, uid: applied.object.uid,
            health: desired.health(of: applied.object, now: configuration.now()), live: applied.object)
    }

    private func update(
        _ desired: DesiredObject, _ live: KubernetesObject, _ changes: [FieldChange]
    ) async throws -> Outcome {
        let applied = try await apply(desired, over: live)
        let wanted = Set(changes.map(\.path))
        guard Assessor.changes(desired, from: live, to: applied.object).allSatisfy({ !wanted.contains($0.path) }) else {
            return outcome(.updated(changes), applied, desired)
        }
        memory.vainWrites.note(
            desired.identity, digest: desired.digest, changes.map(\.path.description))
        return outcome(.resisted(changes), applied, desired)
    }

    /// Applies what was thought not to be there. Where it is, that was no creation but an adoption.
    private func create(_ desired: DesiredObject) async throws -> Outcome {
        outcome(.created, try await apply(desired), desired)
    }

    /// Applies with force, and again where the server's answer is one that passes.
    func apply(_ desired: DesiredObject, over live: KubernetesObject? = nil) async throws -> AppliedObject {
        let options = ApplyOptions(fieldManager: configuration.fieldManager, force: true)
        var live = live
        var attempt = 1
        while true {
            do {
                if let known = live { live = try await adopt(known, desired) }
                let object = desired.object(over: live, fieldManager: configuration.fieldManager)
                let applied = try await client.apply(object, options)
                memory.record(desired, applied.object)
                return applied
            } catch let error as KubernetesError where Self.mayPass(error) {
                let policy = client.configuration.retryPolicy
                let isExpected = !error.isUnknownKind || definedKinds.contains(desired.identity.groupKind)
                guard attempt < (isExpected ? 8 : 2) else { throw error }
                try await configuration.clock.sleep(for: policy.backoff(attempt: attempt))
                if live != nil, error.isConflict { live = try await find(desired) }
                attempt += 1
            }
        }
    }

    /// Takes an object over from the tools that made it, before the first apply. A conflict where it changed meanwhile.
    private func adopt(_ live: KubernetesObject, _ desired: DesiredObject) async throws -> KubernetesObject? {
        let schema = KubernetesSchema.embedded.definition(for: live.gvk)
        let adoption = Adoption(
            of: live, by: configuration.fieldManager, desired: desired.object, schema: schema)
        guard let adoption else { return live }
        do {
            return try await client.patch(
                live.gvk, namespace: live.namespace, name: live.name, adoption.patch, .json,
                fieldManager: configuration.fieldManager)
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// A kind whose definition is being established, and a conflict of two writers.
    private static func mayPass(_ error: KubernetesError) -> Bool { error.isUnknownKind || error.isConflict }

    private func tryAnyway(
        _ desired: DesiredObject, _ live: KubernetesObject?, _ error: KubernetesError
    ) async throws -> Outcome {
        if desired.attributes.ensure == .absent { throw error }
        let before: KubernetesObject?
        if let live { before = live } else { before = try await find(desired) }
        do {
            let applied = try await apply(desired, over: before)
            guard let before else { return outcome(.created, applied, desired) }
            let changes = Assessor.changes(desired, from: before, to: applied.object)
            return outcome(changes.isEmpty ? .nothing : .updated(changes), applied, desired)
        } catch let error as KubernetesError {
            guard let before, let refused = ImmutableFields(error) else { throw error }
            let changes = Assessor.replacementChanges(desired, before)
            let fields = refused.naming(changes)
            guard desired.mayBeReplaced else { throw Failure(description: desired.advice(fields)) }
            return try await replace(desired, before, changes, fields)
        }
    }

    /// Deletes the object and creates it anew, if the server would take the new one. Should the run end in between,
    /// or the creation fail after all, then the next run finds nothing there and creates it.
    private func replace(
        _ desired: DesiredObject, _ live: KubernetesObject, _ changes: [FieldChange], _ fields: ImmutableFields
    ) async throws -> Outcome {
        if let refusal = try await assessor.refusal(ofNew: desired.created) {
            throw Failure(
                description:
                    "\(fields.sentence); not replaced, as the server would not accept the new object: \(refusal)")
        }
        try await delete(desired, live, desired.propagation(replacing: live))
        return outcome(.replaced(changes, fields), try await apply(desired), desired)
    }

    private func delete(
        _ desired: DesiredObject, _ live: KubernetesObject, _ propagation: DeleteOptions.Propagation
    ) async throws {
        let object = desired.object
        if live.isTerminating { return try await waitUntilGone(desired, uid: live.uid) }
        do {
            try await client.delete(
                object.gvk, namespace: object.namespace, name: object.name,
                DeleteOptions(uid: live.uid, propagation: propagation))
        } catch let error as KubernetesError where error.isNotFound {
            // It is gone, or the server is at odds with itself; the wait will tell.
        }
        memory.forget(object.identity)
        try await waitUntilGone(desired, uid: live.uid)
    }

    private func find(_ desired: DesiredObject) async throws -> KubernetesObject? {
        let object = desired.object
        return try await client.find(object.gvk, namespace: object.namespace, name: object.name)
    }

    /// Waits for finalizers, and never removes one.
    private func waitUntilGone(_ desired: DesiredObject, uid: String?) async throws {
        let timeout = desired.attributes.timeout.map { Duration.seconds($0) } ?? configuration.healthTimeout
        var pace: PollingPace?
        while let live = try await find(desired), live.uid == uid || uid == nil {
            // A deletion that has been stuck since an earlier run is not waited for anew.
            let since = Timestamps.date(PrunePlan.Underway(live).since) ?? configuration.now()
            let age = Duration.seconds(max(configuration.now().timeIntervalSince(since).rounded(.down), 0))
            var current = pace ?? PollingPace(configuration, timeout: max(timeout - age, .zero))
            guard try await current.next() else {
                throw Failure(
                    description: "still being deleted after \(max(timeout, age).words): "
                        + Self.waiting(on: PrunePlan.Underway(live).finalizers))
            }
            pace = current
        }
    }

    /// What an object that is being deleted waits for.
    static func waiting(on finalizers: [String]) -> String {
        finalizers.isEmpty ? "waiting for its deletion" : "waiting on finalizers \(finalizers.joined(separator: ", "))"
    }
}

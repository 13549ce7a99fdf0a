import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// Brings one object about.
struct ObjectWork: Sendable {
    let client: KubernetesClient
    let assessor: Assessor
    let memory: AppliedMemory
    let configuration: AgentConfiguration

    /// What was done.
    enum Deed: Sendable {
        case nothing
        case created
        case updated([FieldChange])
        case replaced([FieldChange])
        case deleted
    }

    struct Outcome: Sendable {
        let deed: Deed
        let uid: String?
        /// The state right after; nil for an object that is gone.
        let health: HealthStatus?
    }

    /// A failure that says what to do, in words for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func carryOut(_ desired: DesiredObject, _ assessment: Assessment) async throws -> Outcome {
        switch assessment {
        case .unchanged(let live): return Outcome(deed: .nothing, uid: live.uid, health: live.health)
        case .absent: return Outcome(deed: .nothing, uid: nil, health: nil)
        case .create: return try await create(desired)
        case .update(let changes, let live): return outcome(.updated(changes), try await apply(desired, over: live))
        case .replace(let changes, let live): return try await replace(desired, live, changes)
        case .recreate(let uid):
            try await waitUntilGone(desired, uid: uid)
            return outcome(.created, try await apply(desired))
        case .delete(let live):
            try await delete(desired, live)
            return Outcome(deed: .deleted, uid: nil, health: nil)
        case .undecided(let error, let live): return try await tryAnyway(desired, live, error)
        }
    }

    private func outcome(_ deed: Deed, _ applied: AppliedObject) -> Outcome {
        Outcome(deed: deed, uid: applied.object.uid, health: Health.status(of: applied.object))
    }

    /// Applies what was thought not to be there. Where it is, that was no creation but an adoption.
    private func create(_ desired: DesiredObject) async throws -> Outcome {
        outcome(.created, try await apply(desired))
    }

    /// Applies with force, and again where the server's answer is one that passes.
    func apply(_ desired: DesiredObject, over live: KubernetesObject? = nil) async throws -> AppliedObject {
        let object = desired.object(over: live, fieldManager: configuration.fieldManager)
        let options = ApplyOptions(fieldManager: configuration.fieldManager, force: true)
        var attempt = 1
        while true {
            do {
                let applied = try await client.apply(object, options)
                memory.record(desired, applied.object)
                return applied
            } catch let error as KubernetesError where Self.mayPass(error) {
                let policy = client.configuration.retryPolicy
                guard attempt < 8 else { throw error }
                try await configuration.clock.sleep(for: policy.backoff(attempt: attempt))
                attempt += 1
            }
        }
    }

    /// A kind whose definition is being established, and a conflict of two writers.
    private static func mayPass(_ error: KubernetesError) -> Bool { error.isUnknownKind || error.isConflict }

    private func tryAnyway(
        _ desired: DesiredObject, _ live: KubernetesObject?, _ error: KubernetesError
    ) async throws -> Outcome {
        if desired.attributes.ensure == .absent { throw error }
        do {
            let before: KubernetesObject?
            if let live { before = live } else { before = try await find(desired) }
            let applied = try await apply(desired, over: before)
            guard let before else { return outcome(.created, applied) }
            let changes = Assessor.changes(desired, from: before, to: applied.object)
            return outcome(changes.isEmpty ? .nothing : .updated(changes), applied)
        } catch let error as KubernetesError where error.isInvalid && !desired.attributes.replace && live != nil {
            guard Self.isImmutability(error) else { throw error }
            throw Failure(
                description:
                    "\(error); the field cannot be changed in place: set replace => true to delete and recreate it")
        }
    }

    private static func isImmutability(_ error: KubernetesError) -> Bool {
        (error.status?.causes ?? []).contains { cause in
            cause.reason == "FieldValueForbidden" || cause.message.contains("immutable")
        }
    }

    private func replace(
        _ desired: DesiredObject, _ live: KubernetesObject, _ changes: [FieldChange]
    ) async throws -> Outcome {
        guard try await assessor.canBeCreated(desired.object) else {
            throw Failure(description: "not replaced: the server would not accept the new object")
        }
        try await delete(desired, live)
        return outcome(.replaced(changes), try await apply(desired))
    }

    private func delete(_ desired: DesiredObject, _ live: KubernetesObject) async throws {
        let object = desired.object
        do {
            try await client.delete(
                object.gvk, namespace: object.namespace, name: object.name,
                DeleteOptions(uid: live.uid, propagation: .foreground))
        } catch let error as KubernetesError where error.isNotFound {
            return
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
        var pace = PollingPace(configuration, timeout: timeout)
        while let live = try await find(desired), live.uid == uid || uid == nil {
            guard try await pace.next() else {
                throw Failure(
                    description: "still being deleted after \(timeout.words): \(Health.status(of: live).reason)")
            }
        }
    }
}

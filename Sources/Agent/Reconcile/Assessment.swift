import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import OrderedCollections
import PuppetCatalog

/// What a node needs, as far as can be told before anything is done.
enum Assessment: Sendable {
    case unchanged(Survey.Live)
    case create
    case update([FieldChange], live: KubernetesObject)
    /// As `update`, for an object that other tools made and that is not ours yet.
    case adopt([FieldChange], live: KubernetesObject, from: [String])
    /// It is somebody else's, who would not like it to be touched.
    case refused(String, live: KubernetesObject)
    /// An immutable field changes, and the resource allows that the object is deleted and created anew.
    case replace([FieldChange], live: KubernetesObject, ImmutableFields)
    /// It is on its way out; it is created again when it is gone.
    case recreate(uid: String?)
    case delete(live: KubernetesObject)
    /// It is to be absent, and is.
    case absent
    /// A Job that has completed, and that its time to live has removed since.
    case completed
    /// The server refuses the change now. What the run does before may make it possible.
    case undecided(KubernetesError, live: KubernetesObject?)

    /// Whether carrying it out may be a long wait for finalizers, which is no work and holds up nobody else.
    var waitsForDeletion: Bool {
        switch self {
        case .recreate, .delete, .replace: true
        case .unchanged, .create, .update, .adopt, .refused, .absent, .completed, .undecided: false
        }
    }
}

/// Compares desired objects with live ones, by the server's own dry run.
struct Assessor: Sendable {
    let client: KubernetesClient
    let memory: AppliedMemory
    let fieldManager: String
    let applySetID: String
    let now: @Sendable () -> Date
    /// Whether the server is asked about new objects too; a run that is going to create them will hear anyway.
    var checksCreations = false

    func assess(_ desired: DesiredObject, _ survey: Survey) async throws -> Assessment {
        if survey.missingKinds.contains(desired.gvk) { return desired.attributes.ensure == .absent ? .absent : .create }
        if let namespace = desired.namespace, survey.missingNamespaces.contains(namespace) {
            return desired.attributes.ensure == .absent ? .absent : .create
        }
        do {
            let known = survey.live[desired.identity]
            if let known, known.object == nil, desired.attributes.ensure == .present {
                return known.isTerminating ? .recreate(uid: known.uid) : .unchanged(known)
            }
            return try await compare(desired, with: try await live(desired, known))
        } catch let error as KubernetesError {
            // Without an answer at all the whole run is pointless.
            guard error.isLocal else { throw error }
            return .undecided(error, live: survey.live[desired.identity]?.object)
        }
    }

    private func live(_ desired: DesiredObject, _ known: Survey.Live?) async throws -> KubernetesObject? {
        if let object = known?.object { return object }
        return try await client.find(desired.gvk, namespace: desired.namespace, name: desired.name)
    }

    /// Compares with one live object; for drift too, where there is no survey.
    func compare(_ desired: DesiredObject, with live: KubernetesObject?) async throws -> Assessment {
        if desired.attributes.ensure == .absent {
            guard let live else { return .absent }
            return .delete(live: live)
        }
        guard let live else {
            return memory.jobs.isCompleted(desired) ? .completed : try await assessCreation(desired)
        }
        if live.isTerminating { return .recreate(uid: live.uid) }
        // What was ours when we last looked is ours, whatever somebody wrote on it since.
        if memory[desired.identity]?.uid != live.uid, let owner = ForeignOwner.of(live, applySetID: applySetID),
            owner.forbids
        {
            return .refused(owner.advice, live: live)
        }
        do {
            let schema = KubernetesSchema.embedded.definition(for: live.gvk)
            let adoption = Adoption(of: live, by: fieldManager, desired: desired.object, schema: schema)
            let options = ApplyOptions(fieldManager: fieldManager, force: true, isDryRun: true)
            let object = desired.object(over: adoption?.adopted ?? live, fieldManager: fieldManager)
            let answer = try await client.apply(object, options).object
            if let adoption {
                let result = adoption.applied(object, answer: answer, by: fieldManager, schema)
                return .adopt(
                    Self.changes(desired, from: live, to: result), live: live, from: adoption.formerManagers)
            }
            let changes = Self.changes(desired, from: live, to: answer)
            let paths = changes.map(\.path.description)
            if Self.concerns(changes, object, live, fieldManager),
                !memory.vainWrites.contains(desired.identity, digest: desired.digest, paths)
            {
                return .update(changes, live: live)
            }
            memory.record(desired, live)
            memory.jobs.note(desired, live)
            return .unchanged(
                Survey.Live(
                    uid: live.uid, health: desired.health(of: live, now: now()), isTerminating: false, object: nil))
        } catch let error as KubernetesError where ImmutableFields(error) != nil && desired.mayBeReplaced {
            guard let fields = ImmutableFields(error), try await refusal(ofNew: desired.created) == nil else {
                return .undecided(error, live: live)
            }
            let changes = Self.replacementChanges(desired, live)
            return .replace(changes, live: live, fields.naming(changes))
        } catch let error as KubernetesError where error.isLocal {
            return .undecided(error, live: live)
        }
    }

    private func assessCreation(_ desired: DesiredObject) async throws -> Assessment {
        guard checksCreations else { return .create }
        do {
            let options = ApplyOptions(fieldManager: fieldManager, force: true, isDryRun: true)
            _ = try await client.apply(desired.created, options)
            return .create
        } catch let error as KubernetesError where error.status != nil {
            return .undecided(error, live: nil)
        }
    }

    /// Whether any of the changes is one that the apply makes: of a field that we set, or that we owned and set no more.
    ///
    /// A webhook that writes the time into an object at each write must not be given one write after another.
    private static func concerns(
        _ changes: [FieldChange], _ object: KubernetesObject, _ live: KubernetesObject, _ fieldManager: String
    ) -> Bool {
        guard !changes.isEmpty else { return false }
        let manager = ManagedFields.Manager(name: fieldManager, operation: .apply, apiVersion: "")
        let owned = ManagedFields(live.json[path: "metadata", "managedFields"])?.fields(of: manager) ?? FieldSet()
        return changes.contains { $0.path.isSet(in: object.json) || $0.path.isOwned(in: owned) }
    }

    /// Why the object would not be accepted, were the old one not there; nil where it would.
    ///
    /// A server checks an object, and lets webhooks check it, before it looks whether the name is taken.
    func refusal(ofNew object: KubernetesObject) async throws -> KubernetesError? {
        do {
            _ = try await client.create(object, fieldManager: fieldManager, isDryRun: true)
            return nil
        } catch let error as KubernetesError {
            if error.status?.reason == "AlreadyExists" { return nil }
            guard error.isLocal else { throw error }
            return error
        }
    }

    static func changes(
        _ desired: DesiredObject, from live: KubernetesObject, to result: KubernetesObject
    ) -> [FieldChange] {
        ObjectDifference.between(
            live: live.json, desired: result.json, sensitivePaths: desired.node.sensitivePaths,
            schema: KubernetesSchema.embedded.definition(for: result.gvk))
    }

    /// What a replacement changes, near enough: the live object against itself with the desired fields in it.
    static func replacementChanges(_ desired: DesiredObject, _ live: KubernetesObject) -> [FieldChange] {
        changes(desired, from: live, to: KubernetesObject(overlay(live.json, desired.object.json)))
    }

    private static func overlay(_ old: JSON, _ new: JSON) -> JSON {
        switch (old, new) {
        case (.object(var members), .object(let changes)):
            for (name, value) in changes { members[name] = members[name].map { overlay($0, value) } ?? value }
            return .object(members)
        case (.array(let elements), .array(let changes)) where elements.count == changes.count:
            return .array(zip(elements, changes).map(overlay))
        default: return new
        }
    }
}

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
}

/// Compares desired objects with live ones, by the server's own dry run.
struct Assessor: Sendable {
    let client: KubernetesClient
    let memory: AppliedMemory
    let fieldManager: String
    let now: @Sendable () -> Date

    func assess(_ desired: DesiredObject, _ survey: Survey) async throws -> Assessment {
        let object = desired.object
        if survey.missingKinds.contains(object.gvk) { return desired.attributes.ensure == .absent ? .absent : .create }
        if let namespace = object.namespace, survey.missingNamespaces.contains(namespace) {
            return desired.attributes.ensure == .absent ? .absent : .create
        }
        do {
            let known = survey.live[object.identity]
            if let known, known.object == nil, desired.attributes.ensure == .present {
                return known.isTerminating ? .recreate(uid: known.uid) : .unchanged(known)
            }
            return try await compare(desired, with: try await live(object, known))
        } catch let error as KubernetesError {
            // Without an answer at all the whole run is pointless.
            if error.status == nil, !error.isUnknownKind { throw error }
            return .undecided(error, live: survey.live[object.identity]?.object)
        }
    }

    private func live(_ object: KubernetesObject, _ known: Survey.Live?) async throws -> KubernetesObject? {
        if let object = known?.object { return object }
        return try await client.find(object.gvk, namespace: object.namespace, name: object.name)
    }

    /// Compares with one live object; for drift too, where there is no survey.
    func compare(_ desired: DesiredObject, with live: KubernetesObject?) async throws -> Assessment {
        if desired.attributes.ensure == .absent {
            guard let live else { return .absent }
            return .delete(live: live)
        }
        guard let live else { return memory.jobs.isCompleted(desired) ? .completed : .create }
        if live.isTerminating { return .recreate(uid: live.uid) }
        do {
            let options = ApplyOptions(fieldManager: fieldManager, force: true, isDryRun: true)
            let object = desired.object(over: live, fieldManager: fieldManager)
            let result = try await client.apply(object, options).object
            let changes = Self.changes(desired, from: live, to: result)
            guard changes.isEmpty else { return .update(changes, live: live) }
            memory.record(desired, live)
            memory.jobs.note(desired, live)
            return .unchanged(
                Survey.Live(
                    uid: live.uid, health: desired.health(of: live, now: now()), isTerminating: false, object: nil))
        } catch let error as KubernetesError where ImmutableFields(error) != nil && desired.mayBeReplaced {
            guard let fields = ImmutableFields(error), try await refusal(ofNew: desired.object) == nil else {
                return .undecided(error, live: live)
            }
            return .replace(Self.replacementChanges(desired, live), live: live, fields)
        } catch let error as KubernetesError where error.status != nil || error.isUnknownKind {
            return .undecided(error, live: live)
        }
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
            if error.status == nil { throw error }
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
        guard case .object(var members) = old, case .object(let changes) = new else { return new }
        for (name, value) in changes { members[name] = members[name].map { overlay($0, value) } ?? value }
        return .object(members)
    }
}

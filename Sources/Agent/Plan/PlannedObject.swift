package import JSON
package import Kubernetes
package import KubernetesCatalog
import OrderedCollections
package import PuppetCatalog

/// What a run does, or would do, to one object. Nothing in it is secret.
package struct PlannedObject: Sendable {
    package enum Action: String, Hashable, Sendable, CaseIterable {
        case create, update, replace, recreate, delete, prune
        /// The server, or who owns the object, would not have it.
        case fail
        /// Something before it fails.
        case skip
    }

    package let action: Action
    package let reference: ResourceReference
    package let gvk: GroupVersionKind
    package let identity: ObjectIdentity
    /// Where the manifest declares it; nil for what no manifest declares any more.
    package var file: String?
    package var line: Int?
    /// Of an object that stays.
    package var changes: [FieldChange] = []
    /// Of a new object: all that is sent.
    package var object: JSON?
    /// Who it is adopted from, or why it fails or is skipped.
    package var note: String?

    package init(
        _ action: Action, _ reference: ResourceReference, gvk: GroupVersionKind, namespace: String?, name: String
    ) {
        self.action = action
        self.reference = reference
        self.gvk = gvk
        identity = ObjectIdentity(group: gvk.group, kind: gvk.kind, namespace: namespace, name: name)
    }

    init(_ desired: DesiredObject, _ action: Action) {
        self.action = action
        reference = desired.reference
        gvk = desired.node.gvk
        identity = desired.identity
        file = desired.node.file
        line = desired.node.line
    }

    init(pruning candidate: PrunePlan.Candidate, as reference: ResourceReference) {
        action = .prune
        self.reference = reference
        gvk = candidate.gvk
        identity = candidate.identity
    }

    package func json() -> JSON {
        var members: JSONObject = [
            "action": .string(action.rawValue), "resource": .string(reference.description),
            "apiVersion": .string(gvk.apiVersion), "kind": .string(gvk.kind),
            "namespace": identity.namespace.map(JSON.string) ?? .null, "name": .string(identity.name),
            "file": file.map(JSON.string) ?? .null, "line": line.map(JSON.integer) ?? .null,
        ]
        if let note { members["note"] = .string(note) }
        if let object { members["object"] = object }
        if !changes.isEmpty { members["changes"] = .array(changes.map(Self.json)) }
        return .object(members)
    }

    private static func json(_ change: FieldChange) -> JSON {
        [
            "path": .string(change.path.description), "old": change.old ?? .null, "new": change.new ?? .null,
            "sensitive": .boolean(change.isSensitive),
        ]
    }
}

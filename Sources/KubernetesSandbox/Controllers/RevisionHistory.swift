import JSON
import OrderedCollections

/// The ControllerRevisions of a StatefulSet or DaemonSet: what `kubectl rollout history` and `undo` go by.
struct RevisionHistory {
    private let cluster: Cluster

    init(_ cluster: Cluster) { self.cluster = cluster }

    /// Makes the template in force the newest revision, and forgets the oldest.
    func note(_ set: JSON, name: String) {
        let known = cluster.controlled(by: set, .controllerRevisions)
        let newest = known.map(Self.number).max() ?? 0
        if let current = known.first(where: { $0.name == name }) {
            guard Self.number(current) < newest else { return }
            cluster.update(Self.key(current)) { $0["revision"] = .integer(newest + 1) }
        } else {
            cluster.create(revision(set, name: name, number: newest + 1))
        }
        let limit = max(0, set[path: "spec", "revisionHistoryLimit"]?.integer ?? 10)
        let old = known.filter { $0.name != name }.sorted { Self.number($0) < Self.number($1) }
        for revision in old.dropLast(limit) { cluster.delete(Self.key(revision)) }
    }

    private static func number(_ revision: JSON) -> Int { revision["revision"]?.integer ?? 0 }

    private static func key(_ revision: JSON) -> ObjectKey {
        ObjectKey(resource: .controllerRevisions, namespace: revision.namespace, name: revision.name)
    }

    private func revision(_ set: JSON, name: String, number: Int) -> JSON {
        var template = set[path: "spec", "template"] ?? .object([:])
        template["$patch"] = "replace"
        return [
            "apiVersion": "apps/v1", "kind": "ControllerRevision",
            "metadata": [
                "name": .string(name), "namespace": .string(set.namespace),
                "labels": set[path: "spec", "template", "metadata", "labels"] ?? .object([:]),
                "ownerReferences": [set.controllerReference],
            ],
            "data": ["spec": ["template": template]], "revision": .integer(number),
        ]
    }
}

extension GroupResource {
    static let controllerRevisions = GroupResource(group: "apps", plural: "controllerrevisions")
}

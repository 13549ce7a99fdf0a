package import JSON
import OrderedCollections

/// A Kubernetes object as the API spells it, with accessors for what every object has.
package struct KubernetesObject: Hashable, Sendable {
    /// Always a JSON object.
    package var json: JSON

    package init(_ json: JSON) { self.json = json }

    /// An object of which only the metadata is known, as lists of `PartialObjectMetadata` give it.
    package init(metadata: JSON, gvk: GroupVersionKind) {
        json = ["apiVersion": .string(gvk.apiVersion), "kind": .string(gvk.kind), "metadata": metadata]
    }

    package var apiVersion: String { json["apiVersion"]?.string ?? "" }
    package var kind: String { json["kind"]?.string ?? "" }
    package var gvk: GroupVersionKind { GroupVersionKind(apiVersion: apiVersion, kind: kind) }
    package var name: String { json["metadata"]?["name"]?.string ?? "" }
    /// Nil where the field is missing or empty.
    package var namespace: String? {
        guard let namespace = json["metadata"]?["namespace"]?.string, !namespace.isEmpty else { return nil }
        return namespace
    }
    package var uid: String? { json["metadata"]?["uid"]?.string }
    package var resourceVersion: String? { json["metadata"]?["resourceVersion"]?.string }
    package var generation: Int? { json["metadata"]?["generation"]?.integer }
    package var labels: [String: String] { strings(json["metadata"]?["labels"]) }
    package var annotations: [String: String] { strings(json["metadata"]?["annotations"]) }
    package var isTerminating: Bool { json["metadata"]?["deletionTimestamp"]?.string != nil }
    package var identity: ObjectIdentity {
        ObjectIdentity(group: gvk.group, kind: kind, namespace: namespace, name: name)
    }

    private func strings(_ value: JSON?) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in value?.object ?? [:] { result[key] = value.string }
        return result
    }
}

import JSON
package import Kubernetes
import OrderedCollections

/// The parent object of the agent's ApplySet, which says where members may be.
package struct ApplySetParent: Hashable, Sendable {
    package let name: String
    package let namespace: String
    /// `bunraku/<version>`.
    package let tooling: String

    package static let idLabel = "applyset.kubernetes.io/id"
    package static let partOfLabel = "applyset.kubernetes.io/part-of"
    package static let toolingAnnotation = "applyset.kubernetes.io/tooling"
    package static let groupKindsAnnotation = "applyset.kubernetes.io/contains-group-kinds"
    package static let namespacesAnnotation = "applyset.kubernetes.io/additional-namespaces"

    package init(name: String, namespace: String, tooling: String) {
        self.name = name
        self.namespace = namespace
        self.tooling = tooling
    }

    package static let gvk = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    /// The value of the members' `part-of` label.
    package var id: String {
        ApplySetID.compute(name: name, namespace: namespace, kind: Self.gvk.kind, group: Self.gvk.group)
    }

    /// The parent as it is to be applied.
    package func object(_ inventory: Inventory) -> KubernetesObject {
        let kinds = inventory.groupKinds.map(\.description).sorted().joined(separator: ",")
        let namespaces = inventory.namespaces.subtracting([namespace]).sorted().joined(separator: ",")
        return KubernetesObject([
            "apiVersion": .string(Self.gvk.apiVersion), "kind": .string(Self.gvk.kind),
            "metadata": [
                "name": .string(name), "namespace": .string(namespace),
                "labels": [Self.idLabel: .string(id)],
                "annotations": [
                    Self.toolingAnnotation: .string(tooling), Self.groupKindsAnnotation: .string(kinds),
                    Self.namespacesAnnotation: .string(namespaces),
                ],
            ],
        ])
    }

    /// What a live parent says, or why it must not be touched.
    package func inventory(of live: KubernetesObject) throws(InventoryError) -> Inventory {
        if let other = live.labels[Self.idLabel], other != id { throw .foreignIdentifier(other) }
        if let other = live.annotations[Self.toolingAnnotation], toolName(other) != toolName(tooling) {
            throw .foreignTooling(other)
        }
        var inventory = Inventory()
        for text in Self.list(live.annotations[Self.groupKindsAnnotation]) {
            let parts = text.split(separator: ".", maxSplits: 1)
            guard let kind = parts.first else { continue }
            inventory.groupKinds.insert(GroupKind(group: parts.count > 1 ? String(parts[1]) : "", kind: String(kind)))
        }
        inventory.namespaces = Set(Self.list(live.annotations[Self.namespacesAnnotation]))
        inventory.namespaces.insert(namespace)
        return inventory
    }

    private func toolName(_ tooling: String) -> Substring { tooling.prefix { $0 != "/" } }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map(String.init)
    }
}

/// Why an ApplySet cannot be used.
package enum InventoryError: Error, Hashable, CustomStringConvertible {
    case foreignIdentifier(String)
    case foreignTooling(String)
    /// An object of the catalog says that it belongs to a set already.
    case alreadyMember(ObjectIdentity, of: String)

    package var description: String {
        switch self {
        case .foreignIdentifier(let id): "the ApplySet's parent carries another identifier, \(id)"
        case .foreignTooling(let tooling): "the ApplySet belongs to another tool, \(tooling)"
        case .alreadyMember(let object, let id): "\(object) carries the label of an ApplySet already, \(id)"
        }
    }
}

package import Kubernetes

/// An API object made from a resource, with the fields that must not be shown.
package struct BuiltObject: Hashable, Sendable {
    package var object: KubernetesObject
    /// The object's own, read once.
    package let gvk: GroupVersionKind
    package let identity: ObjectIdentity
    /// Where the object holds what was `Sensitive`; a Secret's `data` and `stringData` always.
    package var sensitivePaths: [FieldPath]

    init(object: KubernetesObject, gvk: GroupVersionKind, identity: ObjectIdentity, sensitivePaths: [FieldPath]) {
        self.object = object
        self.gvk = gvk
        self.identity = identity
        self.sensitivePaths = sensitivePaths
    }

    /// Whether a field, or something around it or inside it, is sensitive.
    package func isSensitive(_ path: FieldPath) -> Bool { Self.isSensitive(path, sensitivePaths) }

    static func isSensitive(_ path: FieldPath, _ sensitivePaths: [FieldPath]) -> Bool {
        sensitivePaths.contains { $0.contains(path) || path.contains($0) }
    }
}

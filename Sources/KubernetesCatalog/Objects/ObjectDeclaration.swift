import Kubernetes

/// The object that a resource of a native type declares, without its fields.
struct ObjectDeclaration {
    /// The position of its kind in the builder's `kinds`.
    let kind: Int
    /// Nil for a cluster-scoped kind.
    let namespace: String?
    let name: String
}

/// A kind of which there are objects, with what is asked of it for each.
struct DeclaredKind {
    let gvk: GroupVersionKind
    let apiVersion: String
    /// Nil for a kind that is not known.
    let isNamespaced: Bool?
    let nameRule: ObjectName
    /// Whether its pods are made anew when their template changes.
    let isWorkload: Bool
    /// Whether what notifies it is written into its pods' template: a workload then makes new pods, and a Job runs again.
    let isRefreshed: Bool
    let isSecret: Bool

    init(_ gvk: GroupVersionKind, isNamespaced: Bool?) {
        self.gvk = gvk
        self.isNamespaced = isNamespaced
        apiVersion = gvk.apiVersion
        nameRule = ObjectName.rule(for: gvk.groupKind)
        isWorkload = gvk.group == "apps" && ["Deployment", "StatefulSet", "DaemonSet"].contains(gvk.kind)
        isRefreshed = isWorkload || gvk.group == "batch" && gvk.kind == "Job"
        isSecret = gvk.group.isEmpty && gvk.kind == "Secret"
    }

    func identity(of object: ObjectDeclaration) -> ObjectIdentity {
        ObjectIdentity(group: gvk.group, kind: gvk.kind, namespace: object.namespace, name: object.name)
    }
}

package import Kubernetes

/// A Puppet resource type that stands for Kubernetes objects.
package struct NativeType: Hashable, Sendable {
    /// As references spell it, `K8s::Deployment`.
    package let name: String
    /// The attributes that a resource may have besides Puppet's metaparameters.
    package let attributes: Set<String>
    /// `k8s::object`: a custom resource may have any field of its own beside the ones in `attributes`.
    package let acceptsOtherAttributes: Bool
    package let form: Form

    package enum Form: Hashable, Sendable {
        /// `k8s::<kind>`; the version is the preferred one.
        case kind(GroupVersionKind)
        /// `k8s::object`.
        case object
        /// `k8s::manifest`.
        case manifest
    }
}

package import Kubernetes

/// An object that refers to something which the catalog does not hold.
package struct ReferenceFinding: Hashable, Sendable {
    /// The check's name; kube-linter's own where it has one.
    package let check: Check
    /// The position of the object among those that were checked.
    package let index: Int
    /// The field that refers.
    package let path: FieldPath
    package let message: String

    package enum Check: String, Hashable, Sendable, CaseIterable {
        case service = "dangling-service"
        case ingress = "dangling-ingress"
        case horizontalPodAutoscaler = "dangling-horizontalpodautoscaler"
        case networkPolicy = "dangling-networkpolicy"
        case podDisruptionBudget = "dangling-poddisruptionbudget"
        case serviceAccount = "non-existent-service-account"
        case configuration = "env-value-from"
        case claim = "dangling-persistentvolumeclaim"
        case role = "dangling-role"
        case selector = "mismatching-selector"
    }
}

package import Kubernetes
package import PuppetCatalog

/// One object that the agent is to bring about, and what must come before it.
package struct ObjectNode: Hashable, Sendable {
    package let reference: ResourceReference
    package internal(set) var encoded: EncodedObject
    /// The object's own, read once.
    package let gvk: GroupVersionKind
    package let identity: ObjectIdentity
    /// The manifest that declares it, and the 1-based line.
    package let file: String?
    package let line: Int?
    /// The fields that no difference, log or report may show.
    package let sensitivePaths: [FieldPath]
    package let attributes: ConvergenceAttributes
    /// Sorted by `on`; at most one for each node.
    package internal(set) var dependencies: [Dependency] = []
    /// Barriers of the plan that must be passed first.
    package internal(set) var barriers: [Dependency] = []

    /// The object, which is read from its text each time.
    package var object: KubernetesObject { encoded.object }

    package struct Dependency: Hashable, Sendable {
        /// An index of `ObjectPlan.nodes`, or of `ObjectPlan.barriers`.
        package let on: Int
        package let kind: Kind

        package init(on: Int, kind: Kind) {
            self.on = on
            self.kind = kind
        }

        package enum Kind: Int, Hashable, Sendable, Comparable {
            /// Waits until the other has been dealt with, well or badly.
            case order
            /// Waits until the other is applied, or established if it defines a custom resource.
            case implied
            /// Of the manifest: waits until the other is healthy, or for what its `wait` says.
            case explicit

            package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
        }
    }
}

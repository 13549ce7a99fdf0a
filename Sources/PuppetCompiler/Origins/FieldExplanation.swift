package import JSON
package import PuppetCatalog
package import PuppetEvaluator

/// Which field of which resource is asked for.
package struct FieldQuestion: Sendable {
    /// `K8s::Deployment[shop/web]`; `Deployment[shop/web]` does as well.
    package let resource: String
    /// A path into the object, `spec.template.spec.containers[name=web].image`; nil for the whole of it.
    package let field: String?

    /// The ids of what may be wrong with a question.
    static let failures: Set<String> = ["explain_resource", "explain_field"]

    package init(resource: String, field: String?) {
        self.resource = resource
        self.field = field
    }
}

/// Where a resource and its fields came from.
package struct FieldExplanation: Sendable {
    package let reference: ResourceReference
    /// What declared the resource, the innermost first: itself, the defined type or class around it, and so on.
    package let declarations: [OriginNode]
    package let fields: [Field]

    package struct Field: Sendable {
        /// `spec.replicas`.
        package let name: String
        /// Secrets are masked.
        package let value: JSON
        /// Nil for what is not known.
        package let origin: OriginNode?
        /// Why it is not known.
        package let note: String?
    }
}

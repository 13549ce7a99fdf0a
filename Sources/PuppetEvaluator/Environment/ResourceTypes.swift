/// The resource types that are built in: Puppet's own, and the Kubernetes kinds.
package protocol ResourceTypes: Sendable {
    /// The type of a name in lower case, `notify` or `k8s::deployment`.
    func builtIn(_ lowercasedName: String) -> ResourceTypeSpec?

    /// Whether a resource of the type, as references spell it, may be added after the evaluation by one of a type that is
    /// declared.
    func mayComeFromExpansion(_ type: String, isDeclared: (String) -> Bool) -> Bool

    /// The names of all of them in lower case, for "did you mean".
    var names: [String] { get }
}

extension ResourceTypes {
    package func mayComeFromExpansion(_ type: String, isDeclared: (String) -> Bool) -> Bool { false }
    package var names: [String] { [] }
}

/// What the compiler needs to know of a built-in resource type.
package struct ResourceTypeSpec: Hashable, Sendable {
    /// As it is written in references, capitalised in every segment: `K8s::Deployment`.
    package let name: String
    /// The attribute that the title stands for, `name` for most, `path` for `file`. Dropped from a catalog
    /// when it equals the title.
    package let nameAttribute: String
    package let attributes: Attributes

    package enum Attributes: Hashable, Sendable {
        /// Any attribute is let through.
        case any
        case listed(Set<String>)
    }

    package init(name: String, nameAttribute: String = "name", attributes: Attributes = .any) {
        self.name = name
        self.nameAttribute = nameAttribute
        self.attributes = attributes
    }

    package func accepts(_ attribute: String) -> Bool {
        switch attributes {
        case .any: true
        case .listed(let names): names.contains(attribute)
        }
    }
}

package import OrderedCollections
package import PuppetTypes

/// `Type[title]`: the type name capitalised in every segment (`K8s::Deployment`), the title as declared.
package struct ResourceReference: Hashable, Sendable, CustomStringConvertible {
    package let type: String
    package let title: String

    package init(type: String, title: String) {
        self.type = type
        self.title = title
    }

    package var description: String { "\(type)[\(title)]" }

    /// A catalog has few types, so the title alone tells most references apart.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(title)
        hasher.combine(type.utf8.count)
    }
}

/// One resource of a finished catalog, Puppet's field for field.
package struct Resource: Hashable, Sendable {
    package let reference: ResourceReference
    /// In the order in which they were set. A parameter named in `sensitiveParameters` holds its plain value;
    /// a secret deeper inside is a `Value.sensitive`. `Value.secret` does not occur here.
    package var parameters: OrderedDictionary<String, Value>
    package var sensitiveParameters: [String]
    package var tags: [String]
    /// The manifest, relative to the codedir, and its 1-based line.
    package let file: String?
    package let line: Int?
    package let isExported: Bool
    package let kind: Kind

    package enum Kind: String, Hashable, Sendable {
        case compilableType = "compilable_type"
        case definedType = "defined_type"
        /// A class that was declared like a resource; an included one is `unknown`.
        case hostClass = "class"
        case unknown
    }

    package init(
        reference: ResourceReference, parameters: OrderedDictionary<String, Value> = [:],
        sensitiveParameters: [String] = [],
        tags: [String] = [], file: String? = nil, line: Int? = nil, isExported: Bool = false, kind: Kind
    ) {
        self.reference = reference
        self.parameters = parameters
        self.sensitiveParameters = sensitiveParameters
        self.tags = tags
        self.file = file
        self.line = line
        self.isExported = isExported
        self.kind = kind
    }
}

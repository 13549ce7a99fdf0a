package import JSON

/// One node of an object's schema: what may stand at a place in the object, and how it merges.
///
/// A `$ref` is followed when a child is asked for, never before, so that reading one kind parses only the
/// definitions on the way. Nodes are immutable and shared; a recursive definition gives a recursive walk, which
/// callers bound by the depth of the object.
package final class SchemaNode: Sendable {
    let facts: SchemaFacts
    /// The format, where values are held against it.
    let checkedFormat: CheckedFormat?
    /// Whether there is more to check than types, members and formats.
    let hasFurtherRules: Bool
    init(_ facts: SchemaFacts) {
        self.facts = facts
        checkedFormat = facts.format.flatMap(CheckedFormat.init)
        hasFurtherRules = !facts.enumeration.isEmpty || facts.constraints != nil || facts.hasAlternatives
    }

    /// The formats that values are held against.
    enum CheckedFormat: String {
        case byte
        case dateTime = "date-time"
        case int32
        case quantity
    }

    /// A node that accepts everything.
    package static let any = SchemaNode(SchemaFacts())

    /// The JSON types that are accepted; empty accepts all.
    package var types: SchemaTypes { facts.types }
    /// The one type that is accepted, or nil where there are several or all.
    package var type: SchemaTypes? { facts.types.isSingle ? facts.types : nil }
    /// `int32`, `int64`, `double`, `byte`, `date-time`, `int-or-string`, `quantity`, or what a custom schema says.
    package var format: String? { facts.format }
    package var isIntOrString: Bool { facts.format == "int-or-string" }
    package var isQuantity: Bool { facts.format == "quantity" }
    package var isNullable: Bool { facts.isNullable }
    package var defaultValue: JSON? { facts.defaultValue }
    package var required: [String] { facts.required }
    /// Empty where every value is allowed.
    package var enumeration: [JSON] { facts.enumeration }
    /// `x-kubernetes-preserve-unknown-fields`: fields that the schema does not name are kept.
    package var preservesUnknownFields: Bool { facts.preservesUnknownFields }
    /// `x-kubernetes-embedded-resource`: the value is itself an object with `apiVersion`, `kind` and `metadata`.
    package var isEmbeddedResource: Bool { facts.isEmbeddedResource }
    /// `x-kubernetes-list-type`; a list without one is atomic.
    package var listType: ListType? { facts.listType }
    /// `x-kubernetes-list-map-keys`: the fields that name an element of a `map` list.
    package var mapKeys: [String] { facts.mapKeys }
    /// `x-kubernetes-map-type`; an object without one is granular.
    package var mapType: MapType? { facts.mapType }
    /// `x-kubernetes-patch-strategy`, of strategic merge patch: `merge`, `replace`, `retainKeys`, or two of them.
    package var patchStrategies: [String] { facts.patchStrategies }
    /// `x-kubernetes-patch-merge-key`.
    package var patchMergeKey: String? { facts.patchMergeKey }
    package var constraints: SchemaConstraints? { facts.constraints }

    /// The names of the declared properties, sorted.
    package var propertyNames: [String] { facts.properties.indices.map(facts.properties.name).sorted() }
    package var hasProperties: Bool { !facts.properties.isEmpty }

    package func property(_ name: String) -> SchemaNode? {
        facts.properties.index(of: name).map(facts.properties.node)
    }

    /// The schema of an array's elements.
    package var items: SchemaNode? { facts.items?.node }

    /// The schema of the values of an open map; nil where the object is closed or says nothing.
    package var additionalProperties: SchemaNode? { facts.additionalProperties?.node }

    /// The schema of a member: a declared property's, or that of the map's values.
    package func member(_ name: String) -> SchemaNode? { property(name) ?? additionalProperties }

    /// Whether a member that no property names is an error: an object with properties and nothing that opens it.
    package var isClosed: Bool {
        !facts.properties.isEmpty && facts.additionalProperties == nil && !facts.preservesUnknownFields
            && !facts.isOpen
    }

    package var hasAlternatives: Bool { facts.hasAlternatives }
    package var allOf: [SchemaNode] { facts.allOf.map(\.node) }
    package var anyOf: [SchemaNode] { facts.anyOf.map(\.node) }
    package var oneOf: [SchemaNode] { facts.oneOf.map(\.node) }
    package var not: SchemaNode? { facts.not?.node }
    /// `x-kubernetes-validations`, as they were written.
    package var validations: [JSON] { facts.validations }

    /// How a list merges.
    package enum ListType: String, Hashable, Sendable {
        case atomic, set, map
    }

    /// How an object merges.
    package enum MapType: String, Hashable, Sendable {
        case atomic, granular
    }
}

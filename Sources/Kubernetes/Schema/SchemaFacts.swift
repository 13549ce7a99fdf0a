import JSON

/// What a `SchemaNode` holds, as it is read.
struct SchemaFacts: Sendable {
    var types: SchemaTypes = []
    var format: String?
    var isNullable = false
    var defaultValue: JSON?
    var required: [String] = []
    var enumeration: [JSON] = []
    var preservesUnknownFields = false
    var isEmbeddedResource = false
    /// `additionalProperties: true`.
    var isOpen = false
    var listType: SchemaNode.ListType?
    var mapKeys: [String] = []
    var mapType: SchemaNode.MapType?
    var patchStrategies: [String] = []
    var patchMergeKey: String?
    var constraints: SchemaConstraints?
    var properties = PropertyTable()
    var items: SchemaLink?
    var additionalProperties: SchemaLink?
    var allOf: [SchemaLink] = []
    var anyOf: [SchemaLink] = []
    var oneOf: [SchemaLink] = []
    var not: SchemaLink?
    var validations: [JSON] = []

    var hasAlternatives: Bool { !(allOf.isEmpty && anyOf.isEmpty && oneOf.isEmpty && not == nil) }
}

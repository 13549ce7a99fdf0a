import JSON
import OrderedCollections

extension SchemaFacts {
    /// Deeper schemas accept everything: real ones end at about twenty.
    static let maximumDepth = 100

    /// Reads a node in OpenAPI's JSON, or in the short form of the embedded schema, where a string stands for a
    /// node: `string` is a type, `integer:int32` a type with its format, `#name` a reference.
    init(compact json: JSON, depth: Int) {
        guard depth < Self.maximumDepth else { return }
        if let text = json.string { read(short: text) }
        guard let members = json.object else { return }
        if let target = Self.reference(json) {
            self = target.node.facts
            refine(by: json)
            return
        }
        refine(by: json)
        properties = PropertyTable(
            (members["properties"]?.object ?? [:]).map { (name: $0.key, link: Self.link($0.value, depth: depth)) })
        items = members["items"].map { Self.link($0, depth: depth) }
        switch members["additionalProperties"] {
        case .boolean(let open): isOpen = open
        case .some(let child): additionalProperties = Self.link(child, depth: depth)
        case nil: break
        }
        allOf = Self.links(members["allOf"], depth: depth)
        anyOf = Self.links(members["anyOf"], depth: depth)
        oneOf = Self.links(members["oneOf"], depth: depth)
        not = members["not"].map { Self.link($0, depth: depth) }
        if types.isEmpty { takeTypesOfAlternatives() }
    }

    private mutating func read(short text: String) {
        if text.hasPrefix("#") {
            if let target = EmbeddedSchema.definitions[String(text.dropFirst())] { self = target.node.facts }
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1)
        types = parts.first.flatMap { SchemaTypes(name: String($0)) } ?? []
        format = parts.count > 1 ? String(parts[1]) : nil
    }

    private static func links(_ json: JSON?, depth: Int) -> [SchemaLink] {
        (json?.array ?? []).map { link($0, depth: depth) }
    }

    private static func link(_ json: JSON, depth: Int) -> SchemaLink {
        if let definition = reference(json) {
            let isPlain = json.string != nil || json.object?.count == 1 && json["$ref"] != nil
            return isPlain ? SchemaLink(definition) : SchemaLink(definition, refinedBy: json)
        }
        return SchemaLink(SchemaNode(SchemaFacts(compact: json, depth: depth + 1)))
    }

    /// The definition that a node refers to: `"#name"`, `{"$ref": "…"}`, or `{"allOf": [one reference], …}`.
    private static func reference(_ json: JSON) -> SchemaDefinition? {
        var json = json
        if json["properties"] == nil, let parts = json["allOf"]?.array, parts.count == 1 { json = parts[0] }
        if let text = json.string {
            return text.hasPrefix("#") ? EmbeddedSchema.definitions[String(text.dropFirst())] : nil
        }
        guard let text = json["$ref"]?.string else { return nil }
        return EmbeddedSchema.definitions[text.split(separator: "/").last.map(String.init) ?? text]
    }

    /// Takes over what a node says besides its children.
    mutating func refine(by json: JSON) {
        guard let members = json.object else { return }
        for (key, value) in members {
            switch key {
            case "type": types = value.string.flatMap { SchemaTypes(name: $0) } ?? types
            case "format": format = value.string ?? format
            case "nullable": isNullable = value.boolean ?? false
            case "default": defaultValue = value
            case "required": required = (value.array ?? []).compactMap(\.string)
            case "enum": enumeration = value.array ?? []
            case "x-kubernetes-int-or-string" where value.boolean == true: format = "int-or-string"
            case "x-kubernetes-preserve-unknown-fields": preservesUnknownFields = value.boolean ?? false
            case "x-kubernetes-embedded-resource": isEmbeddedResource = value.boolean ?? false
            case "x-kubernetes-list-type": listType = value.string.flatMap(SchemaNode.ListType.init)
            case "x-kubernetes-list-map-keys": mapKeys = (value.array ?? []).compactMap(\.string)
            case "x-kubernetes-map-type": mapType = value.string.flatMap(SchemaNode.MapType.init)
            case "x-kubernetes-patch-strategy":
                patchStrategies = (value.string ?? "").split(separator: ",").map(String.init)
            case "x-kubernetes-patch-merge-key": patchMergeKey = value.string
            case "x-kubernetes-validations": validations = value.array ?? []
            default: constrain(key, value)
            }
        }
    }

    private mutating func constrain(_ key: String, _ value: JSON) {
        var changed = constraints ?? SchemaConstraints()
        switch key {
        case "minimum": changed.minimum = value.double
        case "maximum": changed.maximum = value.double
        case "exclusiveMinimum": changed.isMinimumExclusive = value.boolean ?? false
        case "exclusiveMaximum": changed.isMaximumExclusive = value.boolean ?? false
        case "multipleOf": changed.multipleOf = value.double
        case "minLength": changed.minimumLength = value.integer
        case "maxLength": changed.maximumLength = value.integer
        case "minItems": changed.minimumItems = value.integer
        case "maxItems": changed.maximumItems = value.integer
        case "minProperties": changed.minimumProperties = value.integer
        case "maxProperties": changed.maximumProperties = value.integer
        case "pattern": changed.pattern = value.string.flatMap(LinearPattern.init)
        case "uniqueItems": changed.hasUniqueItems = value.boolean ?? false
        default: return
        }
        constraints = changed
    }

    /// A node that only lists alternatives by type (`Quantity`, `IntOrString`) accepts their types.
    private mutating func takeTypesOfAlternatives() {
        let isListOfTypes = !oneOf.isEmpty && oneOf.allSatisfy { $0.reference == nil && $0.node.facts.isOnlyTyped }
        if format == "int-or-string" { types = [.integer, .string] }
        guard isListOfTypes else { return }
        if types.isEmpty { types = oneOf.reduce(into: []) { $0.formUnion($1.node.types) } }
        oneOf = []
    }

    private var isOnlyTyped: Bool {
        !types.isEmpty && properties.isEmpty && items == nil && enumeration.isEmpty && constraints == nil
    }
}

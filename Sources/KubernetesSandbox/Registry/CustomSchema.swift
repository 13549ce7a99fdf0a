import CEL
import JSON
import OrderedCollections

/// The schema of a custom resource, or of a part of it, as expressions see it.
struct CustomSchema {
    let json: JSON
    /// Whether an object with a name of its own is meant: a custom resource, or one embedded in it.
    let isResource: Bool

    init(_ json: JSON, isResource: Bool) {
        self.json = json
        self.isResource = isResource
    }

    /// How deep schemas are looked into.
    static let maximumDepth = 100

    /// How values of the schema are read; nil for those that expressions do not see.
    func declared(depth: Int = 0) -> CELSchema? {
        guard depth < Self.maximumDepth else { return nil }
        if json["x-kubernetes-int-or-string"] == true { return .intOrString }
        switch json["type"]?.string {
        case "array":
            return items?.declared(depth: depth + 1).map { .list($0, listKind) }
        case "object":
            if let additional = additionalProperties { return additional.declared(depth: depth + 1).map { .map($0) } }
            return .object(CELObjectSchema(fields(depth: depth)))
        case "string":
            switch json["format"]?.string {
            case "byte": return .bytes
            case "duration": return .duration
            case "date", "date-time": return .timestamp
            default: return .string
            }
        case "boolean": return .boolean
        case "number": return .double
        case "integer": return .integer
        default: return nil
        }
    }

    private func fields(depth: Int) -> OrderedDictionary<String, CELSchema> {
        var fields: OrderedDictionary<String, CELSchema> = [:]
        for name in json["properties"]?.object?.keys ?? [] {
            if let declared = property(name)?.declared(depth: depth + 1) { fields[name] = declared }
        }
        if isResource {
            fields["apiVersion"] = .string
            fields["kind"] = .string
            fields["metadata"] = .object(CELObjectSchema(["name": .string, "generateName": .string]))
        }
        return fields
    }

    private var listKind: CELListKind {
        switch json["x-kubernetes-list-type"]?.string {
        case "set": .set
        case "map": .map(keys: listMapKeys)
        default: .atomic
        }
    }

    /// The members that tell elements of a list apart; none where the list is no map.
    var listMapKeys: [String] {
        guard json["x-kubernetes-list-type"] == "map" else { return [] }
        return json["x-kubernetes-list-map-keys"]?.array?.compactMap(\.string) ?? []
    }

    private func part(_ json: JSON) -> CustomSchema {
        CustomSchema(json, isResource: json["x-kubernetes-embedded-resource"] == true)
    }

    var items: CustomSchema? { json["items"].map(part) }

    var additionalProperties: CustomSchema? {
        guard let schema = json["additionalProperties"], schema.object != nil else { return nil }
        return part(schema)
    }

    func property(_ name: String) -> CustomSchema? { json[path: "properties", name].map(part) }
}

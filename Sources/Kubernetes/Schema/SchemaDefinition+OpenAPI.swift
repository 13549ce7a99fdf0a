package import JSON
import OrderedCollections

extension SchemaDefinition {
    /// The definition in OpenAPI's own form, its references under a prefix such as `#/components/schemas/`.
    package func openAPI(referencePrefix prefix: String = "#/components/schemas/") -> JSON {
        var result = Self.expanded(json, prefix)
        if let gvk {
            result["x-kubernetes-group-version-kind"] = [
                ["group": .string(gvk.group), "kind": .string(gvk.kind), "version": .string(gvk.version)]
            ]
        }
        return result
    }

    private static func expanded(_ json: JSON, _ prefix: String) -> JSON {
        if let text = json.string { return expanded(short: text, prefix) }
        guard case .object(var members) = json else { return json }
        // Ours, not OpenAPI's: the server's documents give a Quantity no format.
        if members["format"] == "quantity" { members.removeValue(forKey: "format") }
        for (key, value) in members {
            switch key {
            case "properties": members[key] = .object((value.object ?? [:]).mapValues { expanded($0, prefix) })
            case "items", "additionalProperties", "not": members[key] = expanded(value, prefix)
            case "allOf", "anyOf", "oneOf": members[key] = .array((value.array ?? []).map { expanded($0, prefix) })
            default: break
            }
        }
        return .object(members)
    }

    private static func expanded(short text: String, _ prefix: String) -> JSON {
        if text.hasPrefix("#") { return ["$ref": .string(prefix + text.dropFirst())] }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return ["type": .string(text)] }
        return ["type": .string(parts[0]), "format": .string(parts[1])]
    }
}

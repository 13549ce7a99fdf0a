import JSON
import Kubernetes
import OrderedCollections

/// Writes schemas as OpenAPI v3 components, each definition once.
struct OpenAPISchemas {
    private(set) var components = JSONObject()
    private var waiting: [SchemaDefinition] = []

    /// Definitions by their node, which every plain reference to them shares.
    private static let definitions: [ObjectIdentifier: SchemaDefinition] = {
        var result: [ObjectIdentifier: SchemaDefinition] = [:]
        for definition in KubernetesSchema.embedded.definitions {
            result[ObjectIdentifier(definition.node)] = definition
        }
        return result
    }()

    private static let prefix = "#/components/schemas/"

    /// Adds a kind, with all that it refers to.
    mutating func add(_ served: ServedResource) {
        if served.isCustom {
            components[CustomResourceDocument.name(served)] = CustomResourceDocument.openAPI(
                served, referencePrefix: Self.prefix)
            waiting += KubernetesSchema.embedded.definition(named: Self.metadata).map { [$0] } ?? []
            return addWaiting()
        }
        let gvk: JSON = [
            "group": .string(served.gvk.group), "version": .string(served.gvk.version),
            "kind": .string(served.gvk.kind),
        ]
        let definition = Self.definitions[ObjectIdentifier(served.schema)]
        let group = served.gvk.group.split(separator: ".").reversed().joined(separator: ".")
        let name = definition?.name ?? "\(group).\(served.gvk.version).\(served.gvk.kind)"
        if components[name] == nil { components[name] = json(served.schema, depth: 0) }
        components[name]?["x-kubernetes-group-version-kind"] = [gvk]
        addWaiting()
    }

    private static let metadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

    private mutating func addWaiting() {
        while let next = waiting.popLast() {
            guard components[next.name] == nil else { continue }
            components[next.name] = json(next.node, depth: 0)
        }
    }

    private mutating func reference(_ node: SchemaNode, depth: Int) -> JSON {
        guard let definition = Self.definitions[ObjectIdentifier(node)] else { return json(node, depth: depth + 1) }
        if components[definition.name] == nil { waiting.append(definition) }
        return ["$ref": .string(Self.prefix + definition.name)]
    }

    private mutating func json(_ node: SchemaNode, depth: Int) -> JSON {
        guard depth < 64 else { return .object([:]) }
        var result = JSONObject()
        if node.isIntOrString {
            result["oneOf"] = [["type": "integer"], ["type": "string"]]
        } else if node.isQuantity {
            result["oneOf"] = [["type": "string"], ["type": "number"]]
        } else if !node.types.isEmpty {
            result["type"] = .string(node.types.description)
        }
        if let format = node.format, format != "quantity" { result["format"] = .string(format) }
        result["default"] = node.defaultValue
        if !node.enumeration.isEmpty { result["enum"] = .array(node.enumeration) }
        if !node.required.isEmpty { result["required"] = .array(node.required.map(JSON.string)) }
        var properties = JSONObject()
        for name in node.propertyNames {
            guard let property = node.property(name) else { continue }
            properties[name] = reference(property, depth: depth)
        }
        if !properties.isEmpty { result["properties"] = .object(properties) }
        if let items = node.items { result["items"] = reference(items, depth: depth) }
        if let values = node.additionalProperties { result["additionalProperties"] = reference(values, depth: depth) }
        addExtensions(of: node, to: &result)
        return .object(result)
    }

    private func addExtensions(of node: SchemaNode, to result: inout JSONObject) {
        if let type = node.listType { result["x-kubernetes-list-type"] = .string(type.rawValue) }
        if !node.mapKeys.isEmpty { result["x-kubernetes-list-map-keys"] = .array(node.mapKeys.map(JSON.string)) }
        if let type = node.mapType { result["x-kubernetes-map-type"] = .string(type.rawValue) }
        if !node.patchStrategies.isEmpty {
            result["x-kubernetes-patch-strategy"] = .string(node.patchStrategies.joined(separator: ","))
        }
        if let key = node.patchMergeKey { result["x-kubernetes-patch-merge-key"] = .string(key) }
        if node.preservesUnknownFields { result["x-kubernetes-preserve-unknown-fields"] = true }
    }
}

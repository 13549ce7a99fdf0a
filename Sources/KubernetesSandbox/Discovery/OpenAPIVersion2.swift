import JSON
import Kubernetes
import OrderedCollections

/// The OpenAPI v2 document, with what clients read of it: definitions, and which parameters a patch takes.
struct OpenAPIVersion2 {
    private let served: ServedResources
    private let version: String
    private static let prefix = "#/definitions/"

    init(_ served: ServedResources, version: String) {
        self.served = served
        self.version = version
    }

    var document: JSON {
        var definitions = JSONObject()
        for definition in KubernetesSchema.embedded.definitions {
            definitions[definition.name] = Self.plain(definition.openAPI(referencePrefix: Self.prefix))
        }
        var paths = JSONObject()
        for resource in served.resources {
            paths[Self.path(resource)] = ["patch": Self.patch(resource)]
            guard resource.isCustom else { continue }
            definitions[CustomResourceDocument.name(resource)] = Self.plain(
                CustomResourceDocument.openAPI(resource, referencePrefix: Self.prefix))
        }
        return [
            "swagger": "2.0", "info": ["title": "Kubernetes", "version": .string(version)], "paths": .object(paths),
            "definitions": .object(definitions),
        ]
    }

    private static func path(_ served: ServedResource) -> String {
        let gvk = served.gvk
        let root = gvk.group.isEmpty ? "/api/\(gvk.version)" : "/apis/\(gvk.group)/\(gvk.version)"
        let scope = served.resource.namespaced ? "/namespaces/{namespace}" : ""
        return "\(root)\(scope)/\(served.resource.plural)/{name}"
    }

    private static func patch(_ served: ServedResource) -> JSON {
        let gvk = served.gvk
        return [
            "parameters": .array(
                ["dryRun", "fieldManager", "fieldValidation", "force"].map { name in
                    ["name": .string(name), "in": "query", "type": name == "force" ? "boolean" : "string"]
                }),
            "responses": ["200": ["description": "OK"]], "x-kubernetes-action": "patch",
            "x-kubernetes-group-version-kind": [
                "group": .string(gvk.group), "version": .string(gvk.version), "kind": .string(gvk.kind),
            ],
        ]
    }

    /// Version 2 has no alternatives, and no null.
    private static func plain(_ schema: JSON) -> JSON {
        guard case .object(var members) = schema else { return schema }
        for name in ["allOf", "anyOf", "oneOf", "not", "nullable"] where members[name] != nil { members[name] = nil }
        if members["format"] == "int-or-string" || members["x-kubernetes-int-or-string"] == true {
            members["type"] = "string"
            members["format"] = "int-or-string"
        }
        for name in ["items", "additionalProperties"] { members[name] = members[name].map(plain) }
        if case .object(let properties)? = members["properties"] {
            members["properties"] = .object(properties.mapValues(plain))
        }
        return .object(members)
    }
}

/// The schema of a custom resource, as its definition states it.
enum CustomResourceDocument {
    /// `org.example.v1.Widget`.
    static func name(_ served: ServedResource) -> String {
        let group = served.gvk.group.split(separator: ".").reversed().joined(separator: ".")
        return "\(group).\(served.gvk.version).\(served.gvk.kind)"
    }

    static func openAPI(_ served: ServedResource, referencePrefix prefix: String) -> JSON {
        var schema = served.definitionVersion?[path: "schema", "openAPIV3Schema"]?.object ?? ["type": "object"]
        var properties = schema["properties"]?.object ?? [:]
        properties.setDefault("apiVersion", ["type": "string"])
        properties.setDefault("kind", ["type": "string"])
        properties["metadata"] = ["$ref": .string("\(prefix)io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")]
        schema["properties"] = .object(properties)
        schema["x-kubernetes-group-version-kind"] = [
            [
                "group": .string(served.gvk.group), "version": .string(served.gvk.version),
                "kind": .string(served.gvk.kind),
            ]
        ]
        return .object(schema)
    }
}

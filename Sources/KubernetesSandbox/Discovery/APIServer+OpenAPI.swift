import JSON
import Kubernetes
import OrderedCollections

/// OpenAPI documents: what kubectl needs to know which parameters a resource takes.
extension APIServer {
    func openAPI(_ steps: [String], _ request: APIRequest) -> APIResponse {
        switch (steps.count > 1 ? steps[1] : "", steps.count) {
        case ("v2", 2): return openAPIVersion2(request)
        case ("v3", 2): return .json(openAPIIndex)
        case ("v3", 4) where steps[2] == "api" && steps[3] == "v1":
            return .json(openAPIDocument(group: "", version: "v1"))
        case ("v3", 5) where steps[2] == "apis" && served.isServed(group: steps[3], version: steps[4]):
            return .json(openAPIDocument(group: steps[3], version: steps[4]))
        default: return .pageNotFound
        }
    }

    /// As protobuf for kubectl before 1.27, which checks and explains by it.
    private func openAPIVersion2(_ request: APIRequest) -> APIResponse {
        let document = OpenAPIVersion2(served, version: configuration.version).document
        guard request.accept?.contains("protobuf") == true else { return .json(document) }
        return APIResponse(
            status: 200, contentType: "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
            body: .bytes(OpenAPIProtobuf.document(document)))
    }

    private var openAPIIndex: JSON {
        let served = self.served
        var paths = JSONObject()
        for group in served.groups {
            for version in served.versions[group] ?? [] {
                let path = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
                paths[path] = [
                    "serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(store.definitionsDigest(group))")
                ]
            }
        }
        return ["paths": .object(paths)]
    }

    private func openAPIDocument(group: String, version: String) -> JSON {
        var paths = JSONObject()
        var schemas = OpenAPISchemas()
        for served in served.resources(group: group, version: version) {
            schemas.add(served)
            let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
            let scope = served.resource.namespaced ? "/namespaces/{namespace}" : ""
            paths["\(root)\(scope)/\(served.resource.plural)/{name}"] = ["patch": Self.patchOperation(served)]
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": .string(configuration.version)],
            "paths": .object(paths), "components": ["schemas": .object(schemas.components)],
        ]
    }

    private static func patchOperation(_ served: ServedResource) -> JSON {
        let parameters = ["dryRun", "fieldManager", "fieldValidation", "force", "pretty"].map { name -> JSON in
            ["name": .string(name), "in": "query", "schema": ["type": name == "force" ? "boolean" : "string"]]
        }
        let gvk = served.gvk
        return [
            "parameters": .array(parameters), "x-kubernetes-action": "patch",
            "x-kubernetes-group-version-kind": [
                "group": .string(gvk.group), "version": .string(gvk.version), "kind": .string(gvk.kind),
            ],
            "responses": ["200": ["description": "OK"]],
        ]
    }
}

extension ObjectStore {
    /// A text that changes when the definitions of a group may have changed.
    func definitionsDigest(_ group: String) -> String {
        let versions = list(.customResourceDefinitions).objects
            .filter { $0[path: "spec", "group"]?.string == group }.compactMap(\.resourceVersion)
        return versions.isEmpty ? "1" : versions.joined(separator: "-")
    }
}

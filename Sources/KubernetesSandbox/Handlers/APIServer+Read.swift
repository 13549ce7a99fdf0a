import JSON
import Kubernetes
import OrderedCollections
import YAML

extension APIServer {
    func get(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let name = target.name ?? ""
        guard let object = store.get(target.key(name: name), versionsAgo: request.staleVersions) else {
            throw .notFound(target.resource, name: name)
        }
        return try represent(object, request, target.served)
    }

    /// Answers one object, in the form that the client wants.
    func represent(
        _ object: JSON, _ request: APIRequest, _ served: ServedResource, status: Int = 200, warnings: [String] = []
    ) throws(APIError) -> APIResponse {
        let (form, isYAML) = try Representation.negotiate(request.accept)
        let object = served.inVersion(object)
        let body: JSON =
            switch form {
            case .object: object
            case .metadata: object.partialMetadata
            case .table:
                table(served).json(
                    [object], metadata: ["resourceVersion": .string(object.resourceVersion ?? "")], includes: request)
            }
        return Self.response(body, isYAML: isYAML, status: status, warnings: warnings)
    }

    static func response(
        _ body: JSON, isYAML: Bool, status: Int = 200, warnings: [String] = []
    ) -> APIResponse {
        guard isYAML else { return .json(body, status: status, warnings: warnings) }
        return APIResponse(
            status: status, contentType: "application/yaml", body: .bytes(Array(YAMLEmitter.text(body).utf8)),
            warnings: warnings)
    }

    func table(_ served: ServedResource) -> TablePrinter { TablePrinter(served, now: configuration.now()) }

    func list(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let (form, isYAML) = try Representation.negotiate(request.accept)
        let selection = try Selection(request.query, namespace: target.namespace, target.served)
        var (objects, revision) = store.list(
            target.served.groupResource, namespace: listNamespace(target), versionsAgo: request.staleVersions)
        if !selection.selectsAll { objects = objects.filter(selection.matches) }
        let page = try ListPage(objects, request.query, revision: revision)
        let metadata = page.metadata(isCustom: target.served.isCustom)
        let body: JSON =
            switch form {
            case .object: listObject(page.objects, target.served, metadata: metadata)
            case .metadata:
                [
                    "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                    "metadata": .object(metadata), "items": .array(page.objects.map(\.partialMetadata)),
                ]
            case .table:
                table(target.served).json(
                    page.objects.map(target.served.inVersion), metadata: metadata, includes: request)
            }
        return Self.response(body, isYAML: isYAML)
    }

    func listNamespace(_ target: RequestTarget.ResourceTarget) -> String? {
        target.resource.namespaced ? target.namespace : ""
    }

    /// `ConfigMapList`. Items of built-in kinds leave out their kind.
    func listObject(_ objects: [JSON], _ served: ServedResource, metadata: JSONObject) -> JSON {
        let items = objects.map { object in
            served.isCustom ? served.inVersion(object) : object.without("kind", "apiVersion")
        }
        return [
            "kind": .string(served.listKind), "apiVersion": .string(served.gvk.apiVersion),
            "metadata": .object(metadata), "items": .array(items),
        ]
    }
}

/// One page of a list.
private struct ListPage {
    let objects: [JSON]
    private let revision: Int
    private let next: String?
    private let remaining: Int

    init(_ all: [JSON], _ query: QueryParameters, revision: Int) throws(APIError) {
        self.revision = revision
        var rest = all[...]
        if let token = query["continue"], !token.isEmpty {
            guard let bytes = Base64.decode(token), let start = try? JSONParser.parse(bytes),
                let namespace = start["namespace"]?.string, let name = start["name"]?.string
            else { throw .badRequest("continue key is not valid: \(token)") }
            rest = rest.drop { ($0.namespace, $0.name) <= (namespace, name) }
        }
        guard let limit = query["limit"].flatMap({ Int($0) }), limit > 0, rest.count > limit,
            let last = rest.prefix(limit).last
        else {
            objects = Array(rest)
            next = nil
            remaining = 0
            return
        }
        objects = Array(rest.prefix(limit))
        remaining = rest.count - limit
        let token: JSON = ["namespace": .string(last.namespace), "name": .string(last.name)]
        next = Base64.encode(JSONWriter.bytes(token))
    }

    func metadata(isCustom: Bool) -> JSONObject {
        var metadata: JSONObject = ["resourceVersion": .string(String(revision))]
        if let next {
            metadata["continue"] = .string(next)
            metadata["remainingItemCount"] = .integer(remaining)
        } else if isCustom {
            metadata["continue"] = ""
        }
        return metadata
    }
}

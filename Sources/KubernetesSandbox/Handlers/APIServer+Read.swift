import JSON
import Kubernetes
import OrderedCollections
import YAML

extension APIServer {
    func get(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let name = target.name ?? ""
        try checkIsReached(ListOptions(request.query, isWatch: false).revision)
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
        let options = try ListOptions(request.query, isWatch: false)
        let selection = try Selection(request.query, namespace: target.namespace, target.served)
        var page = try page(target, options, versionsAgo: request.staleVersions)
        if !selection.selectsAll { page.select(selection.matches) }
        page.cut(to: options.limit)
        let metadata = page.metadata(isCustom: target.served.isCustom, isSelected: !selection.selectsAll)
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

    /// The objects that a list can begin with, in the state that it asks for.
    private func page(
        _ target: RequestTarget.ResourceTarget, _ options: ListOptions, versionsAgo: Int
    ) throws(APIError) -> ListPage {
        if versionsAgo > 0 {
            let (objects, revision) = store.list(
                target.served.groupResource, namespace: listNamespace(target), versionsAgo: versionsAgo)
            return ListPage(objects, revision: revision, after: nil)
        }
        let token = try options.continuation.map { text throws(APIError) in try ContinueToken(text) }
        try checkIsReached(options.revision)
        let revision: Int? =
            if let token {
                token.revision
            } else if options.match == .exact || (options.match == nil && options.limit > 0) {
                options.revision.flatMap { $0 > 0 ? $0 : nil }
            } else {
                nil
            }
        do {
            let (objects, shown) = try store.list(
                target.served.groupResource, namespace: listNamespace(target), at: revision)
            return ListPage(objects, revision: shown, after: token)
        } catch {
            throw token.map(APIError.expiredContinue) ?? .expiredList
        }
    }

    private func checkIsReached(_ revision: Int?) throws(APIError) {
        guard let revision, revision > store.revision else { return }
        throw .revisionTooLarge(revision, current: store.revision)
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
    private(set) var objects: [JSON]
    private let revision: Int
    private var next: String?
    private var remaining = 0

    init(_ all: [JSON], revision: Int, after token: ContinueToken?) {
        self.revision = revision
        objects = all
        if let token { objects = Array(all.drop { ($0.namespace, $0.name) <= (token.namespace, token.name) }) }
    }

    mutating func select(_ isSelected: (JSON) -> Bool) { objects = objects.filter(isSelected) }

    mutating func cut(to limit: Int) {
        guard limit > 0, objects.count > limit, let last = objects.prefix(limit).last else { return }
        remaining = objects.count - limit
        objects = Array(objects.prefix(limit))
        next = ContinueToken(revision: revision, namespace: last.namespace, name: last.name).text
    }

    /// Of a list with selectors the server does not know how much remains.
    func metadata(isCustom: Bool, isSelected: Bool) -> JSONObject {
        var metadata: JSONObject = ["resourceVersion": .string(String(revision))]
        if let next {
            metadata["continue"] = .string(next)
            if !isSelected { metadata["remainingItemCount"] = .integer(remaining) }
        } else if isCustom {
            metadata["continue"] = ""
        }
        return metadata
    }
}

extension APIError {
    fileprivate static let expiredList = APIError(
        410, reason: "Expired", message: "The resourceVersion for the provided list is too old.")

    fileprivate static func expiredContinue(_ token: ContinueToken) -> APIError {
        let again = ContinueToken(revision: nil, namespace: token.namespace, name: token.name)
        return APIError(
            410, reason: "Expired",
            message: "The provided continue parameter is too old to display a consistent list result. You can start a "
                + "new list without the continue parameter, or use the continue token in this response to retrieve the "
                + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                + "objects that were created, modified, or deleted between the time the first chunk was returned and "
                + "now may show up in the list.", metadata: ["continue": .string(again.text)])
    }

    fileprivate static func revisionTooLarge(_ asked: Int, current: Int) -> APIError {
        APIError(
            504, reason: "Timeout", message: "Timeout: Too large resource version: \(asked), current: \(current)",
            details: [
                "causes": [["reason": "ResourceVersionTooLarge", "message": "Too large resource version"]],
                "retryAfterSeconds": 1,
            ])
    }
}

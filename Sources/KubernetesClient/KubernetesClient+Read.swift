import JSON
import OrderedCollections
package import Kubernetes

/// How much of each object is wanted.
package enum Representation: Hashable, Sendable {
    case whole
    /// `PartialObjectMetadata`: `metadata` only.
    case metadata

    var accept: String {
        switch self {
        case .whole: "application/json"
        case .metadata: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json"
        }
    }

    var listAccept: String {
        switch self {
        case .whole: "application/json"
        case .metadata: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json"
        }
    }
}

/// Which objects of a kind are meant.
package struct ObjectSelection: Hashable, Sendable {
    /// Nil for all namespaces, and for a cluster-scoped kind.
    package var namespace: String?
    package var labelSelector: String?
    package var fieldSelector: String?
    package var representation: Representation

    package init(
        namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil,
        representation: Representation = .whole
    ) {
        self.namespace = namespace
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.representation = representation
    }

    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let labelSelector { query.append(("labelSelector", labelSelector)) }
        if let fieldSelector { query.append(("fieldSelector", fieldSelector)) }
        return query
    }
}

/// The objects of a list, and the version of the world that they are from.
package struct ObjectList: Sendable {
    package var objects: [KubernetesObject]
    package var resourceVersion: String
}

extension KubernetesClient {
    package func get(
        _ gvk: GroupVersionKind, namespace: String?, name: String, _ representation: Representation = .whole
    ) async throws -> KubernetesObject {
        let resource = try await resource(gvk)
        let request = APIRequest(
            path: resource.path(namespace: namespace, name: name), accept: representation.accept)
        let object = Self.object(try await transport.send(request))
        return Self.restoringKind(of: object, gvk)
    }

    /// The object, or nil where it, or its kind, is not there.
    package func find(
        _ gvk: GroupVersionKind, namespace: String?, name: String, _ representation: Representation = .whole
    ) async throws -> KubernetesObject? {
        do {
            return try await get(gvk, namespace: namespace, name: name, representation)
        } catch let error as KubernetesError where error.isNotFound || error.isUnknownKind {
            return nil
        }
    }

    /// All objects of a kind, fetched page by page.
    package func list(
        _ gvk: GroupVersionKind, _ selection: ObjectSelection = ObjectSelection(), pageSize: Int = 500
    ) async throws -> ObjectList {
        let list = try await list(gvk, selection, pageSize: pageSize) { $0 }
        return ObjectList(objects: list.items, resourceVersion: list.resourceVersion)
    }

    /// What `keep` makes of all objects of a kind, which are in memory one at a time.
    package func list<Item: Sendable>(
        _ gvk: GroupVersionKind, _ selection: ObjectSelection = ObjectSelection(), pageSize: Int = 500,
        _ keep: (KubernetesObject) -> Item
    ) async throws -> (items: [Item], resourceVersion: String) {
        let resource = try await resource(gvk)
        do {
            return try await pages(of: resource, selection, pageSize: pageSize, keep)
        } catch let error as KubernetesError where error.isExpired && pageSize > 0 {
            // The continue token grew too old between two pages; once more, in one piece.
            return try await pages(of: resource, selection, pageSize: 0, keep)
        }
    }

    private func pages<Item: Sendable>(
        of resource: APIResource, _ selection: ObjectSelection, pageSize: Int, _ keep: (KubernetesObject) -> Item
    ) async throws -> (items: [Item], resourceVersion: String) {
        var items: [Item] = []
        var page = ListPage<Item>()
        var seen: Set<String> = []
        repeat {
            var request = APIRequest(
                path: resource.path(namespace: selection.namespace), query: selection.query,
                accept: selection.representation.listAccept)
            if pageSize > 0 { request.query.append(("limit", String(pageSize))) }
            if let token = page.continueToken { request.query.append(("continue", token)) }
            page = try await transport.send(request) { answer throws(KubernetesError) in
                try Self.page(answer) { keep(Self.restoringKind(of: KubernetesObject($0), resource.gvk)) }
            }
            items += page.items
            // A server that leads us in a circle would do so for ever.
            if let token = page.continueToken, !seen.insert(token).inserted {
                throw KubernetesError.invalidAnswer("a list does not come to its end")
            }
        } while page.continueToken != nil
        return (items, page.resourceVersion)
    }

    private struct ListPage<Item> {
        var items: [Item] = []
        var resourceVersion = ""
        /// Nil on the last page.
        var continueToken: String?
    }

    private static func page<Item>(
        _ answer: RawAnswer, _ read: (JSON) -> Item
    ) throws(KubernetesError) -> ListPage<Item> {
        var page = ListPage<Item>()
        var metadata: JSON?
        var hasItems = false
        do {
            try JSONParser.visit(answer.body) { name, value in
                if name == "metadata" { metadata = value }
                guard name == "items" else { return }
                hasItems = true
                if value.object != nil { page.items.append(read(value)) }
            }
        } catch {
            throw .invalidAnswer("\(error)")
        }
        guard hasItems else { throw .invalidAnswer("a list has no items") }
        let token = metadata?["continue"]?.string ?? ""
        page.resourceVersion = metadata?["resourceVersion"]?.string ?? ""
        page.continueToken = token.isEmpty ? nil : token
        return page
    }

    /// Items of lists do not say what they are, and partial ones say that they are partial.
    static func restoringKind(of object: KubernetesObject, _ gvk: GroupVersionKind) -> KubernetesObject {
        guard object.kind != gvk.kind else { return object }
        var members: JSONObject = ["apiVersion": .string(gvk.apiVersion), "kind": .string(gvk.kind)]
        for (name, value) in object.json.object ?? [:] where members[name] == nil { members[name] = value }
        return KubernetesObject(.object(members))
    }
}

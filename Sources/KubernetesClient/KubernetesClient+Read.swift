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
        let object = try Self.object(try await transport.send(request))
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
        let resource = try await resource(gvk)
        do {
            return try await pages(of: resource, selection, pageSize: pageSize)
        } catch let error as KubernetesError where error.isExpired && pageSize > 0 {
            // The continue token grew too old between two pages; once more, in one piece.
            return try await pages(of: resource, selection, pageSize: 0)
        }
    }

    private func pages(of resource: APIResource, _ selection: ObjectSelection, pageSize: Int) async throws -> ObjectList
    {
        var result = ObjectList(objects: [], resourceVersion: "")
        var token: String?
        repeat {
            var request = APIRequest(
                path: resource.path(namespace: selection.namespace), query: selection.query,
                accept: selection.representation.listAccept)
            if pageSize > 0 { request.query.append(("limit", String(pageSize))) }
            if let token { request.query.append(("continue", token)) }
            let page = try Self.json(try await transport.send(request))
            guard let items = page["items"] else { throw KubernetesError.invalidAnswer("a list has no items") }
            result.objects += (items.array ?? []).map { Self.restoringKind(of: KubernetesObject($0), resource.gvk) }
            result.resourceVersion = page[path: "metadata", "resourceVersion"]?.string ?? ""
            token = page[path: "metadata", "continue"]?.string
        } while token.map { !$0.isEmpty } ?? false
        return result
    }

    /// Items of lists do not say what they are, and partial ones say that they are partial.
    static func restoringKind(of object: KubernetesObject, _ gvk: GroupVersionKind) -> KubernetesObject {
        guard object.kind != gvk.kind else { return object }
        var members: JSONObject = ["apiVersion": .string(gvk.apiVersion), "kind": .string(gvk.kind)]
        for (name, value) in object.json.object ?? [:] where members[name] == nil { members[name] = value }
        return KubernetesObject(.object(members))
    }
}

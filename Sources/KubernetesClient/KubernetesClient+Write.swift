package import JSON
package import Kubernetes
import NIOHTTP1

/// The parameters of a server-side apply.
package struct ApplyOptions: Hashable, Sendable {
    package var fieldManager: String
    /// Take fields over from other managers instead of failing with a conflict.
    package var force: Bool
    package var isDryRun: Bool

    package init(fieldManager: String, force: Bool = false, isDryRun: Bool = false) {
        self.fieldManager = fieldManager
        self.force = force
        self.isDryRun = isDryRun
    }
}

/// The parameters of a delete.
package struct DeleteOptions: Hashable, Sendable {
    package var uid: String?
    package var resourceVersion: String?
    package var propagation: Propagation
    package var isDryRun: Bool

    package enum Propagation: String, Hashable, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    package init(
        uid: String? = nil, resourceVersion: String? = nil, propagation: Propagation = .background,
        isDryRun: Bool = false
    ) {
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.propagation = propagation
        self.isDryRun = isDryRun
    }

    var json: JSON {
        var json: JSON = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue),
        ]
        var preconditions: JSON = [:]
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        if uid != nil || resourceVersion != nil { json["preconditions"] = preconditions }
        if isDryRun { json["dryRun"] = ["All"] }
        return json
    }
}

/// The formats of a patch other than apply.
package enum PatchFormat: String, Hashable, Sendable {
    case merge = "application/merge-patch+json"
    case strategic = "application/strategic-merge-patch+json"
    case json = "application/json-patch+json"
}

/// What an apply gave.
package struct AppliedObject: Sendable {
    package let object: KubernetesObject
    /// It was not there before.
    package let isCreated: Bool
}

extension KubernetesClient {
    /// Applies an object on the server, `kubectl apply --server-side`.
    package func apply(_ object: KubernetesObject, _ options: ApplyOptions) async throws -> AppliedObject {
        let resource = try await resource(object.gvk)
        var request = APIRequest(
            method: .PATCH, path: resource.path(namespace: object.namespace, name: object.name),
            query: [("fieldManager", options.fieldManager), ("force", String(options.force))])
        if options.isDryRun { request.query.append(("dryRun", "All")) }
        request.contentType = "application/apply-patch+yaml"
        request.body = JSONWriter.bytes(object.json)
        let answer = try await transport.send(request)
        return AppliedObject(object: Self.object(answer), isCreated: answer.status == 201)
    }

    package func create(
        _ object: KubernetesObject, fieldManager: String, isDryRun: Bool = false
    ) async throws -> KubernetesObject {
        let resource = try await resource(object.gvk)
        var request = APIRequest(
            method: .POST, path: resource.path(namespace: object.namespace), query: [("fieldManager", fieldManager)])
        if isDryRun { request.query.append(("dryRun", "All")) }
        request.body = JSONWriter.bytes(object.json)
        return Self.object(try await transport.send(request))
    }

    package func patch(
        _ gvk: GroupVersionKind, namespace: String?, name: String, _ patch: JSON, _ format: PatchFormat = .merge,
        fieldManager: String
    ) async throws -> KubernetesObject {
        let resource = try await resource(gvk)
        var request = APIRequest(
            method: .PATCH, path: resource.path(namespace: namespace, name: name),
            query: [("fieldManager", fieldManager)])
        request.contentType = format.rawValue
        request.body = JSONWriter.bytes(patch)
        return Self.object(try await transport.send(request))
    }

    /// Replaces an object, `PUT`; fails with a conflict where its `resourceVersion` is not the current one.
    package func replace(_ object: KubernetesObject, fieldManager: String) async throws -> KubernetesObject {
        let resource = try await resource(object.gvk)
        var request = APIRequest(
            method: .PUT, path: resource.path(namespace: object.namespace, name: object.name),
            query: [("fieldManager", fieldManager)])
        request.body = JSONWriter.bytes(object.json)
        return Self.object(try await transport.send(request))
    }

    /// Deletes an object. Gives the object where it lives on, waiting for finalizers or dependents; else nil.
    ///
    /// An object that is not there is a `NotFound` error.
    @discardableResult
    package func delete(
        _ gvk: GroupVersionKind, namespace: String?, name: String, _ options: DeleteOptions = DeleteOptions()
    ) async throws -> KubernetesObject? {
        let resource = try await resource(gvk)
        var request = APIRequest(method: .DELETE, path: resource.path(namespace: namespace, name: name))
        request.body = JSONWriter.bytes(options.json)
        let answer = Self.object(try await transport.send(request))
        return answer.kind == "Status" ? nil : answer
    }
}

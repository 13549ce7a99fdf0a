import JSON
import Kubernetes
import OrderedCollections

extension APIServer {
    func delete(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let options = try DeleteOptions(request, self)
        let name = target.name ?? ""
        let key = target.key(name: name)
        for _ in 0..<20 {
            guard let old = store.get(key) else { throw .notFound(target.resource, name: name) }
            try options.check(old, target.served)
            do {
                return try delete(old, key, options, request, target)
            } catch {
                switch error {
                case .api(let error): throw error
                case .store: continue
                }
            }
        }
        throw .modified(target.resource, name: name)
    }

    private enum DeleteError: Error {
        case api(APIError)
        case store
    }

    private func delete(
        _ old: JSON, _ key: ObjectKey, _ options: DeleteOptions, _ request: APIRequest,
        _ target: RequestTarget.ResourceTarget
    ) throws(DeleteError) -> APIResponse {
        let outcome: JSON?
        do {
            outcome = try beginDeletion(
                old, key, options, target.served, isDryRun: request.isDryRun || options.isDryRun)
        } catch {
            throw .store
        }
        if target.served.groupResource == .namespaces, old.isTerminating, outcome != nil {
            throw .api(
                .conflict(
                    target.resource, name: old.name,
                    "The system is ensuring all content is removed from this namespace.  Upon completion, this "
                        + "namespace will automatically be purged by the system."))
        }
        do {
            if let pending = outcome { return try represent(pending, request, target.served) }
            return .json(Self.deletionStatus(old, target))
        } catch {
            throw .api(error)
        }
    }

    private static func deletionStatus(_ object: JSON, _ target: RequestTarget.ResourceTarget) -> JSON {
        var details: JSONObject = ["name": .string(object.name)]
        if !target.served.gvk.group.isEmpty { details["group"] = .string(target.served.gvk.group) }
        details["kind"] = .string(target.resource.plural)
        details["uid"] = .string(object.uid)
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success",
            "details": .object(details),
        ]
    }

    /// Removes an object, or marks it where finalizers must run first; the result is the marked object.
    func beginDeletion(
        _ old: JSON, _ key: ObjectKey, _ options: DeleteOptions, _ served: ServedResource, isDryRun: Bool
    ) throws(ObjectStore.Failure) -> JSON? {
        var finalizers = old.finalizers
        switch options.propagation {
        case "Foreground": if !finalizers.contains("foregroundDeletion") { finalizers.append("foregroundDeletion") }
        case "Orphan": if !finalizers.contains("orphan") { finalizers.append("orphan") }
        default: break
        }
        var marked = old
        marked.editMetadata { metadata in
            if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers.map(JSON.string)) }
            guard metadata["deletionTimestamp"] == nil else { return }
            metadata["deletionTimestamp"] = .string(now)
            guard served.groupResource != .namespaces, served.groupResource != .customResourceDefinitions else {
                return
            }
            metadata["deletionGracePeriodSeconds"] = 0
            if let generation = metadata["generation"]?.integer { metadata["generation"] = .integer(generation &+ 1) }
        }
        markPhase(&marked, served)
        if Self.isFinalized(marked, served) {
            guard !isDryRun else { return nil }
            _ = try store.delete(key, from: old.resourceVersion)
            counters.countChange()
            afterRemoval(old, served)
            return nil
        }
        guard marked != old, !isDryRun else { return marked }
        let stored = try store.update(key, marked, from: old.resourceVersion)
        counters.countChange()
        if served.groupResource == .customResourceDefinitions { removeInstances(of: stored) }
        return stored
    }

    /// Namespaces and definitions say in their status that they are going.
    private func markPhase(_ object: inout JSON, _ served: ServedResource) {
        if served.groupResource == .namespaces {
            object.edit { members in
                members.setDefault("status", .object([:]))
                members.edit("status") { $0["phase"] = "Terminating" }
            }
        } else if served.groupResource == .customResourceDefinitions {
            object.editMetadata { metadata in
                var finalizers = metadata["finalizers"]?.array ?? []
                let cleanup: JSON = "customresourcecleanup.apiextensions.k8s.io"
                if !finalizers.contains(cleanup) { finalizers.append(cleanup) }
                metadata["finalizers"] = .array(finalizers)
            }
            addTerminatingCondition(&object)
        }
    }

    func afterRemoval(_ object: JSON, _ served: ServedResource) {
        if served.gvk.groupKind == GroupKind(group: "", kind: "Service") {
            let spec = object["spec"]
            withAddresses { ServiceAddresses.release(spec, to: &$0) }
        }
        if served.groupResource == .customResourceDefinitions { reloadDefinitions() }
        if served.groupResource == .clusterRoles { aggregateRoles() }
        if let definition = served.definition { finishRemoval(of: definition, served.groupResource) }
    }

    func deleteCollection(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) -> APIResponse {
        let options = try DeleteOptions(request, self)
        let selection = try Selection(request.query, namespace: target.namespace, target.served)
        let (objects, _) = store.list(target.served.groupResource, namespace: listNamespace(target))
        var deleted: [JSON] = []
        for object in objects where selection.matches(object) {
            let key = target.served.key(namespace: object.namespace, name: object.name)
            do {
                let pending = try beginDeletion(
                    object, key, options, target.served, isDryRun: request.isDryRun || options.isDryRun)
                deleted.append(pending ?? object)
            } catch {
                // Somebody else changed or removed it; the next request sees what is left.
                continue
            }
        }
        return .json(listObject(deleted, target.served, metadata: ["resourceVersion": .string(String(store.revision))]))
    }
}

/// What a delete request asks for, in its body or its query.
struct DeleteOptions {
    var propagation: String?
    var uid: String?
    var resourceVersion: String?
    var isDryRun = false

    init(propagation: String? = nil) { self.propagation = propagation }

    init(_ request: APIRequest, _ server: APIServer) throws(APIError) {
        propagation = request.query["propagationPolicy"]
        if request.query.isTrue("orphanDependents") { propagation = "Orphan" }
        guard !request.body.isEmpty else { return }
        let body: JSON
        switch request.mediaType {
        case "application/yaml": body = try server.yaml(request.body)
        case "application/vnd.kubernetes.protobuf":
            guard let options = try? ProtobufReader.object(request.body) else { throw .unsupportedMediaType }
            body = options
        default: body = try server.json(request.body, kind: "DeleteOptions")
        }
        propagation = body["propagationPolicy"]?.string ?? propagation
        if body["orphanDependents"] == true { propagation = "Orphan" }
        uid = body[path: "preconditions", "uid"]?.string
        resourceVersion = body[path: "preconditions", "resourceVersion"]?.string
        isDryRun = body["dryRun"]?.array?.contains("All") ?? false
    }

    func check(_ object: JSON, _ served: ServedResource) throws(APIError) {
        if let uid, uid != object.uid {
            throw conflict(
                object, served,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(object.uid)). The object "
                    + "might have been deleted and then recreated")
        }
        if let resourceVersion, resourceVersion != object.resourceVersion {
            throw conflict(
                object, served,
                "the ResourceVersion in the precondition (\(resourceVersion)) does not match the ResourceVersion in "
                    + "record (\(object.resourceVersion ?? "")). The object might have been modified")
        }
    }

    /// Here the server names the kind where it otherwise names the resource.
    private func conflict(_ object: JSON, _ served: ServedResource, _ why: String) -> APIError {
        let gvk = served.gvk
        var details: JSONObject = ["name": .string(object.name)]
        if !gvk.group.isEmpty { details["group"] = .string(gvk.group) }
        details["kind"] = .string(gvk.kind)
        return APIError(
            409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(gvk.groupKind) \"\(object.name)\": \(why)",
            details: .object(details))
    }
}

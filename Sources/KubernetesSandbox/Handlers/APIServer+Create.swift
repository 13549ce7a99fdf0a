import JSON
import Kubernetes
import OrderedCollections

extension APIServer {
    func create(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        if !target.resource.isStored { return try createReview(request, target) }
        let body = try object(in: request, for: target.served)
        let writer = writer(request, target)
        let (decoded, unknownFields) = try writer.decode(body)
        let warnings = try warnings(unknownFields, request, target.served)
        let object = try place(decoded, in: target)
        try checkNamespace(target, name: object.name)
        var managers = ManagedFields()
        // The server cannot tell versions apart where a body does not name its own.
        if body["apiVersion"] != nil, body["kind"] != nil {
            managers =
                writer.ownership.update(
                    from: writer.empty, to: object.withoutManagedFields, managers: managers, manager: writer.manager
                ).managers
        }
        let created = try store(new: object, managers: managers, writer, target, isDryRun: request.isDryRun)
        return try represent(created, request, target.served, status: 201, warnings: warnings)
    }

    /// Completes a new object and stores it.
    func store(
        new object: JSON, managers: ManagedFields, _ writer: ObjectWriter, _ target: RequestTarget.ResourceTarget,
        isDryRun: Bool
    ) throws(APIError) -> JSON {
        var created = try writer.created(object, managers: managers)
        if let existing = store.get(target.key(name: created.name)) {
            throw .alreadyExists(target.resource, name: existing.name)
        }
        try checkEscalation(created, from: nil, writer.user, target)
        try admit(&created, target)
        allocateAddresses(&created, target.served)
        guard !isDryRun else { return created }
        do {
            let stored = try store.create(target.key(name: created.name), created)
            counters.countChange()
            afterWrite(stored, target.served)
            return stored
        } catch {
            throw .alreadyExists(target.resource, name: created.name)
        }
    }

    func allocateAddresses(_ object: inout JSON, _ served: ServedResource) {
        guard served.gvk.groupKind == GroupKind(group: "", kind: "Service"), let spec = object["spec"]?.object else {
            return
        }
        let allocated = withAddresses { pool in
            var spec = spec
            ServiceAddresses.allocate(&spec, from: &pool)
            return spec
        }
        object["spec"] = .object(allocated)
    }

    /// What the server itself does when an object of some kinds is stored.
    func afterWrite(_ object: JSON, _ served: ServedResource) {
        if served.groupResource == .customResourceDefinitions { establish(object) }
        if served.groupResource == .clusterRoles { aggregateRoles() }
    }
}

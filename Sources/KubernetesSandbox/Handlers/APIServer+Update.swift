import JSON
import Kubernetes
import OrderedCollections

extension APIServer {
    /// A lost attempt means that another writer got on, so this bounds only how many others may be ahead.
    private static let maximumAttempts = 1000

    func update(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let body = try object(in: request, for: target.served)
        let writer = writer(request, target)
        let (decoded, unknownFields) = try writer.decode(body)
        let warnings = try warnings(unknownFields, request, target.served)
        let name = target.name ?? ""
        try checkName(decoded, is: name)
        let object = try place(decoded, in: target)
        let updated = try modify(target, isDryRun: request.isDryRun) { old throws(APIError) in
            try self.updated(object, from: old, writer, target)
        }
        return try represent(updated, request, target.served, warnings: warnings)
    }

    /// Reads an object, computes its new state and stores it, until nobody else changed it meanwhile.
    ///
    /// An object that was only waiting for its finalizers is removed once it has none.
    func modify(
        _ target: RequestTarget.ResourceTarget, isDryRun: Bool, _ change: (JSON) throws(APIError) -> JSON
    ) throws(APIError) -> JSON {
        let name = target.name ?? ""
        let key = target.key(name: name)
        for _ in 0..<Self.maximumAttempts {
            guard let old = store.get(key) else { throw .notFound(target.resource, name: name) }
            let new = try change(old)
            guard new != old, !isDryRun else { return new }
            do {
                if new.isTerminating, Self.isFinalized(new, target.served) {
                    return try remove(key, new, from: old, target.served)
                }
                let stored = try store.update(key, new, from: old.resourceVersion)
                counters.countChange()
                afterWrite(stored, target.served)
                return stored
            } catch {
                continue
            }
        }
        throw .modified(target.resource, name: name)
    }

    private func remove(
        _ key: ObjectKey, _ new: JSON, from old: JSON, _ served: ServedResource
    ) throws(ObjectStore.Failure) -> JSON {
        _ = try store.delete(key, from: old.resourceVersion)
        counters.countChange()
        afterRemoval(old, served)
        return new
    }

    static func isFinalized(_ object: JSON, _ served: ServedResource) -> Bool {
        guard object.finalizers.isEmpty else { return false }
        guard served.groupResource == .namespaces else { return true }
        return object[path: "spec", "finalizers"]?.array?.isEmpty ?? true
    }

    /// The new state of an object that an ordinary write gives.
    func updated(
        _ object: JSON, from old: JSON, _ writer: ObjectWriter, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) -> JSON {
        try checkPreconditions(object, old, target)
        let live = writer.served.inVersion(old)
        let own = object[path: "metadata", "managedFields"]
        var managers = ManagedFields(live[path: "metadata", "managedFields"]) ?? ManagedFields()
        if own == [[:]] {
            managers = ManagedFields()
        } else if let given = ManagedFields(own), !given.isEmpty {
            managers = given
        }
        let tracked = writer.ownership.update(
            from: live.withoutManagedFields, to: comparable(object, live, writer), managers: managers,
            manager: writer.manager)
        var new = try writer.updated(object, from: live, managers: tracked.managers)
        if new != live {
            try checkEscalation(new, from: old, writer.user, target)
            allocateAddresses(&new, target.served)
        }
        return new == live ? old : new
    }

    /// The object as field ownership compares it: a client need not repeat what the server keeps.
    private func comparable(_ object: JSON, _ live: JSON, _ writer: ObjectWriter) -> JSON {
        var result = object.withoutManagedFields
        if writer.served.gvk.groupKind == GroupKind(group: "", kind: "Service"), writer.subresource != "status" {
            result.edit { $0.edit("spec") { ServiceAddresses.carryOver(&$0, from: live["spec"]) } }
        }
        return result
    }

    func checkPreconditions(
        _ object: JSON, _ old: JSON, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) {
        let version = object.resourceVersion ?? ""
        if version.isEmpty, KindRules.needsResourceVersion(target.served) {
            throw .invalid(
                target.served.gvk, name: old.name,
                [
                    FieldProblem(
                        reason: "FieldValueInvalid", field: "metadata.resourceVersion",
                        message: "Invalid value: 0x0: must be specified for an update")
                ])
        }
        if !version.isEmpty, version != old.resourceVersion { throw .modified(target.resource, name: old.name) }
        if !object.uid.isEmpty, object.uid != old.uid {
            throw .conflict(
                target.resource, name: old.name,
                "Precondition failed: UID in precondition: \(object.uid), UID in object meta: \(old.uid)")
        }
    }
}

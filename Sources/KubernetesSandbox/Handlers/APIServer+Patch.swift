import JSON
import Kubernetes
import OrderedCollections

extension APIServer {
    func patch(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let writer = writer(request, target)
        if request.mediaType.hasPrefix("application/apply-patch+") { return try apply(request, target, writer) }
        let patch = try Patch(request, target.served)
        var warnings: [String] = []
        let name = target.name ?? ""
        let patched = try modify(target, isDryRun: request.isDryRun) { old throws(APIError) in
            let body = try patch.apply(to: target.served.inVersion(old))
            let (decoded, unknownFields) = try writer.decode(body)
            warnings = try self.warnings(unknownFields, request, target.served)
            try self.checkName(decoded, is: name)
            return try self.updated(try self.place(decoded, in: target), from: old, writer, target)
        }
        return try represent(patched, request, target.served, warnings: warnings)
    }

    /// Server-side apply: creates the object, or merges what the manager wants into it.
    private func apply(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget, _ writer: ObjectWriter
    ) throws(APIError) -> APIResponse {
        let config = try configuration(request, target)
        let force = request.query.isTrue("force")
        let name = target.name ?? ""
        if store.get(target.key(name: name)) == nil, target.subresource.isEmpty {
            do {
                return try createByApply(config, request, target, writer)
            } catch {
                // Somebody else may have made it a moment ago.
                guard error.reason == "AlreadyExists", !request.isDryRun else { throw error }
            }
        }
        let applied = try modify(target, isDryRun: request.isDryRun) { old throws(APIError) in
            try self.applied(config, to: old, force: force, target, writer)
        }
        return try represent(applied, request, target.served)
    }

    private func configuration(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) -> JSON {
        guard let manager = request.query["fieldManager"], !manager.isEmpty else {
            throw .invalid(
                GroupVersionKind(group: "meta.k8s.io", version: "v1", kind: "PatchOptions"), name: "",
                [.required("fieldManager", "is required for apply patch")])
        }
        let config = try yaml(request.body)
        guard config.object != nil else { throw .badRequest("error decoding YAML: the body is not an object") }
        if let fields = config[path: "metadata", "managedFields"]?.array, !fields.isEmpty {
            throw .badRequest("metadata.managedFields must be nil")
        }
        let gvk = target.served.gvk
        guard config["apiVersion"]?.string == gvk.apiVersion, config["kind"]?.string == gvk.kind else {
            let found = GroupVersionKind(
                apiVersion: config["apiVersion"]?.string ?? "", kind: config["kind"]?.string ?? "")
            throw .badRequest(
                "incorrect object given to apply: \(found.apiVersion), Kind=\(found.kind); expected "
                    + "\(gvk.apiVersion), Kind=\(gvk.kind)")
        }
        let problems = AppliedConfiguration.problems(in: config, schema: target.served.schema)
        guard problems.isEmpty else {
            let list =
                problems.count == 1 ? problems[0] : "errors:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
            throw .failed("failed to create typed patch object (\(Self.identity(config, gvk))): \(list)")
        }
        try checkName(config, is: target.name ?? "")
        return config
    }

    /// `rec/web; apps/v1, Kind=Deployment`.
    private static func identity(_ config: JSON, _ gvk: GroupVersionKind) -> String {
        "\(config.namespace)/\(config.name); \(gvk.group)/\(gvk.version), Kind=\(gvk.kind)"
    }

    private func createByApply(
        _ config: JSON, _ request: APIRequest, _ target: RequestTarget.ResourceTarget, _ writer: ObjectWriter
    ) throws(APIError) -> APIResponse {
        guard config.uid.isEmpty else {
            throw .conflict(
                target.resource, name: target.name ?? "",
                "uid mismatch: the provided object specified uid \(config.uid), and no existing object was found")
        }
        let result = try merge(config, into: writer.empty, ManagedFields(), force: true, writer)
        var object = try place(try decodeApplied(result.object, config, writer), in: target)
        object.editMetadata { $0["name"] = .string(target.name ?? "") }
        if let user = request.user { try require(access(user, "create", target)) }
        try checkNamespace(target, name: object.name)
        let created = try store(
            new: object, managers: result.managers, writer, target, isDryRun: request.isDryRun)
        return try represent(created, request, target.served, status: 201)
    }

    private func applied(
        _ config: JSON, to old: JSON, force: Bool, _ target: RequestTarget.ResourceTarget, _ writer: ObjectWriter
    ) throws(APIError) -> JSON {
        let live = target.served.inVersion(old)
        if let version = config.resourceVersion, !version.isEmpty, version != old.resourceVersion {
            throw .modified(target.resource, name: old.name)
        }
        if !config.uid.isEmpty, config.uid != old.uid {
            throw .conflict(
                target.resource, name: old.name,
                "Precondition failed: UID in precondition: \(config.uid), UID in object meta: \(old.uid)")
        }
        let bare = live.withoutManagedFields
        var managers = ManagedFields(live[path: "metadata", "managedFields"]) ?? ManagedFields()
        if managers.isEmpty {
            managers =
                writer.ownership.update(
                    from: writer.empty, to: bare, managers: managers, manager: "before-first-apply"
                ).managers
        }
        let lastApplied = LastApplied(live, writer)
        let result = try merge(config, into: bare, managers, force: force, writer, lastApplied)
        var object = try place(try decodeApplied(result.object, config, writer), in: target)
        lastApplied?.note(config, in: &object)
        var new = try writer.updated(object, from: live, managers: result.managers)
        if new != live {
            try checkEscalation(new, from: old, writer.user, target)
            allocateAddresses(&new, target.served)
        }
        return new == live ? old : new
    }

    private func merge(
        _ config: JSON, into live: JSON, _ managers: ManagedFields, force: Bool, _ writer: ObjectWriter,
        _ lastApplied: LastApplied? = nil
    ) throws(APIError) -> ServerSideApply.Result {
        do {
            return try writer.ownership.apply(
                config, to: live, managers: managers, manager: writer.manager, force: force)
        } catch {
            guard let lastApplied else { throw .applyConflict(error) }
            let left = error.conflicts.filter { !lastApplied.owns($0.path) }
            guard left.isEmpty else { throw .applyConflict(ServerSideApply.Conflict(conflicts: left)) }
            return try merge(config, into: live, managers, force: true, writer)
        }
    }

    private func decodeApplied(_ object: JSON, _ config: JSON, _ writer: ObjectWriter) throws(APIError) -> JSON {
        do {
            return try writer.decode(object).object
        } catch {
            let gvk = writer.served.gvk
            let why = error.message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? error.message
            throw .failed(
                "failed to convert new object (\(Self.identity(config, gvk))) to proper version: unable to convert "
                    + "unstructured object to \(gvk.group)/\(gvk.version), Kind=\(gvk.kind): error decoding from json: "
                    + why)
        }
    }
}

extension APIError {
    static func applyConflict(_ conflict: ServerSideApply.Conflict) -> APIError {
        let causes = conflict.conflicts.map { entry -> JSON in
            [
                "reason": "FieldManagerConflict", "message": .string("conflict with \(describe(entry.manager))"),
                "field": .string(entry.path.description),
            ]
        }
        return APIError(
            409, reason: "Conflict", message: message(conflict.conflicts), details: ["causes": .array(causes)])
    }

    private static func message(
        _ conflicts: [(manager: ManagedFields.Manager, path: OwnedFieldPath)]
    ) -> String {
        if conflicts.count == 1 {
            return "Apply failed with 1 conflict: conflict with \(describe(conflicts[0].manager)): \(conflicts[0].path)"
        }
        var lines: [String] = []
        var last: String?
        for (manager, path) in conflicts {
            let name = describe(manager)
            if name != last { lines.append("conflicts with \(name):") }
            last = name
            lines.append("- \(path)")
        }
        return "Apply failed with \(conflicts.count) conflicts: \(lines.joined(separator: "\n"))"
    }

    private static func describe(_ manager: ManagedFields.Manager) -> String {
        var text = "\"\(manager.name)\""
        if !manager.subresource.isEmpty { text += " with subresource \"\(manager.subresource)\"" }
        if manager.operation == .update { text += " using \(manager.apiVersion)" }
        return text
    }
}

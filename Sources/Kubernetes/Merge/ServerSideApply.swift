package import JSON
import OrderedCollections

/// Server-side apply and the bookkeeping of ordinary writes, in the API server's way.
package struct ServerSideApply: Sendable {
    private let schema: SchemaNode
    private let apiVersion: String
    private let subresource: String
    /// Fields that this endpoint does not write, such as `status` on the main resource.
    private let ignored: FieldSet
    private let time: String

    /// - Parameters:
    ///   - ignoring: the top-level fields that this endpoint does not write.
    ///   - time: the time to record, RFC 3339 in whole seconds.
    package init(
        schema: SchemaNode, apiVersion: String, subresource: String = "", ignoring topLevel: [String] = [],
        time: String
    ) {
        self.schema = schema
        self.apiVersion = apiVersion
        self.subresource = subresource
        self.time = time
        var ignored = FieldSet()
        for name in topLevel { ignored.insert(.field(name)) }
        self.ignored = ignored
    }

    /// Others own fields that the configuration would change.
    package struct Conflict: Error, Hashable, Sendable {
        package let conflicts: [(manager: ManagedFields.Manager, path: OwnedFieldPath)]

        package init(conflicts: [(manager: ManagedFields.Manager, path: OwnedFieldPath)]) {
            self.conflicts = conflicts
        }

        package static func == (left: Conflict, right: Conflict) -> Bool {
            left.conflicts.elementsEqual(right.conflicts) { $0.manager == $1.manager && $0.path == $1.path }
        }

        package func hash(into hasher: inout Hasher) { hasher.combine(conflicts.map(\.path)) }
    }

    /// An object and its owners, both without `metadata.managedFields`.
    package struct Result: Sendable {
        package let object: JSON
        package let managers: ManagedFields
    }

    /// Applies a configuration to an object; both without `metadata.managedFields`.
    package func apply(
        _ config: JSON, to live: JSON, managers: ManagedFields, manager name: String, force: Bool
    ) throws(Conflict) -> Result {
        let manager = ManagedFields.Manager(
            name: name, operation: .apply, apiVersion: apiVersion, subresource: subresource)
        var managers = managers
        let last = managers.fields(of: manager)
        let before = managers.entries[manager]
        let owned = withoutIdentity(FieldSet(of: config, schema: schema).recursivelySubtracting(ignored))
        managers.set(manager, owned, apiVersion: apiVersion, time: before?.time)
        let merged = ObjectMerge.merge(config, into: live, schema: schema)
        let pruned = prune(merged, last: last, managers: managers)
        let comparison = ObjectComparison(from: live, to: pruned, schema: schema).excluding(ignored)
        try yield(comparison, in: &managers, to: manager, force: force)
        // The time is that of the last apply that changed the object; a manager that never did has none.
        managers.set(manager, owned, apiVersion: apiVersion, time: comparison.isSame ? before?.time : time)
        return Result(object: pruned, managers: managers)
    }

    /// Notes who now owns what, after an ordinary write changed an object.
    package func update(from live: JSON, to new: JSON, managers: ManagedFields, manager name: String) -> Result {
        var managers = managers
        let comparison = ObjectComparison(from: live, to: new, schema: schema).excluding(ignored)
        for manager in managers.entries.keys {
            managers.take(comparison.modified.union(comparison.added).union(comparison.removed), from: manager)
        }
        let taken = withoutIdentity(comparison.modified.union(comparison.added))
        if !taken.isEmpty {
            let manager = ManagedFields.Manager(
                name: name, operation: .update, apiVersion: apiVersion, subresource: subresource)
            managers.set(
                manager, managers.fields(of: manager).union(taken), apiVersion: apiVersion, time: time)
        }
        return Result(object: new, managers: managers)
    }

    /// Takes changed fields from the other managers, or reports that they own them.
    private func yield(
        _ comparison: ObjectComparison, in managers: inout ManagedFields, to applier: ManagedFields.Manager,
        force: Bool
    ) throws(Conflict) {
        let changed = comparison.modified.union(comparison.added)
        var conflicts: [(manager: ManagedFields.Manager, path: OwnedFieldPath)] = []
        var yielded = managers
        for (manager, ownership) in managers.entries where manager != applier {
            let contested = ownership.fields.intersection(changed)
            conflicts += contested.paths.map { (manager, $0) }
            yielded.take(contested.union(comparison.removed), from: manager)
        }
        guard force || conflicts.isEmpty else {
            throw Conflict(
                conflicts: conflicts.sorted {
                    ($0.manager.name, $0.path.description) < ($1.manager.name, $1.path.description)
                })
        }
        managers = yielded
    }

    /// Removes what the applier owned before, no longer sets, and nobody else owns.
    private func prune(_ merged: JSON, last: FieldSet, managers: ManagedFields) -> JSON {
        guard !last.isEmpty else { return merged }
        let mergedFields = FieldSet(of: merged, schema: schema).withDeclaredFields(schema)
        var pruned = last.withDeclaredFields(schema).removing(from: merged, schema: schema)
        var owned = FieldSet()
        for ownership in managers.entries.values { owned = owned.union(ownership.fields) }
        let kept = FieldSet(of: pruned, schema: schema).withDeclaredFields(schema)
            .union(owned.withDeclaredFields(schema))
        pruned = mergedFields.subtracting(kept).removing(from: merged, schema: schema)
        // What was not the applier's before is not the applier's to remove.
        let prunedFields = FieldSet(of: pruned, schema: schema).withDeclaredFields(schema)
        let gone = mergedFields.subtracting(prunedFields).intersection(last.withDeclaredFields(schema))
        return gone.isEmpty ? merged : gone.removing(from: merged, schema: schema)
    }

    /// Nobody owns an object's identity and what the server keeps.
    private func withoutIdentity(_ fields: FieldSet) -> FieldSet { fields.withoutIdentity }
}

extension FieldSet {
    /// Without what nobody owns: an object's identity and what the server keeps.
    var withoutIdentity: FieldSet {
        var result = self
        for name in ["apiVersion", "kind", "metadata"] { result.remove(.field(name)) }
        var metadata = result.below(.field("metadata"))
        for name in Self.serverKept {
            metadata.remove(.field(name))
            metadata.setChild(.field(name), FieldSet())
        }
        result.setChild(.field("metadata"), metadata)
        return result
    }

    private static let serverKept = [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
        "resourceVersion",
    ]
}

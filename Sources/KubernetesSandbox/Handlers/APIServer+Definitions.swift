import JSON
import Kubernetes
import OrderedCollections

/// CustomResourceDefinitions: what the API server itself does with them.
extension APIServer {
    /// Accepts the names of a definition and begins to serve its kinds.
    func establish(_ definition: JSON) {
        let names = definition[path: "spec", "names"] ?? .object([:])
        let conditions = definition[path: "status", "conditions"]?.array ?? []
        let isEstablished = conditions.contains { $0["type"] == "Established" && $0["status"] == "True" }
        guard !isEstablished || definition[path: "status", "acceptedNames"] != names else {
            reloadDefinitions()
            return
        }
        updateStatus(of: definition) { status in
            status["acceptedNames"] = names
            guard !isEstablished else { return }
            status["conditions"] = .array([
                self.condition("NamesAccepted", reason: "NoConflicts", "no conflicts found"),
                self.condition(
                    "Established", reason: "InitialNamesAccepted", "the initial names have been accepted"),
            ])
        }
        reloadDefinitions()
    }

    private func condition(_ type: String, reason: String, _ message: String) -> JSON {
        [
            "type": .string(type), "status": "True", "lastTransitionTime": .string(now), "reason": .string(reason),
            "message": .string(message),
        ]
    }

    func addTerminatingCondition(_ definition: inout JSON) {
        let terminating = condition(
            "Terminating", reason: "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon")
        definition.edit {
            $0.edit("status") { status in
                let conditions = status["conditions"]?.array ?? []
                guard !conditions.contains(where: { $0["type"] == "Terminating" }) else { return }
                status["conditions"] = .array(conditions + [terminating])
            }
        }
    }

    /// Removes the instances of a definition that is going, then the definition.
    func removeInstances(of definition: JSON) {
        let resource = GroupResource(
            group: definition[path: "spec", "group"]?.string ?? "",
            plural: definition[path: "spec", "names", "plural"]?.string ?? "")
        if let served = served.find(resource) {
            for object in store.list(resource).objects {
                let key = served.key(namespace: object.namespace, name: object.name)
                // One that changed meanwhile is found again when its finalizers are done.
                _ = try? beginDeletion(object, key, DeleteOptions(), served, isDryRun: false)
            }
        }
        finishRemoval(of: definition, resource)
    }

    /// Removes a definition that has no instances left.
    func finishRemoval(of definition: JSON, _ resource: GroupResource) {
        guard store.count(resource) == 0 else { return }
        let key = ObjectKey(resource: .customResourceDefinitions, namespace: "", name: definition.name)
        let cleanup = "customresourcecleanup.apiextensions.k8s.io"
        guard let current = store.get(key), current.isTerminating else { return }
        let left = current.finalizers.filter { $0 != cleanup }
        if left.isEmpty {
            _ = try? store.delete(key, from: current.resourceVersion)
        } else {
            var changed = current
            changed.editMetadata { $0["finalizers"] = .array(left.map(JSON.string)) }
            _ = try? store.update(key, changed, from: current.resourceVersion)
        }
        reloadDefinitions()
        store.endWatches(of: resource)
    }

    /// Writes a definition's status as `kube-apiserver` does.
    private func updateStatus(of definition: JSON, _ change: (inout JSONObject) -> Void) {
        guard let served = served.find(.customResourceDefinitions) else { return }
        let writer = ObjectWriter(
            served: served, namespace: nil, subresource: "status", manager: "kube-apiserver", time: now)
        let key = served.key(namespace: nil, name: definition.name)
        for _ in 0..<20 {
            guard let old = store.get(key) else { return }
            var new = old
            new.edit { $0.edit("status", change) }
            let managers = writer.ownership.update(
                from: old.withoutManagedFields, to: new.withoutManagedFields,
                managers: ManagedFields(old[path: "metadata", "managedFields"]) ?? ManagedFields(),
                manager: writer.manager
            ).managers
            new.editMetadata { $0.setManagers(managers) }
            if (try? store.update(key, new, from: old.resourceVersion)) != nil { return }
        }
    }
}

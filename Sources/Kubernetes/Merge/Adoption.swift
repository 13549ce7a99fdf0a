package import JSON
import OrderedCollections

/// How an object that other tools made becomes ours without being deleted: who owns its fields afterwards.
///
/// It happens once, before our first apply. An apply removes what its manager owns and no longer says, so the rule is
/// about what is given to us:
/// - what a manifest of the user's declared, by `kubectl apply` of either kind, is ours: what the new manifest does not
///   say any more goes. Of a client-side apply these are the fields of its last-applied annotation that kubectl still
///   owns, so neither a default nor what an admission webhook added is ever removed; the annotation goes.
/// - of other one-off writers (`kubectl create`, `edit`, …, Helm, `before-first-apply`) we take only what the new
///   manifest says, so that it goes when the manifest drops it one day. The rest stays theirs.
/// - controllers, and appliers that we do not know, keep what they own.
///
/// client-go's `csaupgrade` gives the applier everything that the client-side apply owned, defaults too.
package struct Adoption: Hashable, Sendable {
    /// The tools that it is taken over from, sorted.
    package let formerManagers: [String]
    /// The object with the new ownership, as it is before the apply.
    package let adopted: KubernetesObject
    private let live: KubernetesObject

    package static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Nil where we own fields already, or nobody from whom to take any does.
    ///
    /// `desired` is what is to be applied, `schema` its kind's.
    package init?(
        of live: KubernetesObject, by fieldManager: String, desired: KubernetesObject, schema: SchemaNode?
    ) {
        let schema = schema ?? .any
        guard let known = ManagedFields(live.json[path: "metadata", "managedFields"]) else { return nil }
        let ours = ManagedFields.Manager(name: fieldManager, operation: .apply, apiVersion: "")
        guard known.fields(of: ours).isEmpty else { return nil }
        let declared = Self.declaredFields(live, schema)
        let wanted = FieldSet(of: desired.json, schema: schema).withoutIdentity
        var managers = known
        var taken = FieldSet()
        var former: Set<String> = []
        for (manager, ownership) in known.entries {
            let fields = live.kind == "Secret" ? Self.namingData(ownership.fields) : ownership.fields
            guard let share = Self.share(of: manager, fields, declared: declared, wanted: wanted) else {
                continue
            }
            taken = taken.union(share.taken)
            managers.set(manager, share.left, apiVersion: ownership.apiVersion, time: ownership.time)
            former.insert(manager.name)
        }
        if known.isEmpty {
            // Nobody kept book. The server would give all of it to `before-first-apply`, for good.
            taken = (declared ?? wanted).intersection(FieldSet(of: live.json, schema: schema).withoutIdentity)
            former.insert(declared == nil ? "unknown" : "kubectl")
        }
        let hasAnnotation = live.annotations[Self.lastApplied] != nil
        guard !former.isEmpty, !taken.isEmpty || hasAnnotation else { return nil }
        managers.set(ours, taken, apiVersion: desired.apiVersion, time: nil)
        formerManagers = former.sorted()
        self.live = live
        adopted = Self.adopted(live, managers)
    }

    /// What a manager gives, and keeps; nil where it is left as it is.
    private static func share(
        of manager: ManagedFields.Manager, _ fields: FieldSet, declared: FieldSet?, wanted: FieldSet
    ) -> (taken: FieldSet, left: FieldSet)? {
        guard manager.subresource.isEmpty else { return nil }
        switch (manager.operation, manager.name) {
        case (.apply, "kubectl"): return (fields, FieldSet())
        case (.update, "kubectl-client-side-apply"), (.update, "kubectl"), (.update, "before-first-apply"):
            if let declared { return (fields.intersection(declared), FieldSet()) }
        case (.apply, "helm"), (.update, "helm"), (.update, "Helm"): break
        case (.update, let name) where name.hasPrefix("kubectl-"): break
        default: return nil
        }
        let left = fields.recursivelySubtracting(wanted)
        let taken = fields.subtracting(left)
        return taken.isEmpty ? nil : (taken, left)
    }

    /// Servers note what a Secret's `stringData` set by that name, or by that of `data`, where it is kept.
    private static func namingData(_ fields: FieldSet) -> FieldSet {
        var result = fields
        result.setChild(
            .field("data"), fields.below(.field("data")).union(fields.below(.field("stringData"))))
        result.setChild(.field("stringData"), FieldSet())
        result.remove(.field("stringData"))
        return result
    }

    /// What the manifest of the last client-side apply said.
    private static func declaredFields(_ live: KubernetesObject, _ schema: SchemaNode) -> FieldSet? {
        guard let text = live.annotations[lastApplied], case .object(var manifest)? = try? JSONParser.parse(text) else {
            return nil
        }
        if manifest["kind"] == "Secret", let texts = manifest["stringData"]?.object {
            let data = manifest["data"]?.object ?? [:]
            manifest["data"] = .object(data.merging(texts) { first, _ in first })
            manifest["stringData"] = nil
        }
        return FieldSet(of: .object(manifest), schema: schema).withoutIdentity
    }

    private static func adopted(_ live: KubernetesObject, _ managers: ManagedFields) -> KubernetesObject {
        var metadata = live.json["metadata"]?.object ?? [:]
        metadata["managedFields"] = managers.json
        if var annotations = metadata["annotations"]?.object {
            annotations[lastApplied] = nil
            metadata["annotations"] = annotations.isEmpty ? nil : .object(annotations)
        }
        var json = live.json
        json["metadata"] = .object(metadata)
        return KubernetesObject(json)
    }

    /// The change to the live object, a JSON patch; a conflict where the object has another version by then.
    package var patch: JSON {
        var steps: [JSON] = [
            ["op": "replace", "path": "/metadata/resourceVersion", "value": .string(live.resourceVersion ?? "")],
            [
                "op": "add", "path": "/metadata/managedFields",
                "value": adopted.json[path: "metadata", "managedFields"] ?? [],
            ],
        ]
        if live.annotations[Self.lastApplied] != nil {
            let name = Self.lastApplied.replacing("/", with: "~1")
            steps.append(["op": "remove", "path": .string("/metadata/annotations/\(name)")])
        }
        return .array(steps)
    }

    /// A dry run's answer, made before the adoption, as it would be after it: the dry run cannot know what is going to be
    /// ours.
    package func applied(
        _ desired: KubernetesObject, answer: KubernetesObject, by fieldManager: String, _ node: SchemaNode?
    )
        -> KubernetesObject
    {
        let schema = node ?? .any
        let apply = ServerSideApply(schema: schema, apiVersion: desired.apiVersion, time: "")
        let bare = adopted.withoutManagedFields
        let managers = ManagedFields(adopted.json[path: "metadata", "managedFields"]) ?? ManagedFields()
        guard
            let result = try? apply.apply(
                desired.json, to: bare, managers: managers, manager: fieldManager, force: true)
        else { return answer }
        var removed = ObjectComparison(from: live.withoutManagedFields, to: result.object, schema: schema).removed
        removed.setChild(.field("status"), FieldSet())
        return removed.isEmpty ? answer : KubernetesObject(removed.removing(from: answer.json, schema: schema))
    }
}

extension KubernetesObject {
    fileprivate var withoutManagedFields: JSON {
        var metadata = json["metadata"] ?? [:]
        metadata["managedFields"] = nil
        var result = json
        result["metadata"] = metadata
        return result
    }
}

import JSON
import Kubernetes
import OrderedCollections

/// What differs from kind to kind in how objects are written.
enum KindRules {
    /// Whether objects of the kind count their generations.
    static func hasGeneration(_ served: ServedResource) -> Bool {
        if served.isCustom { return true }
        return kindsWithGeneration.contains(served.gvk.groupKind)
    }

    private static let kindsWithGeneration: Set<GroupKind> = {
        var result: Set<GroupKind> = []
        func add(_ group: String, _ kinds: String...) {
            for kind in kinds { result.insert(GroupKind(group: group, kind: kind)) }
        }
        add("", "Pod", "ReplicationController")
        add("apps", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")
        add("batch", "Job", "CronJob")
        add("networking.k8s.io", "Ingress", "IngressClass", "NetworkPolicy")
        add("policy", "PodDisruptionBudget")
        add("apiextensions.k8s.io", "CustomResourceDefinition")
        add("scheduling.k8s.io", "PriorityClass")
        add("discovery.k8s.io", "EndpointSlice")
        add("flowcontrol.apiserver.k8s.io", "FlowSchema", "PriorityLevelConfiguration")
        add(
            "admissionregistration.k8s.io", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
            "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding")
        return result
    }()

    /// Whether an update must name the resource version that it was made from.
    static func needsResourceVersion(_ served: ServedResource) -> Bool {
        served.isCustom || served.gvk.kind == "CustomResourceDefinition" || served.gvk.kind == "Lease"
    }

    /// The top-level fields that an endpoint does not write.
    static func ignoredFields(_ served: ServedResource, subresource: String) -> [String] {
        switch subresource {
        case "status":
            served.schema.propertyNames.filter { !["apiVersion", "kind", "metadata", "status"].contains($0) }
        default: served.hasStatus ? ["status"] : []
        }
    }

    /// What a new object gets from the server besides defaults.
    static func prepareForCreate(_ object: inout JSON, _ served: ServedResource) {
        object.edit { members in
            if served.hasStatus { members["status"] = nil }
            switch (served.gvk.group, served.gvk.kind) {
            case ("", "Namespace"):
                members.edit("spec") { $0.setDefault("finalizers", ["kubernetes"]) }
                members["status"] = ["phase": "Active"]
            case ("", "Pod"):
                members["status"] = ["phase": "Pending", "qosClass": "BestEffort"]
            case ("", "PersistentVolumeClaim"):
                members["status"] = ["phase": "Pending"]
                addFinalizer("kubernetes.io/pvc-protection", &members)
            case ("", "PersistentVolume"):
                members["status"] = ["phase": "Pending"]
                addFinalizer("kubernetes.io/pv-protection", &members)
            case ("batch", "Job"): labelJob(&members)
            case ("apps", "DaemonSet"):
                members.edit("metadata") { metadata in
                    metadata.setDefault("annotations", .object([:]))
                    metadata.edit("annotations") { $0.setDefault("deprecated.daemonset.template.generation", "1") }
                }
            case ("autoscaling", "HorizontalPodAutoscaler"):
                members["status"] = ["desiredReplicas": 0, "currentMetrics": .null]
            case ("apiextensions.k8s.io", "CustomResourceDefinition"):
                let stored = members["spec"]?["versions"]?.array?.filter { $0["storage"] == true } ?? []
                members["status"] = [
                    "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
                    "storedVersions": .array(stored.compactMap { $0["name"] }),
                ]
            default: break
            }
        }
    }

    /// A job selects its pods by its own uid, unless it says how it wants to.
    private static func labelJob(_ members: inout JSONObject) {
        let metadata = members["metadata"]?.object ?? [:]
        guard let uid = metadata["uid"], let name = metadata["name"] else { return }
        members.edit("spec") { spec in
            guard spec["manualSelector"] != true else { return }
            spec.setDefault("selector", ["matchLabels": ["batch.kubernetes.io/controller-uid": uid]])
            spec.edit("template") { template in
                template.setDefault("metadata", .object([:]))
                template.edit("metadata") { metadata in
                    metadata.setDefault("labels", .object([:]))
                    metadata.edit("labels") { labels in
                        for prefix in ["batch.kubernetes.io/", ""] {
                            labels.setDefault("\(prefix)controller-uid", uid)
                            labels.setDefault("\(prefix)job-name", name)
                        }
                    }
                }
            }
        }
    }

    private static func addFinalizer(_ name: String, _ members: inout JSONObject) {
        members.edit("metadata") { metadata in
            var finalizers = metadata["finalizers"]?.array ?? []
            guard !finalizers.contains(.string(name)) else { return }
            finalizers.append(.string(name))
            metadata["finalizers"] = .array(finalizers)
        }
    }

    /// `stringData` is only for writing.
    static func encodeStringData(_ members: inout JSONObject) {
        guard case .object(let texts)? = members.removeValue(forKey: "stringData"), !texts.isEmpty else { return }
        members.setDefault("data", .object([:]))
        members.edit("data") { data in
            for (key, text) in texts { data[key] = .string(Base64.encode(Array((text.string ?? "").utf8))) }
        }
    }

    /// Whether the difference between two states makes a new generation.
    static func changesGeneration(from old: JSON, to new: JSON, _ served: ServedResource) -> Bool {
        if served.groupResource == .deployments,
            old[path: "metadata", "annotations"] != new[path: "metadata", "annotations"]
        {
            return true
        }
        return old.without("metadata", "status", "apiVersion", "kind")
            != new.without("metadata", "status", "apiVersion", "kind")
    }
}

import JSON
import Kubernetes
import OrderedCollections

/// The defaults that the API server sets in code, which its schema does not state.
enum Defaults {
    static func apply(to object: inout JSON, kind: GroupKind) {
        object.edit { members in
            switch (kind.group, kind.kind) {
            case ("", "Pod"): members.edit("spec") { PodDefaults.pod(&$0) }
            case ("", "PodTemplate"): members.edit("template", PodDefaults.template)
            case ("", "ReplicationController"): members.edit("spec") { replicationController(&$0) }
            case ("", "Namespace"): namespace(&members)
            case ("", "Node"): break
            case ("", "Secret"): members.setDefault("type", "Opaque")
            case ("", "Service"): members.edit("spec", service)
            case ("", "LimitRange"): members.edit("spec") { $0.editEach("limits", limits) }
            case ("", "PersistentVolume"): members.edit("spec", persistentVolume)
            case ("", "PersistentVolumeClaim"): members.edit("spec", persistentVolumeClaim)
            case ("apps", "Deployment"): members.edit("spec", WorkloadDefaults.deployment)
            case ("apps", "ReplicaSet"): members.edit("spec", WorkloadDefaults.replicaSet)
            case ("apps", "StatefulSet"): members.edit("spec", WorkloadDefaults.statefulSet)
            case ("apps", "DaemonSet"): members.edit("spec", WorkloadDefaults.daemonSet)
            case ("batch", "Job"): members.edit("spec", WorkloadDefaults.job)
            case ("batch", "CronJob"): members.edit("spec", WorkloadDefaults.cronJob)
            case ("autoscaling", "HorizontalPodAutoscaler"): members.edit("spec", autoscaler)
            case ("networking.k8s.io", "NetworkPolicy"): members.edit("spec", networkPolicy)
            case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
                binding(&members)
            case ("storage.k8s.io", "StorageClass"):
                members.setDefault("reclaimPolicy", "Delete")
                members.setDefault("volumeBindingMode", "Immediate")
            case ("scheduling.k8s.io", "PriorityClass"): members.setDefault("preemptionPolicy", "PreemptLowerPriority")
            case ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
                ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"):
                members.editEach("webhooks") { webhook(&$0, mutating: kind.kind == "MutatingWebhookConfiguration") }
            case ("apiextensions.k8s.io", "CustomResourceDefinition"): members.edit("spec", customResourceDefinition)
            case ("discovery.k8s.io", "EndpointSlice"): members.editEach("ports") { $0.setDefault("protocol", "TCP") }
            default: break
            }
        }
    }

    private static func replicationController(_ spec: inout JSONObject) {
        spec.setDefault("replicas", 1)
        spec.edit("template", PodDefaults.template)
        let labels = spec["template"]?[path: "metadata", "labels"]
        if let labels { spec.setDefault("selector", labels) }
    }

    private static func namespace(_ members: inout JSONObject) {
        members.edit("metadata") { metadata in
            guard let name = metadata["name"] else { return }
            metadata.setDefault("labels", .object([:]))
            metadata.edit("labels") { $0["kubernetes.io/metadata.name"] = name }
        }
    }

    private static func service(_ spec: inout JSONObject) {
        spec.setDefault("sessionAffinity", "None")
        spec.setDefault("type", "ClusterIP")
        if spec["sessionAffinity"] == "ClientIP" {
            spec.setDefault("sessionAffinityConfig", ["clientIP": ["timeoutSeconds": 10800]])
        }
        spec.editEach("ports") { port in
            port.setDefault("protocol", "TCP")
            if let number = port["port"] { port.setDefault("targetPort", number) }
        }
        let type = spec["type"]?.string
        if type == "NodePort" || type == "LoadBalancer" { spec.setDefault("externalTrafficPolicy", "Cluster") }
        if type != "ExternalName" { spec.setDefault("internalTrafficPolicy", "Cluster") }
        if type == "LoadBalancer" { spec.setDefault("allocateLoadBalancerNodePorts", true) }
    }

    /// A bound is a default where there is none.
    private static func limits(_ item: inout JSONObject) {
        guard item["type"] == "Container" else { return }
        for (source, target) in [("max", "default"), ("default", "defaultRequest"), ("min", "defaultRequest")] {
            guard case .object(let amounts)? = item[source] else { continue }
            var defaults = item[target]?.object ?? [:]
            for (name, amount) in amounts where defaults[name] == nil { defaults[name] = amount }
            item[target] = .object(defaults)
        }
    }

    private static func persistentVolume(_ spec: inout JSONObject) {
        spec.setDefault("persistentVolumeReclaimPolicy", "Retain")
        spec.setDefault("volumeMode", "Filesystem")
        spec.edit("hostPath") { $0.setDefault("type", "") }
    }

    private static func persistentVolumeClaim(_ spec: inout JSONObject) {
        spec.setDefault("volumeMode", "Filesystem")
    }

    private static func autoscaler(_ spec: inout JSONObject) {
        spec.setDefault("minReplicas", 1)
        guard spec["targetCPUUtilizationPercentage"] == nil else { return }
        let metric: JSON = [
            "type": "Resource",
            "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
        ]
        spec.setDefault("metrics", .array([metric]))
    }

    private static func networkPolicy(_ spec: inout JSONObject) {
        for direction in ["ingress", "egress"] {
            spec.editEach(direction) { rule in rule.editEach("ports") { $0.setDefault("protocol", "TCP") } }
        }
        let types: JSON = spec["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"]
        spec.setDefault("policyTypes", types)
    }

    private static func binding(_ members: inout JSONObject) {
        members.edit("roleRef") { $0.setDefault("apiGroup", "rbac.authorization.k8s.io") }
        members.editEach("subjects") { subject in
            switch subject["kind"]?.string {
            case "User", "Group": subject.setDefault("apiGroup", "rbac.authorization.k8s.io")
            default: break
            }
        }
    }

    private static func webhook(_ webhook: inout JSONObject, mutating: Bool) {
        webhook.setDefault("failurePolicy", "Fail")
        webhook.setDefault("matchPolicy", "Equivalent")
        webhook.setDefault("namespaceSelector", .object([:]))
        webhook.setDefault("objectSelector", .object([:]))
        webhook.setDefault("timeoutSeconds", 10)
        if mutating { webhook.setDefault("reinvocationPolicy", "Never") }
        webhook.editEach("rules") { $0.setDefault("scope", "*") }
        webhook.edit("clientConfig") { config in config.edit("service") { $0.setDefault("port", 443) } }
    }

    private static func customResourceDefinition(_ spec: inout JSONObject) {
        spec.setDefault("conversion", .object([:]))
        spec.edit("conversion") { $0.setDefault("strategy", "None") }
        spec.edit("names") { names in
            guard let kind = names["kind"]?.string else { return }
            names.setDefault("listKind", .string("\(kind)List"))
            names.setDefault("singular", .string(kind.lowercased()))
        }
    }
}

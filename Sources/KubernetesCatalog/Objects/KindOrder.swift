package import Kubernetes

/// In which order kinds are applied where nothing else says; deletion goes the other way round.
package enum KindOrder {
    /// Lower comes earlier. Custom resources come after everything built in but the webhooks, which come last so
    /// that they do not hold up their own servers.
    package static func rank(of kind: GroupKind) -> Int { ranks[kind] ?? ordered.count }

    private static let ordered: [GroupKind] = [
        GroupKind(group: "scheduling.k8s.io", kind: "PriorityClass"),
        GroupKind(group: "", kind: "Namespace"),
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"),
        GroupKind(group: "networking.k8s.io", kind: "NetworkPolicy"),
        GroupKind(group: "", kind: "ResourceQuota"),
        GroupKind(group: "", kind: "LimitRange"),
        GroupKind(group: "policy", kind: "PodDisruptionBudget"),
        GroupKind(group: "", kind: "ServiceAccount"),
        GroupKind(group: "", kind: "Secret"),
        GroupKind(group: "", kind: "ConfigMap"),
        GroupKind(group: "storage.k8s.io", kind: "StorageClass"),
        GroupKind(group: "", kind: "PersistentVolume"),
        GroupKind(group: "", kind: "PersistentVolumeClaim"),
        GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRole"),
        GroupKind(group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding"),
        GroupKind(group: "rbac.authorization.k8s.io", kind: "Role"),
        GroupKind(group: "rbac.authorization.k8s.io", kind: "RoleBinding"),
        GroupKind(group: "", kind: "Service"),
        GroupKind(group: "apps", kind: "DaemonSet"),
        GroupKind(group: "", kind: "Pod"),
        GroupKind(group: "", kind: "ReplicationController"),
        GroupKind(group: "apps", kind: "ReplicaSet"),
        GroupKind(group: "apps", kind: "Deployment"),
        GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"),
        GroupKind(group: "apps", kind: "StatefulSet"),
        GroupKind(group: "batch", kind: "Job"),
        GroupKind(group: "batch", kind: "CronJob"),
        GroupKind(group: "networking.k8s.io", kind: "IngressClass"),
        GroupKind(group: "networking.k8s.io", kind: "Ingress"),
        GroupKind(group: "apiregistration.k8s.io", kind: "APIService"),
    ]

    private static let webhooks: [GroupKind] = [
        GroupKind(group: "admissionregistration.k8s.io", kind: "ValidatingAdmissionPolicyBinding"),
        GroupKind(group: "admissionregistration.k8s.io", kind: "MutatingAdmissionPolicyBinding"),
        GroupKind(group: "admissionregistration.k8s.io", kind: "MutatingWebhookConfiguration"),
        GroupKind(group: "admissionregistration.k8s.io", kind: "ValidatingWebhookConfiguration"),
    ]

    private static let ranks: [GroupKind: Int] = {
        var ranks: [GroupKind: Int] = [:]
        for (rank, kind) in ordered.enumerated() { ranks[kind] = rank }
        for (rank, kind) in webhooks.enumerated() { ranks[kind] = ordered.count + 1 + rank }
        return ranks
    }()

    /// What admits or refuses other objects, and so is applied after them and deleted before them.
    package static func isAdmissionControl(_ kind: GroupKind) -> Bool { rank(of: kind) > ordered.count }
}

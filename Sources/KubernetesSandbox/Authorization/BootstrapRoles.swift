import JSON
import OrderedCollections

/// The roles that every cluster has, as far as people use them.
enum BootstrapRoles {
    /// ClusterRoles and ClusterRoleBindings.
    static let objects: [JSON] =
        [
            role("cluster-admin", [everything, ["nonResourceURLs": ["*"], "verbs": ["*"]]]),
            role(
                "system:discovery", [paths(["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"] + health)]),
            role("system:public-info-viewer", [paths(health)]),
            role(
                "system:basic-user",
                [
                    rule(
                        "authorization.k8s.io", ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], ["create"]),
                    rule("authentication.k8s.io", ["selfsubjectreviews"], ["create"]),
                ]),
            role("system:aggregate-to-view", viewRules, labels: [aggregate("view"): "true"]),
            role("system:aggregate-to-edit", editRules, labels: [aggregate("edit"): "true"]),
            role("system:aggregate-to-admin", adminRules, labels: [aggregate("admin"): "true"]),
            role("view", labels: [aggregate("edit"): "true"], madeOf: "view"),
            role("edit", labels: [aggregate("admin"): "true"], madeOf: "edit"),
            role("admin", madeOf: "admin"),
        ] + [
            binding("cluster-admin", ["system:masters"]), binding("system:discovery", ["system:authenticated"]),
            binding("system:basic-user", ["system:authenticated"]),
            binding("system:public-info-viewer", ["system:authenticated", "system:unauthenticated"]),
        ]

    private static let everything: JSON = ["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]
    private static let health = ["/healthz", "/livez", "/readyz", "/version", "/version/"]
    private static let reading = ["get", "list", "watch"]
    private static let writing = ["create", "delete", "deletecollection", "patch", "update"]

    private static func aggregate(_ name: String) -> String { "rbac.authorization.k8s.io/aggregate-to-\(name)" }

    private static func rule(_ group: String, _ resources: [String], _ verbs: [String]) -> JSON {
        [
            "apiGroups": [.string(group)], "resources": .array(resources.map(JSON.string)),
            "verbs": .array(verbs.map(JSON.string)),
        ]
    }

    private static func paths(_ paths: [String]) -> JSON {
        ["nonResourceURLs": .array(paths.map(JSON.string)), "verbs": ["get"]]
    }

    private static func role(
        _ name: String, _ rules: [JSON] = [], labels: JSONObject = [:], madeOf: String? = nil
    ) -> JSON {
        var labels = labels
        labels["kubernetes.io/bootstrapping"] = "rbac-defaults"
        var role: JSONObject = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
            "metadata": ["name": .string(name), "labels": .object(labels)], "rules": .array(rules),
        ]
        if let madeOf {
            role["aggregationRule"] = ["clusterRoleSelectors": [["matchLabels": [aggregate(madeOf): "true"]]]]
        }
        return .object(role)
    }

    private static func binding(_ name: String, _ groups: [String]) -> JSON {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": ["name": .string(name), "labels": ["kubernetes.io/bootstrapping": "rbac-defaults"]],
            "roleRef": [
                "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(name),
            ],
            "subjects": .array(
                groups.map { group in
                    ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string(group)]
                }),
        ]
    }

    private static let workloads = [
        "daemonsets", "deployments", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets",
        "statefulsets/scale",
    ]

    private static let viewRules: [JSON] = [
        rule(
            "",
            [
                "bindings", "configmaps", "endpoints", "events", "limitranges", "namespaces", "namespaces/status",
                "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "pods/log", "pods/status",
                "replicationcontrollers", "replicationcontrollers/scale", "replicationcontrollers/status",
                "resourcequotas", "resourcequotas/status", "serviceaccounts", "services", "services/status",
            ], reading),
        rule(
            "apps",
            workloads + [
                "controllerrevisions", "daemonsets/status", "deployments/status", "replicasets/status",
                "statefulsets/status",
            ], reading),
        rule("autoscaling", ["horizontalpodautoscalers", "horizontalpodautoscalers/status"], reading),
        rule("batch", ["cronjobs", "cronjobs/status", "jobs", "jobs/status"], reading),
        rule("discovery.k8s.io", ["endpointslices"], reading),
        rule("networking.k8s.io", ["ingresses", "ingresses/status", "networkpolicies"], reading),
        rule("policy", ["poddisruptionbudgets", "poddisruptionbudgets/status"], reading),
    ]

    private static let editRules: [JSON] = [
        rule("", ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"], reading),
        rule("", ["serviceaccounts"], ["impersonate"]),
        rule(
            "",
            [
                "configmaps", "events", "persistentvolumeclaims", "pods", "pods/attach", "pods/exec",
                "pods/portforward", "pods/proxy", "replicationcontrollers", "replicationcontrollers/scale", "secrets",
                "serviceaccounts", "services", "services/proxy",
            ], writing),
        rule("", ["pods/eviction", "serviceaccounts/token"], ["create"]),
        rule("apps", workloads + ["deployments/rollback"], writing),
        rule("autoscaling", ["horizontalpodautoscalers"], writing),
        rule("batch", ["cronjobs", "jobs"], writing),
        rule("networking.k8s.io", ["ingresses", "networkpolicies"], writing),
        rule("policy", ["poddisruptionbudgets"], writing),
        rule("coordination.k8s.io", ["leases"], reading + writing),
    ]

    private static let adminRules: [JSON] = [
        rule("authorization.k8s.io", ["localsubjectaccessreviews"], ["create"]),
        rule("rbac.authorization.k8s.io", ["roles", "rolebindings"], reading + writing),
    ]
}

import JSON
import Kubernetes
import OrderedCollections

/// The fields that may not change once an object exists.
enum ImmutabilityRules {
    /// Problems that the API server reports before those of the object itself.
    static func early(_ new: JSON, _ old: JSON, _ kind: GroupKind) -> [FieldProblem] {
        switch (kind.group, kind.kind) {
        case ("", "ConfigMap"): frozen(new, old, ["data", "binaryData"])
        case ("", "Secret"): secret(new, old)
        case ("", "Service"): service(new, old)
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            binding(new, old)
        case ("storage.k8s.io", "StorageClass"): storageClass(new, old)
        default: []
        }
    }

    /// Problems that it reports after them.
    static func late(_ new: JSON, _ old: JSON, _ kind: GroupKind) -> [FieldProblem] {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "DaemonSet"):
            unchanged(new, old, "spec", "selector")
        case ("apps", "StatefulSet"): statefulSet(new, old)
        case ("batch", "Job"): unchanged(new, old, "spec", "selector") + unchanged(new, old, "spec", "template")
        case ("", "PersistentVolumeClaim"): persistentVolumeClaim(new, old)
        case ("", "Pod"): pod(new, old)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            unchanged(new, old, "spec", "group") + unchanged(new, old, "spec", "scope")
        default: []
        }
    }

    private static func unchanged(_ new: JSON, _ old: JSON, _ outer: String, _ inner: String) -> [FieldProblem] {
        let value = new[path: outer, inner]
        guard value != old[path: outer, inner] else { return [] }
        return [.invalid("\(outer).\(inner)", value ?? .null, "field is immutable")]
    }

    private static func frozen(_ new: JSON, _ old: JSON, _ fields: [String]) -> [FieldProblem] {
        guard old["immutable"] == true else { return [] }
        let why = "field is immutable when `immutable` is set"
        var problems: [FieldProblem] = []
        if new["immutable"] != true { problems.append(.forbidden("immutable", why)) }
        for field in fields where new[field] != old[field] { problems.append(.forbidden(field, why)) }
        return problems
    }

    private static func secret(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if new["type"] != old["type"] { problems.append(.invalid("type", new["type"] ?? "", "field is immutable")) }
        return problems + frozen(new, old, ["data"])
    }

    private static func service(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        guard new[path: "spec", "type"] != "ExternalName", old[path: "spec", "type"] != "ExternalName",
            let before = old[path: "spec", "clusterIP"], let after = new[path: "spec", "clusterIP"], before != after
        else { return [] }
        return [.invalid("spec.clusterIPs[0]", [after], "may not change once set")]
    }

    private static func binding(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        guard new["roleRef"] != old["roleRef"], let role = new["roleRef"] else { return [] }
        let value: JSON = [
            "APIGroup": role["apiGroup"] ?? "", "Kind": role["kind"] ?? "", "Name": role["name"] ?? "",
        ]
        return [.invalid("roleRef", value, "cannot change roleRef")]
    }

    private static func storageClass(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if new["parameters"] != old["parameters"] {
            problems.append(.forbidden("parameters", "updates to parameters are forbidden."))
        }
        if new["provisioner"] != old["provisioner"] {
            problems.append(.forbidden("provisioner", "updates to provisioner are forbidden."))
        }
        return problems
    }

    private static let statefulSetFields: Set<String> = [
        "minReadySeconds", "ordinals", "persistentVolumeClaimRetentionPolicy", "replicas", "revisionHistoryLimit",
        "template", "updateStrategy",
    ]

    private static func statefulSet(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        func fixed(_ object: JSON) -> JSONObject {
            (object["spec"]?.object ?? [:]).filter { !statefulSetFields.contains($0.key) }
        }
        guard JSON.object(fixed(new)) != .object(fixed(old)) else { return [] }
        return [
            .forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                    + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                    + "'minReadySeconds' are forbidden")
        ]
    }

    private static func persistentVolumeClaim(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        // A claim without a class may get the default one later.
        let mayGetClass = old[path: "spec", "storageClassName"] == nil
        func fixed(_ object: JSON) -> JSON? {
            let spec = object["spec"]?.without("resources", "volumeName", "volumeAttributesClassName")
            return mayGetClass ? spec?.without("storageClassName") : spec
        }
        guard fixed(new) != fixed(old) else { return [] }
        return [
            .forbidden(
                "spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
                    + "claims")
        ]
    }

    private static func pod(_ new: JSON, _ old: JSON) -> [FieldProblem] {
        func fixed(_ object: JSON) -> JSON? {
            var spec = object["spec"]?.without("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds")
            spec?.edit { members in
                for list in ["containers", "initContainers"] { members.editEach(list) { $0["image"] = nil } }
            }
            return spec?.without("nodeName")
        }
        guard fixed(new) != fixed(old) else { return [] }
        return [
            .forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                    + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)")
        ]
    }
}

import JSON
import Kubernetes
import OrderedCollections

/// What the API server checks in code, kind by kind. Only what users run into; the rest of an object's shape is
/// checked by its schema.
enum ObjectValidation {
    /// The problems of a new object, or of an object's new state.
    static func problems(in object: JSON, replacing old: JSON?, _ served: ServedResource) -> [FieldProblem] {
        var problems =
            old == nil
            ? MetadataValidation.problems(in: object, of: served.resource) : updateOfMetadata(object, of: served)
        if let definition = served.definitionVersion {
            return problems
                + CustomResourceValidation.problems(in: object, replacing: old, served, definition: definition)
        }
        if let old { problems += ImmutabilityRules.early(object, old, served.gvk.groupKind) }
        switch (served.gvk.group, served.gvk.kind) {
        case ("", "ConfigMap"): problems += keys(object, ["data", "binaryData"])
        case ("", "Secret"): problems += secret(object)
        case ("", "Service"): problems += service(object)
        case ("", "Pod"): problems += PodValidation.podSpec(object["spec"], at: "spec")
        case ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"):
            problems += PodValidation.workload(object)
        case ("batch", "Job"): problems += PodValidation.job(object["spec"], at: "spec")
        case ("batch", "CronJob"): problems += cronJob(object)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): problems += customResourceDefinition(object)
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            problems += binding(object)
        default: break
        }
        if let old { problems += ImmutabilityRules.late(object, old, served.gvk.groupKind) }
        return problems
    }

    private static func updateOfMetadata(_ object: JSON, of served: ServedResource) -> [FieldProblem] {
        MetadataValidation.problems(in: object, of: served.resource)
    }

    private static let maximumDataBytes = 1_048_576

    private static func keys(_ object: JSON, _ fields: [String]) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        var size = 0
        for field in fields {
            for (key, value) in object[field]?.object ?? [:] {
                size += key.utf8.count + (value.string?.utf8.count ?? 0)
                guard !NameRules.isConfigKey(key) else { continue }
                problems.append(.invalid("\(field)[\(key)]", .string(key), NameRules.configKeyExplanation))
            }
        }
        if size > maximumDataBytes { problems.append(.tooLong("[]", limit: maximumDataBytes)) }
        return problems
    }

    private static func secret(_ object: JSON) -> [FieldProblem] {
        var problems = keys(object, ["data"])
        if problems.last?.field == "[]" {
            problems.removeLast()
            problems.append(.tooLong("data", limit: maximumDataBytes))
        }
        let required: [String] =
            switch object["type"]?.string {
            case "kubernetes.io/tls": ["tls.crt", "tls.key"]
            case "kubernetes.io/dockerconfigjson": [".dockerconfigjson"]
            case "kubernetes.io/dockercfg": [".dockercfg"]
            case "kubernetes.io/ssh-auth": ["ssh-privatekey"]
            default: []
            }
        for key in required where object[path: "data", key] == nil { problems.append(.required("data[\(key)]")) }
        return problems
    }

    private static func service(_ object: JSON) -> [FieldProblem] {
        guard let spec = object["spec"] else { return [] }
        var problems: [FieldProblem] = []
        let ports = spec["ports"]?.array ?? []
        let type = spec["type"]?.string ?? ""
        let types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]
        if ports.isEmpty, type != "ExternalName", spec["clusterIP"] != "None" {
            problems.append(.required("spec.ports"))
        }
        for (index, port) in ports.enumerated() {
            let field = "spec.ports[\(index)]"
            if ports.count > 1, (port["name"]?.string ?? "").isEmpty { problems.append(.required("\(field).name")) }
            if let number = port["port"]?.integer, !(1...65535).contains(number) {
                problems.append(.invalid("\(field).port", .integer(number), "must be between 1 and 65535, inclusive"))
            }
        }
        if !types.contains(type) { problems.append(.notSupported("spec.type", .string(type), types)) }
        if type == "ExternalName", (spec["externalName"]?.string ?? "").isEmpty {
            problems.append(.required("spec.externalName"))
        }
        return problems
    }

    private static func cronJob(_ object: JSON) -> [FieldProblem] {
        var problems = PodValidation.job(object[path: "spec", "jobTemplate", "spec"], at: "spec.jobTemplate.spec")
        if (object[path: "spec", "schedule"]?.string ?? "").isEmpty { problems.append(.required("spec.schedule")) }
        return problems
    }

    private static func binding(_ object: JSON) -> [FieldProblem] {
        guard (object[path: "roleRef", "name"]?.string ?? "").isEmpty else { return [] }
        return [.required("roleRef.name")]
    }

    private static func customResourceDefinition(_ object: JSON) -> [FieldProblem] {
        guard let spec = object["spec"] else { return [.required("spec")] }
        var problems: [FieldProblem] = []
        let group = spec["group"]?.string ?? ""
        let plural = spec[path: "names", "plural"]?.string ?? ""
        if object.name != "\(plural).\(group)" {
            problems.append(
                .invalid("metadata.name", .string(object.name), "must be spec.names.plural+\".\"+spec.group"))
        }
        if group.isEmpty { problems.append(.required("spec.group")) }
        if plural.isEmpty { problems.append(.required("spec.names.plural")) }
        if (spec[path: "names", "kind"]?.string ?? "").isEmpty { problems.append(.required("spec.names.kind")) }
        let scope = spec["scope"] ?? ""
        if scope != "Cluster", scope != "Namespaced" {
            problems.append(.notSupported("spec.scope", scope, ["Cluster", "Namespaced"]))
        }
        let versions = spec["versions"]?.array ?? []
        if versions.filter({ $0["storage"] == true }).count != 1 {
            problems.append(
                .invalid("spec.versions", .array(versions), "must have exactly one version marked as storage version"))
        }
        for (index, version) in versions.enumerated() where version[path: "schema", "openAPIV3Schema"] == nil {
            problems.append(.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required"))
        }
        return problems + RuleDefinitions.problems(in: versions)
    }
}

package import JSON
package import Kubernetes

/// What the pods of an object use by name, in the object's namespace.
package struct PodReferences: Hashable, Sendable {
    /// Of `env`, `envFrom`, volumes and projected volumes, in any container.
    package private(set) var configMaps: Set<String> = []
    package private(set) var secrets: Set<String> = []
    package private(set) var imagePullSecrets: Set<String> = []
    package private(set) var claims: Set<String> = []
    package private(set) var serviceAccount: String?
    /// Those among `configMaps` and `secrets` whose every use is marked `optional`.
    package var optionalConfigMaps: Set<String> { configMaps.subtracting(requiredConfigMaps) }
    package var optionalSecrets: Set<String> { secrets.subtracting(requiredSecrets) }

    private var requiredConfigMaps: Set<String> = []
    private var requiredSecrets: Set<String> = []

    /// Nil for an object that runs no pods.
    package init?(_ object: KubernetesObject) {
        guard let pod = Self.podSpecification(of: object) else { return nil }
        self.init(podSpecification: pod)
    }

    /// The pod specification inside a workload.
    package static func podSpecification(of object: KubernetesObject) -> JSON? {
        let path = path(of: object)
        guard !path.steps.isEmpty else { return nil }
        var json: JSON? = object.json
        for case .member(let name) in path.steps { json = json?[name] }
        return json
    }

    /// Where the pod specification is; empty for an object that runs no pods.
    package static func path(of object: KubernetesObject) -> FieldPath {
        switch (object.gvk.group, object.kind) {
        case ("", "Pod"): FieldPath("spec")
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"),
            ("batch", "Job"), ("", "ReplicationController"):
            FieldPath("spec", "template", "spec")
        case ("batch", "CronJob"): FieldPath("spec", "jobTemplate", "spec", "template", "spec")
        default: FieldPath([])
        }
    }

    package init(podSpecification pod: JSON) {
        serviceAccount = pod["serviceAccountName"]?.string ?? pod["serviceAccount"]?.string
        for secret in pod["imagePullSecrets"]?.array ?? [] {
            if let name = secret["name"]?.string { imagePullSecrets.insert(name) }
        }
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            for container in pod[list]?.array ?? [] { add(container: container) }
        }
        for volume in pod["volumes"]?.array ?? [] { add(volume: volume) }
    }

    private mutating func add(container: JSON) {
        for variable in container["env"]?.array ?? [] {
            addConfigMap(variable["valueFrom"]?["configMapKeyRef"], name: "name")
            addSecret(variable["valueFrom"]?["secretKeyRef"], name: "name")
        }
        for source in container["envFrom"]?.array ?? [] {
            addConfigMap(source["configMapRef"], name: "name")
            addSecret(source["secretRef"], name: "name")
        }
    }

    private mutating func add(volume: JSON) {
        addConfigMap(volume["configMap"], name: "name")
        addSecret(volume["secret"], name: "secretName")
        for source in volume["projected"]?["sources"]?.array ?? [] {
            addConfigMap(source["configMap"], name: "name")
            addSecret(source["secret"], name: "name")
        }
        if let claim = volume["persistentVolumeClaim"]?["claimName"]?.string { claims.insert(claim) }
    }

    private mutating func addConfigMap(_ reference: JSON?, name key: String) {
        guard let name = reference?[key]?.string else { return }
        configMaps.insert(name)
        if reference?["optional"]?.boolean != true { requiredConfigMaps.insert(name) }
    }

    private mutating func addSecret(_ reference: JSON?, name key: String) {
        guard let name = reference?[key]?.string else { return }
        secrets.insert(name)
        if reference?["optional"]?.boolean != true { requiredSecrets.insert(name) }
    }
}

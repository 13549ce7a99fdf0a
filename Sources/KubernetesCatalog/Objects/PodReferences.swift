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

    package init(podSpecification pod: JSON) { self.init(FlatJSON(pod), podSpecification: 0) }

    /// Of a pod specification inside an object.
    init(_ object: FlatJSON, podSpecification pod: Int) {
        serviceAccount =
            object.text("serviceAccountName", of: pod) ?? object.text("serviceAccount", of: pod)
        object.forEachElement(of: "imagePullSecrets", in: pod) { secret in
            if let name = object.text("name", of: secret) { imagePullSecrets.insert(name) }
        }
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            object.forEachElement(of: list, in: pod) { add(container: $0, of: object) }
        }
        object.forEachElement(of: "volumes", in: pod) { add(volume: $0, of: object) }
    }

    private mutating func add(container: Int, of object: FlatJSON) {
        object.forEachElement(of: "env", in: container) { variable in
            guard let source = object.member("valueFrom", of: variable) else { return }
            addConfigMap(object.member("configMapKeyRef", of: source), of: object, name: "name")
            addSecret(object.member("secretKeyRef", of: source), of: object, name: "name")
        }
        object.forEachElement(of: "envFrom", in: container) { source in
            addConfigMap(object.member("configMapRef", of: source), of: object, name: "name")
            addSecret(object.member("secretRef", of: source), of: object, name: "name")
        }
    }

    private mutating func add(volume: Int, of object: FlatJSON) {
        addConfigMap(object.member("configMap", of: volume), of: object, name: "name")
        addSecret(object.member("secret", of: volume), of: object, name: "secretName")
        if let projected = object.member("projected", of: volume) {
            object.forEachElement(of: "sources", in: projected) { source in
                addConfigMap(object.member("configMap", of: source), of: object, name: "name")
                addSecret(object.member("secret", of: source), of: object, name: "name")
            }
        }
        if let claim = object.text("claimName", of: object.member("persistentVolumeClaim", of: volume)) {
            claims.insert(claim)
        }
    }

    private mutating func addConfigMap(_ reference: Int?, of object: FlatJSON, name key: String) {
        guard let name = object.text(key, of: reference) else { return }
        configMaps.insert(name)
        if !object.isTrue("optional", of: reference) { requiredConfigMaps.insert(name) }
    }

    private mutating func addSecret(_ reference: Int?, of object: FlatJSON, name key: String) {
        guard let name = object.text(key, of: reference) else { return }
        secrets.insert(name)
        if !object.isTrue("optional", of: reference) { requiredSecrets.insert(name) }
    }
}

extension FlatJSON {
    fileprivate func text(_ name: String, of position: Int?) -> String? { member(name, of: position).flatMap(string) }

    fileprivate func isTrue(_ name: String, of position: Int?) -> Bool {
        guard let member = member(name, of: position), case .boolean(true) = nodes[member].content else { return false }
        return true
    }

    fileprivate func forEachElement(of name: String, in position: Int, _ body: (Int) -> Void) {
        guard let list = member(name, of: position), isArray(list) else { return }
        for element in children(of: list) { body(element) }
    }
}

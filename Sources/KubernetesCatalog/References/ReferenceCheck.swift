import JSON
package import Kubernetes
import OrderedCollections

/// Looks for references between objects that lead nowhere.
///
/// Says nothing where something outside the set may be meant: a namespace that holds custom resources may have pods
/// and Secrets made by their controllers.
package struct ReferenceCheck {
    private let objects: [KubernetesObject]
    private var identities: Set<ObjectIdentity> = []
    /// The labels of the pods of each namespace.
    private var podLabels: [String: [[String: String]]] = [:]
    private var services: [ObjectIdentity: KubernetesObject] = [:]
    private var namespacesWithCustomResources: Set<String> = []
    /// Every text in the custom resources of a namespace: they name what their controllers make.
    private var customTexts: [String: Set<String>] = [:]
    private var findings: [ReferenceFinding] = []

    /// The findings, in the order of the objects.
    package static func check(_ objects: [KubernetesObject]) -> [ReferenceFinding] {
        var check = ReferenceCheck(objects)
        for index in objects.indices { check.inspect(index) }
        return check.findings
    }

    private init(_ objects: [KubernetesObject]) {
        self.objects = objects
        for object in objects { collect(object) }
    }

    private mutating func collect(_ object: KubernetesObject) {
        let namespace = object.namespace ?? ""
        identities.insert(object.identity)
        if object.kind == "Service", object.gvk.group.isEmpty { services[object.identity] = object }
        if let labels = Self.podLabels(of: object) { podLabels[namespace, default: []].append(labels) }
        if KubernetesSchema.embedded.resource(object.gvk.groupKind) == nil {
            namespacesWithCustomResources.insert(namespace)
            Self.collectTexts(object.json, depth: 0, into: &customTexts[namespace, default: []])
        }
    }

    private static func collectTexts(_ json: JSON, depth: Int, into texts: inout Set<String>) {
        guard depth < 100 else { return }
        switch json {
        case .string(let text): texts.insert(text)
        case .array(let elements): for element in elements { collectTexts(element, depth: depth + 1, into: &texts) }
        case .object(let members): for value in members.values { collectTexts(value, depth: depth + 1, into: &texts) }
        case .null, .boolean, .integer, .double: break
        }
    }

    private static func podLabels(of object: KubernetesObject) -> [String: String]? {
        let metadata: JSON?
        switch (object.gvk.group, object.kind) {
        case ("", "Pod"): return object.labels
        case ("apps", _), ("batch", "Job"), ("", "ReplicationController"):
            metadata = object.json[path: "spec", "template", "metadata"]
        case ("batch", "CronJob"): metadata = object.json[path: "spec", "jobTemplate", "spec", "template", "metadata"]
        default: return nil
        }
        guard let metadata else { return nil }
        return KubernetesObject(["metadata": metadata]).labels
    }

    private mutating func add(_ check: ReferenceFinding.Check, _ index: Int, _ path: FieldPath, _ message: String) {
        findings.append(ReferenceFinding(check: check, index: index, path: path, message: message))
    }

    private func holds(_ group: String, _ kind: String, _ namespace: String?, _ name: String) -> Bool {
        identities.contains(ObjectIdentity(group: group, kind: kind, namespace: namespace, name: name))
    }

    private mutating func inspect(_ index: Int) {
        let object = objects[index]
        if let pod = PodReferences(object) { inspect(pod, index) }
        switch (object.gvk.group, object.kind) {
        case ("", "Service"): inspectService(index)
        case ("networking.k8s.io", "Ingress"): inspectIngress(index)
        case ("networking.k8s.io", "NetworkPolicy"):
            inspectSelector(index, FieldPath("spec", "podSelector"), .networkPolicy)
        case ("policy", "PodDisruptionBudget"):
            inspectSelector(index, FieldPath("spec", "selector"), .podDisruptionBudget)
        case ("autoscaling", "HorizontalPodAutoscaler"): inspectAutoscaler(index)
        case ("rbac.authorization.k8s.io", "RoleBinding"): inspectBinding(index)
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            inspectOwnSelector(index)
        default: break
        }
    }

    private mutating func inspect(_ pod: PodReferences, _ index: Int) {
        let namespace = objects[index].namespace
        func isMadeElsewhere(_ name: String) -> Bool { customTexts[namespace ?? ""]?.contains(name) ?? false }
        let template = PodReferences.path(of: objects[index])
        if let account = pod.serviceAccount, account != "default",
            !holds("", "ServiceAccount", namespace, account), !isMadeElsewhere(account)
        {
            let path = template.appending(.member("serviceAccountName"))
            add(.serviceAccount, index, path, "the ServiceAccount \"\(account)\" is not in the catalog")
        }
        let required = [
            ("ConfigMap", pod.configMaps.subtracting(pod.optionalConfigMaps).subtracting(["kube-root-ca.crt"])),
            ("Secret", pod.secrets.subtracting(pod.optionalSecrets)),
        ]
        for (kind, names) in required {
            for name in names.sorted() where !holds("", kind, namespace, name) && !isMadeElsewhere(name) {
                add(.configuration, index, template, "the \(kind) \"\(name)\" is not in the catalog")
            }
        }
        for name in pod.claims.sorted()
        where !holds("", "PersistentVolumeClaim", namespace, name) && !isMadeElsewhere(name) {
            let path = template.appending(.member("volumes"))
            add(.claim, index, path, "the PersistentVolumeClaim \"\(name)\" is not in the catalog")
        }
    }

    private func hasPods(_ namespace: String?, matching selector: LabelSelector) -> Bool {
        let namespace = namespace ?? ""
        return namespacesWithCustomResources.contains(namespace)
            || (podLabels[namespace] ?? []).contains { selector.matches($0) }
    }

    private mutating func inspectService(_ index: Int) {
        let specification = objects[index].json["spec"]
        let selector = LabelSelector(labels: specification?["selector"])
        guard specification?["type"]?.string != "ExternalName", !selector.isEmpty,
            !hasPods(objects[index].namespace, matching: selector)
        else { return }
        add(.service, index, FieldPath("spec", "selector"), "the selector matches no pods of the catalog")
    }

    private mutating func inspectSelector(_ index: Int, _ path: FieldPath, _ check: ReferenceFinding.Check) {
        var json: JSON? = objects[index].json
        for case .member(let name) in path.steps { json = json?[name] }
        let selector = LabelSelector(json ?? [:])
        guard !selector.isEmpty, !hasPods(objects[index].namespace, matching: selector) else { return }
        add(check, index, path, "the selector matches no pods of the catalog")
    }

    /// The API refuses a workload whose selector does not match its own template.
    private mutating func inspectOwnSelector(_ index: Int) {
        let object = objects[index]
        guard let json = object.json[path: "spec", "selector"] else { return }
        let selector = LabelSelector(json)
        guard let labels = Self.podLabels(of: object), !selector.matches(labels) else { return }
        add(
            .selector, index, FieldPath("spec", "selector"),
            "the selector does not match the labels of the pod template")
    }

    private mutating func inspectAutoscaler(_ index: Int) {
        let target = objects[index].json[path: "spec", "scaleTargetRef"]
        guard let kind = target?["kind"]?.string, let name = target?["name"]?.string else { return }
        let gvk = GroupVersionKind(apiVersion: target?["apiVersion"]?.string ?? "apps/v1", kind: kind)
        guard ["Deployment", "StatefulSet", "ReplicaSet"].contains(kind), gvk.group == "apps",
            !holds("apps", kind, objects[index].namespace, name)
        else { return }
        let path = FieldPath("spec", "scaleTargetRef")
        add(.horizontalPodAutoscaler, index, path, "the \(kind) \"\(name)\" is not in the catalog")
    }

    private mutating func inspectBinding(_ index: Int) {
        let role = objects[index].json["roleRef"]
        guard role?["kind"]?.string == "Role", let name = role?["name"]?.string,
            !holds("rbac.authorization.k8s.io", "Role", objects[index].namespace, name)
        else { return }
        add(.role, index, FieldPath("roleRef"), "the Role \"\(name)\" is not in the catalog")
    }

    private mutating func inspectIngress(_ index: Int) {
        let specification = objects[index].json["spec"]
        inspectBackend(specification?["defaultBackend"], index, FieldPath("spec", "defaultBackend"))
        for (rule, json) in (specification?["rules"]?.array ?? []).enumerated() {
            for (path, entry) in (json["http"]?["paths"]?.array ?? []).enumerated() {
                let place = FieldPath([
                    .member("spec"), .member("rules"), .element(rule), .member("http"), .member("paths"),
                    .element(path),
                    .member("backend"),
                ])
                inspectBackend(entry["backend"], index, place)
            }
        }
    }

    private mutating func inspectBackend(_ backend: JSON?, _ index: Int, _ path: FieldPath) {
        guard let reference = backend?["service"], let name = reference["name"]?.string else { return }
        let path = path.appending(.member("service"))
        let identity = ObjectIdentity(group: "", kind: "Service", namespace: objects[index].namespace, name: name)
        guard let service = services[identity] else {
            if namespacesWithCustomResources.contains(objects[index].namespace ?? "") { return }
            return add(.ingress, index, path, "the Service \"\(name)\" is not in the catalog")
        }
        let ports = service.json[path: "spec", "ports"]?.array ?? []
        if let wanted = reference["port"]?["name"]?.string, !ports.contains(where: { $0["name"]?.string == wanted }) {
            add(.ingress, index, path, "the Service \"\(name)\" has no port named \"\(wanted)\"")
        } else if let wanted = reference["port"]?["number"]?.integer,
            !ports.contains(where: { $0["port"]?.integer == wanted })
        {
            add(.ingress, index, path, "the Service \"\(name)\" has no port \(wanted)")
        }
    }
}

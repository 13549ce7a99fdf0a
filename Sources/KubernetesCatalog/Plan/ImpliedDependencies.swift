import JSON
import Kubernetes

/// The order that follows from what objects are to each other, without a word in the manifest.
struct ImpliedDependencies {
    typealias Edge = (source: Int, target: Int)

    private var byIdentity: [ObjectIdentity: Int] = [:]
    private var definitions: [GroupKind: Int] = [:]
    /// LimitRanges and ResourceQuotas, which shape or refuse the pods of their namespace.
    private var podPolicies: [String: [Int]] = [:]
    /// What nodes need, whether or not it is in the catalog.
    private var needs: [(need: ObjectIdentity, of: Int)] = []
    private var customResources: [(kind: GroupKind, index: Int)] = []
    private var podOwners: [(namespace: String, index: Int)] = []

    /// Notes a node that is to be there, with its object.
    mutating func add(_ node: ObjectNode, _ object: KubernetesObject, at index: Int) {
        byIdentity[node.identity] = index
        switch (node.gvk.group, node.gvk.kind) {
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            if let group = object.json[path: "spec", "group"]?.string,
                let kind = object.json[path: "spec", "names", "kind"]?.string
            {
                definitions[GroupKind(group: group, kind: kind)] = index
            }
        case ("", "LimitRange"), ("", "ResourceQuota"):
            podPolicies[object.namespace ?? "", default: []].append(index)
        default: break
        }
        collect(node, object, index)
    }

    /// From what comes first to what needs it.
    var edges: [Edge] {
        var edges: [Edge] = []
        for (need, index) in needs { if let found = byIdentity[need] { edges.append((found, index)) } }
        for (kind, index) in customResources { if let found = definitions[kind] { edges.append((found, index)) } }
        for (namespace, index) in podOwners {
            for policy in podPolicies[namespace] ?? [] { edges.append((policy, index)) }
        }
        return edges
    }

    private mutating func add(_ group: String, _ kind: String, _ namespace: String?, _ name: String?, before index: Int)
    {
        guard let name else { return }
        needs.append((ObjectIdentity(group: group, kind: kind, namespace: namespace, name: name), index))
    }

    private mutating func collect(_ node: ObjectNode, _ object: KubernetesObject, _ index: Int) {
        let (gvk, namespace) = (node.gvk, node.identity.namespace)
        if let namespace { add("", "Namespace", nil, namespace, before: index) }
        customResources.append((node.identity.groupKind, index))
        if let pod = PodReferences.podSpecification(of: object) { collect(pod, namespace, index) }
        switch (gvk.group, gvk.kind) {
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            let role = object.json["roleRef"]
            let kind = role?["kind"]?.string ?? ""
            add(
                "rbac.authorization.k8s.io", kind, kind == "Role" ? namespace : nil, role?["name"]?.string,
                before: index)
        case ("", "PersistentVolumeClaim"), ("", "PersistentVolume"):
            let name = object.json[path: "spec", "storageClassName"]?.string
            add("storage.k8s.io", "StorageClass", nil, name, before: index)
        case ("networking.k8s.io", "Ingress"):
            let name = object.json[path: "spec", "ingressClassName"]?.string
            add("networking.k8s.io", "IngressClass", nil, name, before: index)
        default: break
        }
    }

    private mutating func collect(_ pod: JSON, _ namespace: String?, _ index: Int) {
        let used = PodReferences(podSpecification: pod)
        for name in used.configMaps { add("", "ConfigMap", namespace, name, before: index) }
        for name in used.secrets.union(used.imagePullSecrets) { add("", "Secret", namespace, name, before: index) }
        for name in used.claims { add("", "PersistentVolumeClaim", namespace, name, before: index) }
        add("", "ServiceAccount", namespace, used.serviceAccount, before: index)
        add("scheduling.k8s.io", "PriorityClass", nil, pod["priorityClassName"]?.string, before: index)
        add("node.k8s.io", "RuntimeClass", nil, pod["runtimeClassName"]?.string, before: index)
        podOwners.append((namespace ?? "", index))
    }
}

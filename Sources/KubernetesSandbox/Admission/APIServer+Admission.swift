import JSON
import Kubernetes
import OrderedCollections

/// What the server adds to new objects, and why it refuses some that are valid.
extension APIServer {
    func admit(_ object: inout JSON, _ target: RequestTarget.ResourceTarget) throws(APIError) {
        guard target.resource.namespaced else { return }
        let limits = store.list(.limitRanges, namespace: object.namespace).objects
        switch target.served.groupResource {
        case .pods:
            addTolerations(to: &object)
            for range in limits { LimitRangeRules(range).addDefaults(to: &object) }
            setQualityOfService(of: &object)
        case .claims: addStorageClass(to: &object)
        default: break
        }
        let problems = limits.flatMap { LimitRangeRules($0).problems(in: object, target.served.groupResource) }
        if let first = problems.first {
            throw .forbidden(
                target.resource, name: object.name,
                problems.count == 1 ? first : "[\(problems.joined(separator: ", "))]")
        }
        try checkServiceAccount(object, target)
        try checkQuotas(object, target)
    }

    /// Pods stay for five minutes on nodes that do not answer.
    private func addTolerations(to pod: inout JSON) {
        pod.edit { members in
            members.edit("spec") { spec in
                var tolerations = spec["tolerations"]?.array ?? []
                for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
                    let isTolerated = tolerations.contains {
                        ($0["key"]?.string ?? key) == key && ["NoExecute", ""].contains($0["effect"]?.string ?? "")
                    }
                    guard !isTolerated else { continue }
                    tolerations.append([
                        "key": .string(key), "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
                    ])
                }
                spec["tolerations"] = .array(tolerations)
            }
        }
    }

    private func setQualityOfService(of pod: inout JSON) {
        let quality = PodResources(pod["spec"]).qualityOfService
        pod.edit { members in members.edit("status") { $0["qosClass"] = .string(quality) } }
    }

    private func addStorageClass(to claim: inout JSON) {
        guard claim[path: "spec", "storageClassName"] == nil else { return }
        let standard = store.list(.storageClasses).objects.last { storageClass in
            storageClass[path: "metadata", "annotations", "storageclass.kubernetes.io/is-default-class"] == "true"
        }
        guard let standard else { return }
        claim.edit { members in members.edit("spec") { $0["storageClassName"] = .string(standard.name) } }
    }

    /// Pods need the account that they run as. The one of every namespace may come a moment later.
    private func checkServiceAccount(
        _ object: JSON, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) {
        guard target.served.groupResource == .pods, configuration.runsControllers,
            let account = object[path: "spec", "serviceAccountName"]?.string, account != "default",
            store.get(ObjectKey(resource: .serviceAccounts, namespace: object.namespace, name: account)) == nil
        else { return }
        throw .forbidden(
            target.resource, name: object.name,
            "error looking up service account \(object.namespace)/\(account): serviceaccount \"\(account)\" not found")
    }

    private func checkQuotas(_ object: JSON, _ target: RequestTarget.ResourceTarget) throws(APIError) {
        let quotas = store.list(.resourceQuotas, namespace: object.namespace).objects
        for quota in quotas {
            let meter = QuotaMeter(quota)
            if let problem = meter.problem(adding: object, target.served.groupResource, to: store) {
                throw .forbidden(target.resource, name: object.name, problem)
            }
        }
    }
}

extension GroupResource {
    static let limitRanges = GroupResource(group: "", plural: "limitranges")
    static let resourceQuotas = GroupResource(group: "", plural: "resourcequotas")
    static let storageClasses = GroupResource(group: "storage.k8s.io", plural: "storageclasses")
}

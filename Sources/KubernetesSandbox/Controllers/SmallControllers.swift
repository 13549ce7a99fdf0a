import JSON
import OrderedCollections

/// Controllers of one step each: what the cloud, the storage and the ingress would do.
struct SmallControllers {
    private let cluster: Cluster

    init(_ cluster: Cluster) { self.cluster = cluster }

    func reconcile(_ object: JSON, _ key: ObjectKey) {
        switch key.resource {
        case .claims: claim(object, key)
        case .volumes: volume(object, key)
        case .services: service(object, key)
        case .ingresses: ingress(object, key)
        case .disruptionBudgets: disruptionBudget(object, key)
        case .resourceQuotas:
            cluster.updateStatus(key) { status in
                for (name, value) in QuotaMeter(object).status(in: cluster.store) { status[name] = value }
            }
        default: break
        }
    }

    private func claim(_ claim: JSON, _ key: ObjectKey) {
        guard !claim.isTerminating else {
            cluster.update(key) { $0.removeFinalizer("kubernetes.io/pvc-protection") }
            return
        }
        guard claim[path: "status", "phase"] != "Bound" else { return }
        cluster.update(key) { members in
            members.edit("spec") { spec in
                spec.setDefault("volumeName", .string("pvc-\(claim.uid)"))
                spec.setDefault("storageClassName", "standard")
            }
        }
        cluster.updateStatus(key) { status in
            status["phase"] = "Bound"
            status["accessModes"] = claim[path: "spec", "accessModes"]
            status["capacity"] = claim[path: "spec", "resources", "requests"]
        }
    }

    private func volume(_ volume: JSON, _ key: ObjectKey) {
        guard !volume.isTerminating else {
            cluster.update(key) { $0.removeFinalizer("kubernetes.io/pv-protection") }
            return
        }
        guard volume[path: "status", "phase"] == "Pending" else { return }
        cluster.updateStatus(key) { $0["phase"] = "Available" }
    }

    private func address(_ object: JSON) -> JSON {
        let sum = object.uid.utf8.reduce(0) { $0 &* 31 &+ Int($1) }.magnitude
        return ["ingress": [["ip": .string("203.0.113.\(sum % 254 + 1)")]]]
    }

    private func service(_ service: JSON, _ key: ObjectKey) {
        let isBalanced = service[path: "spec", "type"] == "LoadBalancer"
        let hasAddress = service[path: "status", "loadBalancer", "ingress"] != nil
        guard !service.isTerminating, isBalanced != hasAddress else { return }
        cluster.updateStatus(key) { $0["loadBalancer"] = isBalanced ? address(service) : .object([:]) }
    }

    private func ingress(_ ingress: JSON, _ key: ObjectKey) {
        guard !ingress.isTerminating, ingress[path: "status", "loadBalancer", "ingress"] == nil else { return }
        cluster.updateStatus(key) { $0["loadBalancer"] = address(ingress) }
    }

    private func disruptionBudget(_ budget: JSON, _ key: ObjectKey) {
        guard !budget.isTerminating else { return }
        let selector = budget[path: "spec", "selector"].flatMap(LabelSelector.init(object:))
        let pods = cluster.list(.pods, namespace: budget.namespace).filter { selector?.matches($0.labels) ?? false }
        let healthy = pods.filter(\.isReadyPod).count
        let wanted: Int
        if let maximum = budget[path: "spec", "maxUnavailable"] {
            wanted = max(0, pods.count - PodTemplates.resolve(maximum, of: pods.count, roundingUp: true))
        } else {
            wanted = PodTemplates.resolve(budget[path: "spec", "minAvailable"], of: pods.count, roundingUp: true)
        }
        let allowed = max(0, healthy - wanted)
        cluster.updateStatus(key) { status in
            status["observedGeneration"] = budget[path: "metadata", "generation"]
            status["expectedPods"] = .integer(pods.count)
            status["currentHealthy"] = .integer(healthy)
            status["desiredHealthy"] = .integer(wanted)
            status["disruptionsAllowed"] = .integer(allowed)
            Conditions.set(
                &status, "DisruptionAllowed", allowed > 0,
                reason: allowed > 0 ? "SufficientPods" : "InsufficientPods", message: "", now: cluster.now)
        }
    }
}

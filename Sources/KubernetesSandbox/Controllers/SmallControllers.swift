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
        let name = claim[path: "spec", "volumeName"]?.string ?? "pvc-\(claim.uid)"
        if cluster.get(ObjectKey(resource: .volumes, namespace: "", name: name)) == nil { addVolume(name, for: claim) }
        cluster.update(key) { members in
            members.edit("spec") { spec in
                spec.setDefault("volumeName", .string(name))
                spec.setDefault("storageClassName", "standard")
            }
            members.edit("metadata") { metadata in
                metadata.setDefault("annotations", .object([:]))
                metadata.edit("annotations") { annotations in
                    annotations["pv.kubernetes.io/bind-completed"] = "yes"
                    annotations["pv.kubernetes.io/bound-by-controller"] = "yes"
                }
            }
        }
        cluster.updateStatus(key) { status in
            status["phase"] = "Bound"
            status["accessModes"] = claim[path: "spec", "accessModes"]
            status["capacity"] = claim[path: "spec", "resources", "requests"]
        }
    }

    /// Nothing is stored in it.
    private func addVolume(_ name: String, for claim: JSON) {
        let spec = claim["spec"]
        cluster.create([
            "apiVersion": "v1", "kind": "PersistentVolume", "metadata": ["name": .string(name)],
            "spec": [
                "accessModes": spec?["accessModes"] ?? [], "capacity": spec?[path: "resources", "requests"] ?? [:],
                "storageClassName": spec?["storageClassName"] ?? "standard", "persistentVolumeReclaimPolicy": "Delete",
                "volumeMode": spec?["volumeMode"] ?? "Filesystem",
                "claimRef": [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": .string(claim.name),
                    "namespace": .string(claim.namespace), "uid": .string(claim.uid),
                ],
                "csi": ["driver": "sandbox.bunraku.dev", "volumeHandle": .string(name)],
            ],
        ])
    }

    private func volume(_ volume: JSON, _ key: ObjectKey) {
        guard !volume.isTerminating else {
            cluster.update(key) { $0.removeFinalizer("kubernetes.io/pv-protection") }
            return
        }
        var phase: JSON = "Available"
        if let claim = volume[path: "spec", "claimRef"] {
            let claimKey = ObjectKey(
                resource: .claims, namespace: claim["namespace"]?.string ?? "", name: claim["name"]?.string ?? "")
            let isClaimed = cluster.get(claimKey)?.uid == claim["uid"]?.string
            if !isClaimed, volume[path: "spec", "persistentVolumeReclaimPolicy"] == "Delete" {
                return cluster.delete(key)
            }
            phase = isClaimed ? "Bound" : "Released"
        }
        guard volume[path: "status", "phase"] != phase else { return }
        cluster.updateStatus(key) { $0["phase"] = phase }
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

import JSON
import OrderedCollections

/// Pretends to run pods: they get a node, and after a while they are ready, or done.
///
/// Nothing runs. What a pod refers to must exist, as for a kubelet. A pod can be told to misbehave by the annotation
/// `sandbox.bunraku.dev/health`: `pending`, `unready`, `crashloop`, `imagepull` or `failed`.
struct PodController {
    static let healthAnnotation = "sandbox.bunraku.dev/health"
    /// Seconds until the pod is ready, instead of the sandbox's own delay.
    static let delayAnnotation = "sandbox.bunraku.dev/delay"

    private let cluster: Cluster
    private let delays: Delays

    init(_ cluster: Cluster, _ delays: Delays) {
        self.cluster = cluster
        self.delays = delays
    }

    /// The result is when to look again.
    func reconcile(_ pod: JSON, _ key: ObjectKey) -> Duration? {
        guard !pod.isTerminating else { return nil }
        let annotations = pod[path: "metadata", "annotations"]
        let health = annotations?[Self.healthAnnotation]?.string
        switch pod[path: "status", "phase"]?.string {
        case "Pending"?, nil:
            guard health != "pending" else {
                unschedulable(key)
                return nil
            }
            schedule(pod, key)
            if let missing = missingReference(pod) {
                waiting(pod, key, reason: "CreateContainerConfigError", message: missing)
                return nil
            }
            if let left = delays.left(of: delay(annotations, key), for: pod.uid) { return left }
            start(pod, key, health: health)
            return runsToCompletion(pod) ? .zero : nil
        case "Running"? where runsToCompletion(pod) && health == nil:
            if let left = delays.left(of: delay(annotations, key), for: pod.uid) { return left }
            finish(pod, key)
            return nil
        default: return nil
        }
    }

    private func delay(_ annotations: JSON?, _ key: ObjectKey) -> Duration {
        guard let seconds = annotations?[Self.delayAnnotation]?.string.flatMap({ Double($0) }),
            (0...86400).contains(seconds)
        else {
            let path = "/api/v1/namespaces/\(key.namespace)/pods/\(key.name)"
            return cluster.server.faults.healthDelay(ofPod: path) ?? cluster.configuration.controllerDelay
        }
        return .milliseconds(Int(seconds * 1000))
    }

    private func runsToCompletion(_ pod: JSON) -> Bool { pod[path: "spec", "restartPolicy"] != "Always" }

    private func unschedulable(_ key: ObjectKey) {
        cluster.updateStatus(key) { status in
            Conditions.set(
                &status, "PodScheduled", false, reason: "Unschedulable", message: "0 nodes are available",
                now: cluster.now)
        }
    }

    private func schedule(_ pod: JSON, _ key: ObjectKey) {
        if pod[path: "spec", "nodeName"] == nil {
            let nodes = cluster.list(.nodes).filter { $0[path: "spec", "unschedulable"] != true }
            guard !nodes.isEmpty else { return unschedulable(key) }
            let sum = pod.uid.utf8.reduce(0) { $0 + Int($1) }
            cluster.update(key) { $0.edit("spec") { $0["nodeName"] = .string(nodes[sum % nodes.count].name) } }
        }
        let isScheduled = (pod[path: "status", "conditions"]?.array ?? []).contains {
            $0["type"] == "PodScheduled" && $0["status"] == "True"
        }
        guard !isScheduled else { return }
        cluster.updateStatus(key) { setCondition(&$0, "PodScheduled", true) }
    }

    private func setCondition(_ status: inout JSONObject, _ type: String, _ value: Bool, reason: String = "") {
        var conditions = (status["conditions"]?.array ?? []).filter { $0["type"]?.string != type }
        var condition: JSONObject = [
            "type": .string(type), "status": value ? "True" : "False", "lastProbeTime": .null,
            "lastTransitionTime": .string(cluster.now),
        ]
        if !reason.isEmpty { condition["reason"] = .string(reason) }
        conditions.append(.object(condition))
        status["conditions"] = .array(conditions)
    }

    /// A Secret, ConfigMap or claim that the pod needs and that does not exist.
    private func missingReference(_ pod: JSON) -> String? {
        let namespace = pod.namespace
        func missing(_ resource: GroupResource, _ kind: String, _ reference: JSON?, _ member: String) -> String? {
            guard let reference, reference["optional"] != true, let name = reference[member]?.string,
                cluster.get(ObjectKey(resource: resource, namespace: namespace, name: name)) == nil
            else { return nil }
            return "\(kind) \"\(name)\" not found"
        }
        for list in ["initContainers", "containers"] {
            for container in pod[path: "spec", list]?.array ?? [] {
                for variable in container["env"]?.array ?? [] {
                    let source = variable["valueFrom"]
                    if let text = missing(.secrets, "secret", source?["secretKeyRef"], "name") { return text }
                    if let text = missing(.configMaps, "configmap", source?["configMapKeyRef"], "name") { return text }
                }
                for source in container["envFrom"]?.array ?? [] {
                    if let text = missing(.secrets, "secret", source["secretRef"], "name") { return text }
                    if let text = missing(.configMaps, "configmap", source["configMapRef"], "name") { return text }
                }
            }
        }
        for volume in pod[path: "spec", "volumes"]?.array ?? [] {
            if let text = missing(.secrets, "secret", volume["secret"], "secretName") { return text }
            if let text = missing(.configMaps, "configmap", volume["configMap"], "name") { return text }
            if let text = missing(.claims, "persistentvolumeclaim", volume["persistentVolumeClaim"], "claimName") {
                return text
            }
        }
        return nil
    }

    private func waiting(_ pod: JSON, _ key: ObjectKey, reason: String, message: String) {
        cluster.updateStatus(key) { status in
            status["containerStatuses"] = containers(
                pod, state: ["waiting": ["reason": .string(reason), "message": .string(message)]], isReady: false)
        }
    }

    private func containers(_ pod: JSON, state: JSON, isReady: Bool, restarts: Int = 0) -> JSON {
        .array(
            (pod[path: "spec", "containers"]?.array ?? []).map { container in
                let image = container["image"] ?? ""
                return [
                    "name": container["name"] ?? "", "image": image, "imageID": "", "ready": .boolean(isReady),
                    "started": .boolean(isReady), "restartCount": .integer(restarts), "state": state,
                    "lastState": .object([:]),
                ]
            })
    }

    private func start(_ pod: JSON, _ key: ObjectKey, health: String?) {
        let now = cluster.now
        let sum = pod.uid.utf8.reduce(0) { $0 &* 31 &+ Int($1) }.magnitude
        cluster.updateStatus(key) { status in
            status["phase"] = health == "imagepull" ? "Pending" : health == "failed" ? "Failed" : "Running"
            status["startTime"] = .string(now)
            status["hostIP"] = "127.0.0.1"
            status["hostIPs"] = [["ip": "127.0.0.1"]]
            let address: JSON = .string("10.244.\(sum / 250 % 250).\(sum % 250 + 1)")
            status["podIP"] = address
            status["podIPs"] = [["ip": address]]
            setCondition(&status, "Initialized", true)
            let isReady = health == nil
            for type in ["ContainersReady", "Ready"] {
                setCondition(&status, type, isReady, reason: isReady ? "" : "ContainersNotReady")
            }
            status["containerStatuses"] =
                switch health {
                case "crashloop":
                    containers(
                        pod,
                        state: [
                            "waiting": [
                                "reason": "CrashLoopBackOff", "message": "back-off restarting failed container",
                            ]
                        ],
                        isReady: false, restarts: 3)
                case "imagepull":
                    containers(
                        pod, state: ["waiting": ["reason": "ImagePullBackOff", "message": "Back-off pulling image"]],
                        isReady: false)
                case "failed":
                    containers(
                        pod, state: ["terminated": ["exitCode": 1, "reason": "Error", "finishedAt": .string(now)]],
                        isReady: false)
                default:
                    containers(pod, state: ["running": ["startedAt": .string(now)]], isReady: isReady)
                }
        }
    }

    private func finish(_ pod: JSON, _ key: ObjectKey) {
        let now = cluster.now
        cluster.updateStatus(key) { status in
            status["phase"] = "Succeeded"
            for type in ["ContainersReady", "Ready"] { setCondition(&status, type, false, reason: "PodCompleted") }
            status["containerStatuses"] = containers(
                pod, state: ["terminated": ["exitCode": 0, "reason": "Completed", "finishedAt": .string(now)]],
                isReady: false)
        }
    }
}

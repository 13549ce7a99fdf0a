import JSON

/// Judges a live object by the rules of kstatus, with Flux's rule that a running Job is in progress.
package enum Health {
    /// The status of an object.
    ///
    /// `age` is the seconds since its creation, where the caller knows it; without it, an unschedulable Pod is never
    /// taken for failed.
    package static func status(of object: KubernetesObject, age: Int? = nil) -> HealthStatus {
        if object.isTerminating {
            let finalizers = object.json[path: "metadata", "finalizers"]?.array ?? []
            return .terminating(finalizers: finalizers.compactMap(\.string))
        }
        let reader = StatusReader(object.json)
        if let observed = reader.status("observedGeneration"), let generation = object.generation,
            observed != generation
        {
            return .inProgress("generation \(generation) is not observed yet, the last is \(observed)")
        }
        if let reconciling = reader.condition("Reconciling"), reconciling.isTrue {
            return .inProgress(reconciling.text)
        }
        if let stalled = reader.condition("Stalled"), stalled.isTrue { return .failed(stalled.text) }
        return kindStatus(reader, object.gvk.groupKind, age: age) ?? readyStatus(reader)
    }

    private static func readyStatus(_ reader: StatusReader) -> HealthStatus {
        guard let ready = reader.condition("Ready"), !ready.isTrue else { return .current }
        return .inProgress(ready.text)
    }

    private static func kindStatus(_ reader: StatusReader, _ kind: GroupKind, age: Int?) -> HealthStatus? {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"): deployment(reader)
        case ("apps", "ReplicaSet"): replicaSet(reader)
        case ("apps", "StatefulSet"): statefulSet(reader)
        case ("apps", "DaemonSet"): daemonSet(reader)
        case ("batch", "Job"): job(reader)
        case ("batch", "CronJob"), ("policy", "PodDisruptionBudget"), ("", "ConfigMap"), ("", "Secret"): .current
        case ("", "Pod"): pod(reader, age: age)
        case ("", "PersistentVolumeClaim"): claim(reader)
        case ("", "Service"): service(reader)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): customResourceDefinition(reader)
        default: nil
        }
    }
}

/// Reads the fields of an object that the rules are about.
struct StatusReader {
    let json: JSON
    private let conditions: [JSON]

    init(_ json: JSON) {
        self.json = json
        conditions = json[path: "status", "conditions"]?.array ?? []
    }

    struct Condition {
        let status: String
        let reason: String
        let message: String
        var isTrue: Bool { status == "True" }
        var isFalse: Bool { status == "False" }
        /// The message, or the reason where there is none.
        var text: String { message.isEmpty ? reason : message }
    }

    func condition(_ type: String) -> Condition? {
        guard let found = conditions.first(where: { $0["type"]?.string == type }) else { return nil }
        return Condition(
            status: found["status"]?.string ?? "", reason: found["reason"]?.string ?? "",
            message: found["message"]?.string ?? "")
    }

    func status(_ name: String) -> Int? { json[path: "status", name]?.integer }
    func specification(_ name: String) -> Int? { json[path: "spec", name]?.integer }
}

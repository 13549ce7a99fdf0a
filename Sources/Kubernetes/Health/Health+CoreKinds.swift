import JSON

extension Health {
    /// The scheduler gets this long before a Pod that fits nowhere counts as failed.
    private static let schedulingSeconds = 15

    static func pod(_ reader: StatusReader, age: Int?) -> HealthStatus {
        switch reader.json[path: "status", "phase"]?.string {
        case "Succeeded", "Failed": return .current
        case "Running":
            if reader.condition("Ready")?.isTrue == true { return .current }
            if let name = crashLoopingContainer(reader) { return .failed("container \(name) is in CrashLoopBackOff") }
            return .inProgress("the Pod is running but not ready")
        case "Pending":
            if let scheduled = reader.condition("PodScheduled"), scheduled.isFalse, scheduled.reason == "Unschedulable",
                let age, age >= schedulingSeconds
            {
                return .failed("the Pod could not be scheduled: \(scheduled.text)")
            }
            return .inProgress("the Pod is pending")
        default: return .inProgress("the Pod has no phase yet")
        }
    }

    private static func crashLoopingContainer(_ reader: StatusReader) -> String? {
        let containers = reader.json[path: "status", "containerStatuses"]?.array ?? []
        let found = containers.first {
            $0[path: "state", "waiting", "reason"]?.string == "CrashLoopBackOff"
        }
        return found.map { $0["name"]?.string ?? "?" }
    }

    static func claim(_ reader: StatusReader) -> HealthStatus {
        let phase = reader.json[path: "status", "phase"]?.string ?? "unknown"
        return phase == "Bound" ? .current : .inProgress("the claim is not bound, it is \(phase)")
    }

    static func service(_ reader: StatusReader) -> HealthStatus {
        guard reader.json[path: "spec", "type"]?.string == "LoadBalancer",
            reader.json[path: "spec", "clusterIP"]?.string ?? "" == ""
        else { return .current }
        return .inProgress("the Service has no cluster address yet")
    }

    static func customResourceDefinition(_ reader: StatusReader) -> HealthStatus {
        if let names = reader.condition("NamesAccepted"), names.isFalse { return .failed(names.text) }
        guard let established = reader.condition("Established") else {
            return .inProgress("the definition is not established yet")
        }
        if established.isTrue { return .current }
        if established.isFalse, established.reason != "Installing" { return .failed(established.text) }
        return .inProgress("the definition is not established yet")
    }
}

import JSON

extension Health {
    /// The scheduler gets this long before a Pod that fits nowhere counts as failed.
    private static let schedulingSeconds = 15

    /// A Pod of the catalog itself. Other than for kstatus, one that ended in failure has failed.
    static func pod(_ reader: StatusReader) -> HealthStatus {
        let trouble = PodTrouble.find(in: reader.object, now: reader.now)
        switch reader.json[path: "status", "phase"]?.string {
        case "Succeeded": return .current
        case "Failed": return .failed(trouble?.text ?? "the Pod failed")
        case "Running":
            if reader.condition("Ready")?.isTrue == true { return .current }
            if let trouble, trouble.isCrashLoop || fails(with: trouble, reader) { return .failed(trouble.text) }
            return .inProgress(trouble?.text ?? "the Pod is running but not ready")
        case "Pending":
            if let scheduled = reader.condition("PodScheduled"), scheduled.isFalse, scheduled.reason == "Unschedulable"
            {
                let text = "the Pod could not be scheduled: \(scheduled.text)"
                guard let age = reader.age, age >= schedulingSeconds else { return .inProgress(text) }
                return .failed(text)
            }
            if let trouble, fails(with: trouble, reader) { return .failed(trouble.text) }
            return .inProgress(trouble?.text ?? "the Pod is pending")
        default: return .inProgress("the Pod has no phase yet")
        }
    }

    /// Of a Pod that is to run once, a container may still come to its end.
    private static func fails(with trouble: PodTrouble, _ reader: StatusReader) -> Bool {
        trouble.isFinal && reader.json[path: "spec", "restartPolicy"]?.string ?? "Always" == "Always"
    }
}

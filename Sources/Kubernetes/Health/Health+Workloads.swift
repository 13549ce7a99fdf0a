import JSON

extension Health {
    private static let noDeadline = Int(Int32.max)

    static func deployment(_ reader: StatusReader) -> HealthStatus {
        let progress = reader.condition("Progressing")
        if let progress, progress.reason == "ProgressDeadlineExceeded" {
            return .failed(progress.message.isEmpty ? "progress deadline exceeded" : progress.message)
        }
        let wanted = reader.specification("replicas") ?? 1
        let all = reader.status("replicas") ?? 0
        let updated = reader.status("updatedReplicas") ?? 0
        let available = reader.status("availableReplicas") ?? 0
        let ready = reader.status("readyReplicas") ?? 0
        if wanted > all { return .inProgress("replicas: \(all)/\(wanted)") }
        if wanted > updated { return .inProgress("updated: \(updated)/\(wanted)") }
        if all > wanted { return .inProgress("pending termination: \(all &- wanted)") }
        if updated > available { return .inProgress("available: \(available)/\(updated)") }
        if wanted > ready { return .inProgress("ready: \(ready)/\(wanted)") }
        // Without a deadline, which the largest number is too, the controller does not report progress.
        let isRolledOut =
            reader.specification("progressDeadlineSeconds") ?? noDeadline == noDeadline
            || progress?.isTrue == true && progress?.reason == "NewReplicaSetAvailable"
        guard isRolledOut else { return .inProgress("the new ReplicaSet is not available") }
        guard reader.condition("Available")?.isTrue == true else {
            return .inProgress("the Deployment is not available")
        }
        return .current
    }

    /// A ReplicationController counts the same.
    static func replicaSet(_ reader: StatusReader) -> HealthStatus {
        if let failure = reader.condition("ReplicaFailure"), failure.isTrue { return .inProgress(failure.text) }
        let wanted = reader.specification("replicas") ?? 1
        let all = reader.status("replicas") ?? 0
        let labelled = reader.status("fullyLabeledReplicas") ?? 0
        let available = reader.status("availableReplicas") ?? 0
        let ready = reader.status("readyReplicas") ?? 0
        if wanted > labelled { return .inProgress("labelled: \(labelled)/\(wanted)") }
        if wanted > available { return .inProgress("available: \(available)/\(wanted)") }
        if wanted > ready { return .inProgress("ready: \(ready)/\(wanted)") }
        if all > wanted { return .inProgress("replicas: \(all)/\(wanted)") }
        return .current
    }

    static func statefulSet(_ reader: StatusReader) -> HealthStatus {
        let strategy = reader.json[path: "spec", "updateStrategy"]
        if strategy?["type"]?.string == "OnDelete" { return .current }
        let wanted = reader.specification("replicas") ?? 1
        let all = reader.status("replicas") ?? 0
        let ready = reader.status("readyReplicas") ?? 0
        let updated = reader.status("updatedReplicas") ?? 0
        let current = reader.status("currentReplicas") ?? 0
        if wanted > all { return .inProgress("replicas: \(all)/\(wanted)") }
        if wanted > ready { return .inProgress("ready: \(ready)/\(wanted)") }
        if all > wanted { return .inProgress("pending termination: \(all &- wanted)") }
        if let partition = strategy?["rollingUpdate"]?["partition"]?.integer {
            let share = wanted &- partition
            return updated < share ? .inProgress("updated: \(updated)/\(share)") : .current
        }
        if wanted > current { return .inProgress("current: \(current)/\(wanted)") }
        let revision = reader.json[path: "status", "currentRevision"]?.string
        guard revision == reader.json[path: "status", "updateRevision"]?.string else {
            return .inProgress("waiting for the updated revision")
        }
        return .current
    }

    static func daemonSet(_ reader: StatusReader) -> HealthStatus {
        guard reader.json[path: "metadata", "generation"] != nil, reader.status("observedGeneration") != nil else {
            return .inProgress("the controller has not observed the DaemonSet yet")
        }
        guard let wanted = reader.status("desiredNumberScheduled") else {
            return .inProgress("the number of nodes is not known yet")
        }
        let counts = [
            ("scheduled", "currentNumberScheduled"), ("updated", "updatedNumberScheduled"),
            ("available", "numberAvailable"), ("ready", "numberReady"),
        ]
        for (word, field) in counts {
            let count = reader.status(field) ?? 0
            if wanted > count { return .inProgress("\(word): \(count)/\(wanted)") }
        }
        return .current
    }

    static func job(_ reader: StatusReader) -> HealthStatus {
        if reader.condition("Complete")?.isTrue == true { return .current }
        if let failed = reader.condition("Failed"), failed.isTrue {
            let count = reader.status("failed").map { ", \($0) failed" } ?? ""
            return .failed((failed.text.isEmpty ? "the Job failed" : failed.text) + count)
        }
        if reader.json[path: "spec", "suspend"]?.boolean == true, reader.condition("Suspended")?.isTrue == true {
            return .current
        }
        guard reader.json[path: "status", "startTime"] != nil else { return .inProgress("the Job has not started") }
        let wanted = reader.specification("completions") ?? reader.specification("parallelism") ?? 1
        return .inProgress("succeeded: \(reader.status("succeeded") ?? 0)/\(wanted)")
    }
}

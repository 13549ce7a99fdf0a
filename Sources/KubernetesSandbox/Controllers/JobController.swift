import JSON
import OrderedCollections

/// Runs the pods of a Job until enough have succeeded.
struct JobController {
    private let cluster: Cluster

    init(_ cluster: Cluster) { self.cluster = cluster }

    func reconcile(_ job: JSON, _ key: ObjectKey) {
        guard !job.isTerminating, !Self.isFinished(job) else { return }
        let pods = cluster.controlled(by: job, .pods).filter { !$0.isTerminating }
        let succeeded = pods.filter { $0[path: "status", "phase"] == "Succeeded" }.count
        let failed = pods.filter { $0[path: "status", "phase"] == "Failed" }.count
        var active = pods.count - succeeded - failed
        let isSuspended = job[path: "spec", "suspend"] == true
        let completions = min(max(0, job[path: "spec", "completions"]?.integer ?? 1), 1000)
        let parallelism = min(max(0, job[path: "spec", "parallelism"]?.integer ?? 1), 1000)
        let limit = job[path: "spec", "backoffLimit"]?.integer ?? 6
        let hasFailed = failed > limit
        if isSuspended || hasFailed {
            for pod in pods
            where pod[path: "status", "phase"] != "Succeeded" && pod[path: "status", "phase"] != "Failed" {
                cluster.delete(ObjectKey(resource: .pods, namespace: pod.namespace, name: pod.name))
            }
            active = 0
        } else {
            while active < min(parallelism, completions - succeeded),
                cluster.create(PodTemplates.pod(job[path: "spec", "template"], owner: job)) != nil
            { active += 1 }
        }
        report(
            job, key,
            Outcome(
                active: active, ready: pods.filter(\.isReadyPod).count, succeeded: succeeded, failed: failed,
                isComplete: succeeded >= completions, hasFailed: hasFailed, isSuspended: isSuspended))
    }

    private struct Outcome {
        let active: Int
        let ready: Int
        let succeeded: Int
        let failed: Int
        let isComplete: Bool
        let hasFailed: Bool
        let isSuspended: Bool
    }

    private static func isFinished(_ job: JSON) -> Bool {
        (job[path: "status", "conditions"]?.array ?? []).contains {
            ["Complete", "Failed"].contains($0["type"]?.string ?? "") && $0["status"] == "True"
        }
    }

    private func report(_ job: JSON, _ key: ObjectKey, _ outcome: Outcome) {
        let now = cluster.now
        cluster.updateStatus(key) { status in
            if !outcome.isSuspended { status.setDefault("startTime", .string(now)) }
            status.setCount("active", outcome.active)
            status.setCount("succeeded", outcome.succeeded)
            status.setCount("failed", outcome.failed)
            status["ready"] = .integer(outcome.ready)
            status["terminating"] = 0
            status["uncountedTerminatedPods"] = .object([:])
            if outcome.isSuspended {
                status["startTime"] = nil
                Conditions.set(
                    &status, "Suspended", true, reason: "JobSuspended", message: "Job suspended", now: now)
            } else if (status["conditions"]?.array ?? []).contains(where: { $0["type"] == "Suspended" }) {
                Conditions.set(&status, "Suspended", false, reason: "JobResumed", message: "Job resumed", now: now)
            }
            if outcome.isComplete, !outcome.isSuspended {
                let message = "Reached expected number of succeeded pods"
                Conditions.set(
                    &status, "SuccessCriteriaMet", true, reason: "CompletionsReached", message: message, now: now)
                Conditions.set(&status, "Complete", true, reason: "CompletionsReached", message: message, now: now)
                status["completionTime"] = .string(now)
            } else if outcome.hasFailed {
                Conditions.set(
                    &status, "Failed", true, reason: "BackoffLimitExceeded",
                    message: "Job has reached the specified backoff limit", now: now)
            }
        }
    }
}

import Foundation
import JSON
import Kubernetes
import KubernetesClient
import OrderedCollections
import Synchronization

/// Looks at the pods of a workload for why it does not become healthy.
///
/// That costs two lists, so it is done for what has failed, at the end of a timeout, and now and then while waiting.
/// Whoever may not list pods gets the shorter text.
final class WorkloadInspection: Sendable {
    private let client: KubernetesClient
    private let now: @Sendable () -> Date
    private let running = Mutex(0)

    /// Of the looks that are made while waiting.
    private static let maximumRunning = 4
    private static let maximumTroubles = 3

    private static let podKind = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    private static let eventKind = GroupVersionKind(group: "", version: "v1", kind: "Event")
    private static let replicaSetKind = GroupVersionKind(group: "apps", version: "v1", kind: "ReplicaSet")
    private static let revisionAnnotation = "deployment.kubernetes.io/revision"

    init(_ client: KubernetesClient, now: @escaping @Sendable () -> Date) {
        self.client = client
        self.now = now
    }

    /// Whether there is room for one more look now.
    func isDue() -> Bool { running.withLock { $0 < Self.maximumRunning } }

    /// What will not pass by itself: kstatus' rule that a controller of pods has failed when one of them has, for the
    /// pods of the newest revision. Nil where there is no such thing.
    ///
    /// Jobs count their failures themselves. A Pod that fits on no node waits for one, which an autoscaler may bring.
    func finalTrouble(of workload: KubernetesObject) async -> String? {
        guard !Self.isJob(workload) else { return nil }
        running.withLock { $0 += 1 }
        defer { running.withLock { $0 -= 1 } }
        guard let found = await pods(of: workload) else { return nil }
        let seconds = seconds
        for pod in found.pods where found.isNewest(pod) && !pod.isTerminating {
            // One that was evicted is replaced by its controller.
            guard pod.json[path: "status", "phase"]?.string != "Failed",
                let trouble = PodTrouble.find(in: pod, now: seconds), trouble.isFinal
            else { continue }
            return "pod \(pod.name): \(trouble.text)"
        }
        return nil
    }

    /// What its pods suffer from, the gravest first, or else the last warning about the object. Nil where there is
    /// nothing to say.
    func troubles(of object: KubernetesObject) async -> String? {
        if let troubles = await podTroubles(of: object) { return troubles }
        return await lastWarning(about: object)
    }

    private func lastWarning(about object: KubernetesObject) async -> String? {
        guard let uid = object.uid else { return nil }
        let selection = ObjectSelection(
            namespace: object.namespace, fieldSelector: "involvedObject.uid=\(uid),type=Warning")
        do {
            let events = try await client.list(Self.eventKind, selection).objects.map(\.json)
            let last = events.max { Self.time(of: $0) < Self.time(of: $1) }
            return last.map { "\($0["reason"]?.string ?? "Warning"): \($0["message"]?.string ?? "")" }
        } catch {
            return nil
        }
    }

    private static func time(of event: JSON) -> String {
        event["lastTimestamp"]?.string ?? event["eventTime"]?.string
            ?? event[path: "metadata", "creationTimestamp"]?.string ?? ""
    }

    private func podTroubles(of workload: KubernetesObject) async -> String? {
        guard let found = await pods(of: workload) else { return nil }
        let seconds = seconds
        var texts: OrderedDictionary<String, (pod: String, count: Int, rank: Int)> = [:]
        for pod in found.pods {
            guard let trouble = PodTrouble.find(in: pod, now: seconds) else { continue }
            let rank = (found.isNewest(pod) ? 0 : 2) + (trouble.isFinal ? 0 : 1)
            texts[trouble.text, default: (pod.name, 0, rank)].count += 1
        }
        var parts = found.remarks
        for (text, found) in texts.sorted(by: { $0.value.rank < $1.value.rank }).prefix(Self.maximumTroubles) {
            let others = found.count > 1 ? " (and \(found.count - 1) more)" : ""
            parts.append("pod \(found.pod)\(others): \(text)")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private var seconds: Int? { Int(exactly: now().timeIntervalSince1970.rounded(.down)) }

    private static func isJob(_ object: KubernetesObject) -> Bool {
        object.gvk.groupKind == GroupKind(group: "batch", kind: "Job")
    }

    private struct Pods {
        var pods: [KubernetesObject]
        /// Nil where all count as of the newest revision.
        var newest: (@Sendable (KubernetesObject) -> Bool)?
        /// What the controllers themselves say.
        var remarks: [String] = []

        func isNewest(_ pod: KubernetesObject) -> Bool { newest?(pod) ?? true }
    }

    /// Nil for an object without pods, and where they cannot be listed.
    private func pods(of workload: KubernetesObject) async -> Pods? {
        guard let uid = workload.uid, let selector = Self.selector(of: workload) else { return nil }
        let selection = ObjectSelection(namespace: workload.namespace, labelSelector: selector)
        do {
            var found = Pods(pods: [])
            var owners: Set<String> = [uid]
            switch workload.kind {
            case "Deployment":
                let sets = try await client.list(Self.replicaSetKind, selection).objects.filter {
                    $0.isOwned(by: [uid])
                }
                let newest = sets.max { Self.revision(of: $0) < Self.revision(of: $1) }
                owners = Set(sets.compactMap(\.uid))
                found.remarks = newest.flatMap(Self.remark).map { [$0] } ?? []
                let newestOwner = Set([newest?.uid].compactMap(\.self))
                found.newest = { $0.isOwned(by: newestOwner) }
            case "StatefulSet":
                if let revision = workload.json[path: "status", "updateRevision"]?.string {
                    found.newest = { $0.labels["controller-revision-hash"] == revision }
                }
            case "DaemonSet":
                if let generation = workload.annotations["deprecated.daemonset.template.generation"] {
                    found.newest = { $0.labels["pod-template-generation"] ?? generation == generation }
                }
            default: break
            }
            found.pods = try await client.list(Self.podKind, selection).objects.filter { $0.isOwned(by: owners) }
            return found
        } catch {
            return nil
        }
    }

    private static func revision(of replicaSet: KubernetesObject) -> Int {
        replicaSet.annotations[revisionAnnotation].flatMap { Int($0) } ?? 0
    }

    /// Why a ReplicaSet cannot make pods: a quota, a policy, a webhook.
    private static func remark(_ replicaSet: KubernetesObject) -> String? {
        let failure = (replicaSet.json[path: "status", "conditions"]?.array ?? []).first {
            $0["type"]?.string == "ReplicaFailure" && $0["status"]?.string == "True"
        }
        return failure.map { "ReplicaSet \(replicaSet.name): \($0["message"]?.string ?? "cannot make pods")" }
    }

    /// As a query: `app=web,tier in (a,b)`. Nil for what selects no pods.
    private static func selector(of workload: KubernetesObject) -> String? {
        let json: JSON?
        switch (workload.gvk.group, workload.kind) {
        case ("apps", "Deployment"), ("apps", "ReplicaSet"), ("apps", "StatefulSet"), ("apps", "DaemonSet"),
            ("batch", "Job"):
            json = workload.json[path: "spec", "selector"]
        case ("", "ReplicationController"):
            json = workload.json[path: "spec", "selector"].map { ["matchLabels": $0] }
        default: json = nil
        }
        guard let json else { return nil }
        var terms = (json["matchLabels"]?.object ?? [:]).map { "\($0.key)=\($0.value.string ?? "")" }
        for expression in json["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            let values = (expression["values"]?.array ?? []).compactMap(\.string).joined(separator: ",")
            switch expression["operator"]?.string {
            case "In": terms.append("\(key) in (\(values))")
            case "NotIn": terms.append("\(key) notin (\(values))")
            case "Exists": terms.append(key)
            case "DoesNotExist": terms.append("!\(key)")
            default: return nil
            }
        }
        return terms.isEmpty ? nil : terms.joined(separator: ",")
    }
}

extension KubernetesObject {
    fileprivate func isOwned(by uids: Set<String>) -> Bool {
        (json[path: "metadata", "ownerReferences"]?.array ?? []).contains {
            $0["uid"]?.string.map(uids.contains) == true
        }
    }
}

import JSON
import Kubernetes
import OrderedCollections

/// Keeps a ReplicaSet for each revision of a Deployment, and moves replicas to the newest.
struct DeploymentController {
    private let cluster: Cluster
    private static let revision = "deployment.kubernetes.io/revision"

    init(_ cluster: Cluster) { self.cluster = cluster }

    /// The result is when to look again whether the rollout has come further.
    func reconcile(_ deployment: JSON, _ key: ObjectKey) -> Duration? {
        guard !deployment.isTerminating else { return nil }
        let hash = PodTemplates.hash(deployment[path: "spec", "template"])
        var sets = cluster.controlled(by: deployment, .replicaSets)
        let name = "\(deployment.name)-\(hash)"
        if !sets.contains(where: { $0.name == name }), deployment[path: "spec", "paused"] != true {
            let revision = (sets.map(Self.revision).max() ?? 0) + 1
            if let created = cluster.create(replicaSet(deployment, name: name, hash: hash, revision: revision)) {
                sets.append(created)
            }
        }
        guard
            let newest = sets.first(where: { $0.name == name })
                ?? sets.max(by: { Self.revision($0) < Self.revision($1) })
        else { return nil }
        let old = sets.filter { $0.name != newest.name }
        noteRevision(deployment, key, newest, old)
        scale(deployment, newest, old)
        removeHistory(deployment, old)
        report(deployment, key, newest: newest.name)
        return deadline(key)
    }

    /// How long the rollout may still stand still.
    private func deadline(_ key: ObjectKey) -> Duration? {
        guard let deployment = cluster.get(key),
            let progressing = Self.progressing(deployment["status"]?.object ?? [:]),
            progressing["reason"] == "ReplicaSetUpdated"
        else { return nil }
        return .seconds(max(1, left(deployment, progressing)))
    }

    private static func progressing(_ status: JSONObject) -> JSON? {
        status["conditions"]?.array?.first { $0["type"] == "Progressing" }
    }

    /// The seconds until the rollout has stood still for too long.
    private func left(_ deployment: JSON, _ progressing: JSON) -> Int {
        let limit = deployment[path: "spec", "progressDeadlineSeconds"]?.integer ?? 600
        guard let since = progressing["lastUpdateTime"]?.string.flatMap(Timestamp.seconds) else { return limit }
        return since + limit - cluster.configuration.now()
    }

    private static func revision(_ set: JSON) -> Int {
        set[path: "metadata", "annotations", Self.revision]?.string.flatMap { Int($0) } ?? 0
    }

    private func replicaSet(_ deployment: JSON, name: String, hash: String, revision: Int) -> JSON {
        let spec = deployment["spec"]
        var template = spec?["template"] ?? .object([:])
        var selector = spec?["selector"] ?? .object([:])
        template.editMetadata { metadata in
            metadata.setDefault("labels", .object([:]))
            metadata.edit("labels") { $0["pod-template-hash"] = .string(hash) }
        }
        selector.edit { members in
            members.setDefault("matchLabels", .object([:]))
            members.edit("matchLabels") { $0["pod-template-hash"] = .string(hash) }
        }
        return [
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": [
                "name": .string(name), "namespace": .string(deployment.namespace),
                "labels": template[path: "metadata", "labels"] ?? .object([:]),
                "annotations": [
                    Self.revision: .string(String(revision)),
                    "deployment.kubernetes.io/desired-replicas": .string(String(deployment.replicas)),
                    "deployment.kubernetes.io/max-replicas": .string(String(deployment.replicas + surge(deployment))),
                ],
                "ownerReferences": [deployment.controllerReference],
            ],
            "spec": ["replicas": 0, "selector": selector, "template": template],
        ]
    }

    /// A revision that comes back becomes the newest again.
    private func noteRevision(_ deployment: JSON, _ key: ObjectKey, _ newest: JSON, _ old: [JSON]) {
        var revision = Self.revision(newest)
        if let highest = old.map(Self.revision).max(), highest >= revision {
            revision = highest + 1
            annotate(Self.key(newest), revision)
        }
        if deployment[path: "metadata", "annotations", Self.revision]?.string != String(revision) {
            annotate(key, revision)
        }
    }

    private func annotate(_ key: ObjectKey, _ revision: Int) {
        cluster.update(key, subresource: key.resource == .deployments ? "status" : "") { members in
            members.edit("metadata") { metadata in
                metadata.setDefault("annotations", .object([:]))
                metadata.edit("annotations") { $0[Self.revision] = .string(String(revision)) }
            }
        }
    }

    private static func key(_ set: JSON) -> ObjectKey {
        ObjectKey(resource: .replicaSets, namespace: set.namespace, name: set.name)
    }

    private func setReplicas(_ set: JSON, _ count: Int) {
        guard set.replicas != count else { return }
        cluster.update(Self.key(set)) { $0.edit("spec") { $0["replicas"] = .integer(count) } }
    }

    private func scale(_ deployment: JSON, _ newest: JSON, _ old: [JSON]) {
        let wanted = deployment.replicas
        let strategy = deployment[path: "spec", "strategy"]
        if strategy?["type"] == "Recreate" {
            for set in old { setReplicas(set, 0) }
            let remaining = old.compactMap { $0[path: "status", "replicas"]?.integer }.reduce(0, +)
            if remaining == 0 { setReplicas(newest, wanted) }
            return
        }
        let update = strategy?["rollingUpdate"]
        let surge = surge(deployment)
        var unavailable = PodTemplates.resolve(update?["maxUnavailable"], of: wanted, roundingUp: false)
        if surge == 0, unavailable == 0 { unavailable = 1 }
        let total = ([newest] + old).map(\.replicas).reduce(0, +)
        let oldReplicas = old.map(\.replicas).reduce(0, +)
        if oldReplicas == 0 {
            setReplicas(newest, wanted)
        } else if newest.replicas < wanted {
            setReplicas(newest, min(wanted, newest.replicas + max(0, wanted + surge - total)))
        } else {
            setReplicas(newest, wanted)
        }
        scaleDown(old, by: removable(newest, old, wanted: wanted, unavailable: unavailable))
    }

    /// How many more pods than wanted a rollout may make.
    private func surge(_ deployment: JSON) -> Int {
        PodTemplates.resolve(
            deployment[path: "spec", "strategy", "rollingUpdate", "maxSurge"], of: deployment.replicas,
            roundingUp: true)
    }

    /// How many old replicas can go so that enough stay available.
    private func removable(_ newest: JSON, _ old: [JSON], wanted: Int, unavailable: Int) -> Int {
        func available(_ set: JSON) -> Int { set[path: "status", "availableReplicas"]?.integer ?? 0 }
        let unhealthy = old.map { max(0, $0.replicas - available($0)) }.reduce(0, +)
        let spare = available(newest) + old.map(available).reduce(0, +) - max(0, wanted - unavailable)
        return unhealthy + max(0, spare)
    }

    private func scaleDown(_ old: [JSON], by count: Int) {
        var left = count
        for set in old where left > 0 && set.replicas > 0 {
            let step = min(left, set.replicas)
            setReplicas(set, set.replicas - step)
            left -= step
        }
    }

    private func removeHistory(_ deployment: JSON, _ old: [JSON]) {
        let limit = max(0, deployment[path: "spec", "revisionHistoryLimit"]?.integer ?? 10)
        let idle = old.filter { $0.replicas == 0 && ($0[path: "status", "replicas"]?.integer ?? 0) == 0 }
        guard idle.count > limit else { return }
        for set in idle.sorted(by: { Self.revision($0) < Self.revision($1) }).prefix(idle.count - limit) {
            cluster.delete(Self.key(set))
        }
    }

    private func report(_ deployment: JSON, _ key: ObjectKey, newest name: String) {
        let sets = cluster.controlled(by: deployment, .replicaSets)
        func sum(_ member: String) -> Int { sets.compactMap { $0[path: "status", member]?.integer }.reduce(0, +) }
        let updated = sets.first { $0.name == name }?[path: "status", "replicas"]?.integer ?? 0
        let wanted = deployment.replicas
        let available = sum("availableReplicas")
        let total = sum("replicas")
        let isComplete = updated == wanted && total == wanted && available == wanted
        let unavailable = PodTemplates.resolve(
            deployment[path: "spec", "strategy", "rollingUpdate", "maxUnavailable"], of: wanted, roundingUp: false)
        cluster.updateStatus(key) { status in
            let before = status
            status["observedGeneration"] = deployment[path: "metadata", "generation"]
            status.setCount("replicas", total)
            status.setCount("updatedReplicas", updated)
            status.setCount("readyReplicas", sum("readyReplicas"))
            status.setCount("availableReplicas", available)
            status["terminatingReplicas"] = 0
            status.setCount("unavailableReplicas", max(0, max(total, wanted) - available))
            let isAvailable = available >= wanted - unavailable
            Conditions.set(
                &status, "Available", isAvailable,
                reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                message: isAvailable
                    ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
                now: cluster.now, hasUpdateTime: true)
            setProgress(&status, from: before, deployment, newest: name, isComplete: isComplete)
        }
    }

    private func setProgress(
        _ status: inout JSONObject, from before: JSONObject, _ deployment: JSON, newest name: String, isComplete: Bool
    ) {
        func set(_ value: Bool, _ reason: String, _ message: String) {
            Conditions.set(
                &status, "Progressing", value, reason: reason, message: message, now: cluster.now, hasUpdateTime: true)
        }
        guard !isComplete else {
            return set(true, "NewReplicaSetAvailable", "ReplicaSet \"\(name)\" has successfully progressed.")
        }
        let old = Self.progressing(before)
        let counts = ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas"]
        if counts.contains(where: { before[$0] != status[$0] }) {
            // Any change is progress: the deadline counts from it.
            status["conditions"] = .array((status["conditions"]?.array ?? []).filter { $0["type"] != "Progressing" })
        } else if let old, old["status"] == "False" || left(deployment, old) <= 0 {
            return set(
                false, "ProgressDeadlineExceeded", "ReplicaSet \"\(name)\" has timed out progressing.")
        }
        set(true, "ReplicaSetUpdated", "ReplicaSet \"\(name)\" is progressing.")
    }
}

extension JSONObject {
    /// A count that is left out when it is zero, as Go's `omitempty` does.
    mutating func setCount(_ name: String, _ count: Int) {
        self[name] = nil
        if count != 0 { self[name] = .integer(count) }
    }
}

import JSON
import OrderedCollections

/// Keeps the numbered pods of a StatefulSet, replacing them from the last to the first.
struct StatefulSetController {
    private let cluster: Cluster
    private static let revisionLabel = "controller-revision-hash"

    init(_ cluster: Cluster) { self.cluster = cluster }

    func reconcile(_ set: JSON, _ key: ObjectKey) {
        guard !set.isTerminating else { return }
        let wanted = min(max(0, set.replicas), 1000)
        let revision = "\(set.name)-\(PodTemplates.hash(set[path: "spec", "template"]))"
        RevisionHistory(cluster).note(set, name: revision)
        adopt(set)
        let pods = cluster.controlled(by: set, .pods)
        let byName = Dictionary(pods.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = (0..<wanted).map { "\(set.name)-\($0)" }
        for pod in pods where !names.contains(pod.name) { delete(pod) }
        let isParallel = set[path: "spec", "podManagementPolicy"] == "Parallel"
        for (ordinal, name) in names.enumerated() {
            if let pod = byName[name] {
                if !isParallel, !pod.isReadyPod { break }
                continue
            }
            addClaims(set, ordinal: ordinal)
            cluster.create(pod(set, name: name, ordinal: ordinal, revision: revision))
            if !isParallel { break }
        }
        replaceOne(set, names: names, byName, revision: revision)
        report(set, key, revision: revision)
    }

    /// Takes over the pods that an earlier StatefulSet of this name left behind.
    private func adopt(_ set: JSON) {
        guard cluster.controlled(by: set, .pods).count < set.replicas,
            let selector = set[path: "spec", "selector"].flatMap(LabelSelector.init(object:))
        else { return }
        for ordinal in 0..<min(max(0, set.replicas), 1000) {
            let key = ObjectKey(resource: .pods, namespace: set.namespace, name: "\(set.name)-\(ordinal)")
            guard let pod = cluster.get(key), pod.controller == nil, !pod.isTerminating, selector.matches(pod.labels)
            else { continue }
            cluster.update(key) { members in
                members.edit("metadata") { metadata in
                    metadata["ownerReferences"] = .array(
                        (metadata["ownerReferences"]?.array ?? []) + [set.controllerReference])
                }
            }
        }
    }

    private func pod(_ set: JSON, name: String, ordinal: Int, revision: String) -> JSON {
        let claims = (set[path: "spec", "volumeClaimTemplates"]?.array ?? []).map(\.name)
        let labels: JSONObject = [
            Self.revisionLabel: .string(revision), "statefulset.kubernetes.io/pod-name": .string(name),
            "apps.kubernetes.io/pod-index": .string(String(ordinal)),
        ]
        return PodTemplates.pod(set[path: "spec", "template"], owner: set, name: name, labels: labels) { spec in
            spec["hostname"] = .string(name)
            var volumes = spec["volumes"]?.array ?? []
            for claim in claims {
                volumes.append([
                    "name": .string(claim),
                    "persistentVolumeClaim": ["claimName": .string("\(claim)-\(name)")],
                ])
            }
            if !volumes.isEmpty { spec["volumes"] = .array(volumes) }
        }
    }

    private func addClaims(_ set: JSON, ordinal: Int) {
        for template in set[path: "spec", "volumeClaimTemplates"]?.array ?? [] {
            let name = "\(template.name)-\(set.name)-\(ordinal)"
            guard cluster.get(ObjectKey(resource: .claims, namespace: set.namespace, name: name)) == nil else {
                continue
            }
            var metadata: JSONObject = ["name": .string(name), "namespace": .string(set.namespace)]
            metadata["labels"] = set[path: "spec", "selector", "matchLabels"]
            cluster.create([
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": .object(metadata),
                "spec": template["spec"] ?? .object([:]),
            ])
        }
    }

    private func delete(_ pod: JSON) {
        cluster.delete(ObjectKey(resource: .pods, namespace: pod.namespace, name: pod.name))
    }

    private func replaceOne(_ set: JSON, names: [String], _ pods: [String: JSON], revision: String) {
        let strategy = set[path: "spec", "updateStrategy"]
        guard strategy?["type"] != "OnDelete" else { return }
        let partition = max(0, strategy?[path: "rollingUpdate", "partition"]?.integer ?? 0)
        let outdated = names.enumerated().filter { ordinal, name in
            ordinal >= partition && pods[name].map { $0.labels[Self.revisionLabel]?.string != revision } ?? false
        }
        guard let last = outdated.last, let pod = pods[last.element] else { return }
        // One at a time, unless the pod is broken anyway.
        let others = names.filter { $0 != last.element }
        guard !pod.isReadyPod || others.allSatisfy({ pods[$0]?.isReadyPod ?? false }) else { return }
        delete(pod)
    }

    private func report(_ set: JSON, _ key: ObjectKey, revision: String) {
        let pods = cluster.controlled(by: set, .pods).filter { !$0.isTerminating }
        let ready = pods.filter(\.isReadyPod).count
        let updated = pods.filter { $0.labels[Self.revisionLabel]?.string == revision }.count
        cluster.updateStatus(key) { status in
            let current = status["currentRevision"]?.string ?? revision
            let isDone = updated == set.replicas && ready == set.replicas && pods.count == set.replicas
            status["observedGeneration"] = set[path: "metadata", "generation"]
            status["replicas"] = .integer(pods.count)
            status.setCount("readyReplicas", ready)
            status["availableReplicas"] = .integer(ready)
            status["currentRevision"] = .string(isDone ? revision : current)
            status["updateRevision"] = .string(revision)
            status.setCount("updatedReplicas", updated)
            status.setCount("currentReplicas", isDone || current == revision ? updated : pods.count - updated)
            status["collisionCount"] = 0
        }
    }
}

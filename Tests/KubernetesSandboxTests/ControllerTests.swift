import JSON
import OrderedCollections
import Testing

@testable import KubernetesSandbox

struct ControllerTests {
    /// Runs the controllers without delays until the condition holds of the server's store.
    private func eventually(
        _ client: ServerClient, _ condition: @Sendable @escaping (ObjectStore) -> Bool
    ) async throws {
        let server = client.server
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ControllerLoop(server).run() }
            group.addTask {
                let subscription = try server.store.subscribe(nil, since: nil)
                if condition(server.store) { return }
                for await _ in subscription.signals where condition(server.store) { return }
                throw SandboxError.didNotStart
            }
            group.addTask {
                try await Task.sleep(for: .seconds(120))
                throw ControllerTimeout()
            }
            defer { group.cancelAll() }
            // The controllers never end by themselves.
            try await group.next()
        }
    }

    private struct ControllerTimeout: Error {}

    private func client() -> ServerClient {
        ServerClient {
            $0.runsControllers = true
            $0.controllerDelay = .zero
        }
    }

    private let deployments = "/apis/apps/v1/namespaces/default/deployments"

    private static func isRolledOut(_ store: ObjectStore, _ name: String, image: String) -> Bool {
        let key = ObjectKey(resource: .deployments, namespace: "default", name: name)
        guard let object = store.get(key), let status = object["status"] else { return false }
        let pods = store.list(.pods, namespace: "default").objects.filter { $0.labels["app"]?.string == name }
        return status["observedGeneration"] == object[path: "metadata", "generation"]
            && status["availableReplicas"] == object[path: "spec", "replicas"]
            && status["updatedReplicas"] == object[path: "spec", "replicas"]
            && status["conditions"]?.array?.contains { $0["reason"] == "NewReplicaSetAvailable" } == true
            && pods.count == object.replicas
            && pods.allSatisfy { $0[path: "spec", "containers"]?[0]?["image"]?.string == image }
    }

    @Test func aDeploymentRollsOutAndRestarts() async throws {
        let client = client()
        client.apply("\(deployments)/web", deployment("web", replicas: 3))
        try await eventually(client) { Self.isRolledOut($0, "web", image: "nginx:1") }
        let before = Set(client.server.store.list(.pods, namespace: "default").objects.map(\.uid))
        client.apply("\(deployments)/web", deployment("web", image: "nginx:2", replicas: 3))
        try await eventually(client) { Self.isRolledOut($0, "web", image: "nginx:2") }
        let after = Set(client.server.store.list(.pods, namespace: "default").objects.map(\.uid))
        #expect(after.count == 3)
        #expect(before.isDisjoint(with: after))
        #expect(client.server.counters.counts.changes == 2)
    }

    @Test func aRolloutThatStandsStillFails() async throws {
        let client = client()
        var object = deployment("web", annotations: [PodController.healthAnnotation: "unready"])
        object["spec"]?["progressDeadlineSeconds"] = 0
        client.send("POST", deployments, object)
        try await eventually(client) { store in
            let key = ObjectKey(resource: .deployments, namespace: "default", name: "web")
            return store.get(key)?[path: "status", "conditions"]?.array?.contains {
                $0["reason"] == "ProgressDeadlineExceeded" && $0["status"] == "False"
            } == true
        }
    }

    @Test func whatADeletedOwnerLeavesIsCollected() async throws {
        let client = client()
        client.apply("\(deployments)/web", deployment("web", replicas: 2))
        try await eventually(client) { Self.isRolledOut($0, "web", image: "nginx:1") }
        client.send("DELETE", "\(deployments)/web?propagationPolicy=Foreground")
        try await eventually(client) {
            $0.count(.deployments) == 0 && $0.count(.replicaSets) == 0 && $0.count(.pods) == 0
        }
    }

    @Test func aNamespaceGoesWithItsContents() async throws {
        let client = client()
        client.send(
            "POST", "/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]])
        client.send("POST", "/api/v1/namespaces/shop/configmaps", configMap("a"))
        let key = ObjectKey(resource: .namespaces, namespace: "", name: "shop")
        client.send("DELETE", "/api/v1/namespaces/shop")
        #expect(client.send("POST", "/api/v1/namespaces/shop/configmaps", configMap("b")).status == 403)
        try await eventually(client) { $0.get(key) == nil }
        #expect(client.server.store.list(.configMaps, namespace: "shop").objects.isEmpty)
    }

    @Test func aNamespaceSaysWhatKeepsIt() async throws {
        let client = client()
        client.send(
            "POST", "/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]])
        var kept = configMap("a")
        kept.editMetadata { $0["finalizers"] = ["example.org/hold"] }
        client.send("POST", "/api/v1/namespaces/shop/configmaps", kept)
        let key = ObjectKey(resource: .namespaces, namespace: "", name: "shop")
        client.send("DELETE", "/api/v1/namespaces/shop")
        try await eventually(client) { store in
            let conditions = store.get(key)?[path: "status", "conditions"]?.array ?? []
            func message(_ type: String) -> String? {
                conditions.first { $0["type"]?.string == type && $0["status"] == "True" }?["message"]?.string
            }
            return message("NamespaceContentRemaining")
                == "Some resources are remaining: configmaps. has 1 resource instances"
                && message("NamespaceFinalizersRemaining")
                    == "Some content in the namespace has finalizers remaining: example.org/hold in 1 resource instances"
        }
        client.send(
            "PATCH", "/api/v1/namespaces/shop/configmaps/a", ["metadata": ["finalizers": .null]],
            type: "application/merge-patch+json")
        try await eventually(client) { $0.get(key) == nil }
    }

    private func owned(_ name: String, by owners: [JSON], finalizers: [JSON] = []) -> JSON {
        var object = configMap(name)
        object.editMetadata { metadata in
            metadata["ownerReferences"] = .array(owners)
            if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers) }
        }
        return object
    }

    private func owner(_ object: JSON, blocks: Bool = true, uid: String? = nil) -> JSON {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "name": .string(object.name), "uid": .string(uid ?? object.uid),
            "blockOwnerDeletion": .boolean(blocks),
        ]
    }

    /// Foreground deletion waits for the dependents that block it, and for no others.
    @Test(arguments: [true, false])
    func foregroundDeletionWaits(_ blocks: Bool) async throws {
        let client = client()
        let maps = "/api/v1/namespaces/default/configmaps"
        let parent = client.send("POST", maps, configMap("parent")).body
        client.send("POST", maps, owned("child", by: [owner(parent, blocks: blocks)], finalizers: ["example.org/hold"]))
        client.send("DELETE", "\(maps)/parent?propagationPolicy=Foreground")
        let parentKey = ObjectKey(resource: .configMaps, namespace: "default", name: "parent")
        let childKey = ObjectKey(resource: .configMaps, namespace: "default", name: "child")
        try await eventually(client) { store in
            store.get(childKey)?.isTerminating == true && (store.get(parentKey) != nil) == blocks
        }
        client.send(
            "PATCH", "\(maps)/child", ["metadata": ["finalizers": .null]], type: "application/merge-patch+json")
        try await eventually(client) { $0.get(parentKey) == nil && $0.get(childKey) == nil }
    }

    @Test func onlyOwnersThatAreGoneAreForgotten() async throws {
        let client = client()
        let maps = "/api/v1/namespaces/default/configmaps"
        let parent = client.send("POST", maps, configMap("parent")).body
        let unknown: JSON = ["apiVersion": "example.org/v1", "kind": "Widget", "name": "w", "uid": "1"]
        client.send("POST", maps, owned("both", by: [owner(parent), owner(parent, uid: "2")]))
        client.send("POST", maps, owned("lost", by: [owner(parent, uid: "2")]))
        client.send("POST", maps, owned("unknown", by: [unknown]))
        // An owner in another namespace is none.
        client.send("POST", "/api/v1/namespaces/kube-public/configmaps", owned("far", by: [owner(parent)]))
        func key(_ name: String, _ namespace: String = "default") -> ObjectKey {
            ObjectKey(resource: .configMaps, namespace: namespace, name: name)
        }
        let keys = (both: key("both"), lost: key("lost"), unknown: key("unknown"), far: key("far", "kube-public"))
        try await eventually(client) { store in
            store.get(keys.lost) == nil && store.get(keys.far) == nil
                && store.get(keys.both)?.ownerReferences.count == 1 && store.get(keys.unknown) != nil
        }
    }

    @Test func otherWorkloadsBecomeHealthy() async throws {
        let client = client()
        let template: JSON = [
            "metadata": ["labels": ["app": "x"]], "spec": ["containers": [["name": "x", "image": "x:1"]]],
        ]
        let selector: JSON = ["matchLabels": ["app": "x"]]
        client.send(
            "POST", "/apis/apps/v1/namespaces/default/statefulsets",
            [
                "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "db"],
                "spec": [
                    "serviceName": "db", "replicas": 2, "selector": selector, "template": template,
                    "volumeClaimTemplates": [
                        [
                            "metadata": ["name": "data"],
                            "spec": ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]]],
                        ]
                    ],
                ],
            ])
        client.send(
            "POST", "/apis/apps/v1/namespaces/default/daemonsets",
            [
                "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "log"],
                "spec": ["selector": selector, "template": template],
            ])
        client.send(
            "POST", "/apis/batch/v1/namespaces/default/jobs",
            [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "once"],
                "spec": [
                    "template": ["spec": ["restartPolicy": "Never", "containers": [["name": "x", "image": "x:1"]]]]
                ],
            ])
        client.send(
            "POST", "/api/v1/namespaces/default/services",
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "lb"],
                "spec": ["type": "LoadBalancer", "ports": [["port": 80]]],
            ])
        try await eventually(client) { store in
            func get(_ resource: GroupResource, _ name: String) -> JSON? {
                store.get(ObjectKey(resource: resource, namespace: "default", name: name))?["status"]
            }
            let set = get(.statefulSets, "db")
            return set?["readyReplicas"] == 2 && set?["currentRevision"] == set?["updateRevision"]
                && get(.daemonSets, "log")?["numberReady"] == 2
                && get(.jobs, "once")?["conditions"]?.array?.contains { $0["type"] == "Complete" } == true
                && get(.services, "lb")?[path: "loadBalancer", "ingress"] != nil
                && get(.claims, "data-db-1")?["phase"] == "Bound"
        }
    }

    @Test func aPodWaitsForWhatItNeeds() async throws {
        let client = client()
        var object = deployment("web")
        object["spec"]?["template"]?["spec"] = [
            "containers": [["name": "m", "image": "i", "envFrom": [["secretRef": ["name": "late"]]]]]
        ]
        client.send("POST", deployments, object)
        try await eventually(client) { store in
            store.list(.pods).objects.first?[path: "status", "containerStatuses"]?[0]?[
                path: "state", "waiting", "message"]
                == "secret \"late\" not found"
        }
        client.send(
            "POST", "/api/v1/namespaces/default/secrets",
            ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "late"]])
        try await eventually(client) { $0.list(.pods).objects.first?.isReadyPod == true }
    }

    @Test func podsNeedTheirServiceAccount() async throws {
        let client = client()
        var object = deployment("web")
        object["spec"]?["template"]?["spec"]?["serviceAccountName"] = "bot"
        client.send("POST", deployments, object)
        try await eventually(client) { $0.count(.replicaSets) == 1 }
        #expect(client.server.store.count(.pods) == 0)
        client.send(
            "POST", "/api/v1/namespaces/default/serviceaccounts",
            ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "bot"]])
        try await eventually(client) { Self.isRolledOut($0, "web", image: "nginx:1") }
    }

    @Test func healthCanBeForced() async throws {
        let client = client()
        client.send(
            "POST", deployments, deployment("web", annotations: [PodController.healthAnnotation: "crashloop"]))
        try await eventually(client) { store in
            store.list(.pods).objects.first?[path: "status", "containerStatuses"]?[0]?[
                path: "state", "waiting", "reason"]
                == "CrashLoopBackOff"
        }
        #expect(client.server.store.list(.pods).objects.first?.isReadyPod == false)
    }
}

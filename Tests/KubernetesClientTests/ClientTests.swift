import JSON
import Kubernetes
import KubernetesSandbox
import Logging
import Testing

@testable import KubernetesClient

struct ClientTests {
    @Test func createsReadsAndDeletes() async throws {
        try await withClient { client, sandbox in
            let made = try await client.create(configMap("a", ["k": "v"]), fieldManager: "test")
            let read = try await client.get(Kind.configMap, namespace: "default", name: "a")
            #expect(read == made)
            #expect(read.json["data"] == ["k": "v"])
            let deleted = try await client.delete(Kind.configMap, namespace: "default", name: "a")
            #expect(deleted == nil)
            #expect(try await client.find(Kind.configMap, namespace: "default", name: "a") == nil)
            #expect(
                sandbox.objects(kind: "ConfigMap", namespace: "default").allSatisfy {
                    $0[path: "metadata", "name"] != "a"
                })
        }
    }

    @Test func appliesOnTheServer() async throws {
        try await withClient { client, sandbox in
            let options = ApplyOptions(fieldManager: "bunraku", force: true)
            let first = try await client.apply(configMap("a", ["k": "1"]), options)
            #expect(first.isCreated)
            let second = try await client.apply(configMap("a", ["k": "1"]), options)
            #expect(!second.isCreated)
            #expect(second.object.resourceVersion == first.object.resourceVersion)
            let dry = try await client.apply(
                configMap("a", ["k": "2"]), ApplyOptions(fieldManager: "bunraku", force: true, isDryRun: true))
            #expect(dry.object.json["data"] == ["k": "2"])
            #expect(sandbox.objects(kind: "ConfigMap", namespace: "default").contains { $0["data"] == ["k": "1"] })
        }
    }

    @Test func conflictsNameTheField() async throws {
        try await withClient { client, _ in
            _ = try await client.apply(configMap("a", ["k": "1"]), ApplyOptions(fieldManager: "one"))
            let error = await #expect(throws: KubernetesError.self) {
                try await client.apply(configMap("a", ["k": "2"]), ApplyOptions(fieldManager: "two"))
            }
            #expect(error?.isConflict == true)
            #expect(error?.status?.causes.first?.field == ".data.k")
            #expect(error?.retry == .never)
        }
    }

    @Test func patchesAndReplaces() async throws {
        try await withClient { client, _ in
            var object = try await client.create(configMap("a", ["k": "1"]), fieldManager: "test")
            let patched = try await client.patch(
                Kind.configMap, namespace: "default", name: "a", ["data": ["x": "y"]], fieldManager: "test")
            #expect(patched.json["data"] == ["k": "1", "x": "y"])
            object.json["data"] = ["z": "1"]
            let stale = await #expect(throws: KubernetesError.self) {
                try await client.replace(object, fieldManager: "test")
            }
            #expect(stale?.isConflict == true)
        }
    }

    @Test func deletionKeepsToItsPreconditions() async throws {
        try await withClient { client, _ in
            let made = try await client.create(configMap("a"), fieldManager: "test")
            let error = await #expect(throws: KubernetesError.self) {
                try await client.delete(Kind.configMap, namespace: "default", name: "a", DeleteOptions(uid: "other"))
            }
            #expect(error?.isConflict == true)
            try await client.delete(Kind.configMap, namespace: "default", name: "a", DeleteOptions(uid: made.uid))
        }
    }

    @Test func listsPageByPage() async throws {
        try await withClient { client, _ in
            for number in 0..<7 {
                let labels = ["parity": number.isMultiple(of: 2) ? "even" : "odd"]
                _ = try await client.create(configMap("p\(number)", labels: labels), fieldManager: "test")
            }
            let even = try await client.list(
                Kind.configMap, ObjectSelection(labelSelector: "parity=even"), pageSize: 2)
            #expect(even.objects.map(\.name) == ["p0", "p2", "p4", "p6"])
            #expect(even.objects.allSatisfy { $0.gvk == Kind.configMap })
            #expect(!even.resourceVersion.isEmpty)
        }
    }

    @Test func metadataIsEnoughWhereItIsAskedFor() async throws {
        try await withClient { client, _ in
            _ = try await client.create(configMap("a", ["big": "content"]), fieldManager: "test")
            let selection = ObjectSelection(namespace: "default", representation: .metadata)
            let object = try #require(try await client.list(Kind.configMap, selection).objects.first { $0.name == "a" })
            #expect(object.json["data"] == nil)
            #expect(object.gvk == Kind.configMap)
            let single = try await client.get(Kind.configMap, namespace: "default", name: "a", .metadata)
            #expect(single.json["data"] == nil)
            #expect(single.kind == "ConfigMap")
        }
    }

    @Test func asksOnlyForTheGroupsItNeeds() async throws {
        try await withClient { client, sandbox in
            sandbox.sandbox.addFault(FaultRule(path: "/apis", effect: .status(500)))
            sandbox.sandbox.addFault(FaultRule(path: "/apis/batch/*", effect: .status(500)))
            let deployment = try await client.resource(Kind.deployment)
            #expect(deployment.plural == "deployments")
            let daemonSet = try await client.resource(GroupKind(group: "apps", kind: "DaemonSet"))
            #expect(daemonSet.gvk.version == "v1")
        }
    }

    @Test func unknownKindsAreNamed() async throws {
        try await withClient { client, _ in
            for gvk in [
                GroupVersionKind(group: "example.org", version: "v1", kind: "Widget"),
                GroupVersionKind(group: "apps", version: "v9", kind: "Deployment"),
                GroupVersionKind(group: "apps", version: "v1", kind: "Widget"),
            ] {
                await #expect(throws: KubernetesError.unknownKind(gvk)) { try await client.resource(gvk) }
                let found = try await client.find(gvk, namespace: "default", name: "x")
                #expect(found == nil)
            }
        }
    }

    @Test func versionAndGroups() async throws {
        try await withClient { client, _ in
            let version = try await client.version()
            #expect(version == "v1.36.2")
            let groups = try await client.groupNames()
            #expect(groups.contains("apps"))
        }
    }

    @Test func kubeconfigOfTheSandboxWorks() async throws {
        var sandbox = SandboxConfiguration()
        sandbox.bearerToken = "open sesame"
        try await withSandbox(sandbox) { handle in
            var config = Kubeconfig()
            try config.merge(handle.kubeconfig, path: "/sandbox/config")
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let version = try await KubernetesClient.withClient(config.access(), .init(logger: logger)) { client in
                try await client.version()
            }
            #expect(version == "v1.36.2")
        }
    }

    @Test func tokenIsSent() async throws {
        var sandbox = SandboxConfiguration()
        sandbox.bearerToken = "open sesame"
        try await withClient(sandbox, token: "open sesame") { client, _ in
            let namespaces = try await client.list(Kind.namespace)
            #expect(namespaces.objects.contains { $0.name == "default" })
        }
        try await withClient(sandbox, token: "wrong") { client, _ in
            let error = await #expect(throws: KubernetesError.self) { try await client.list(Kind.namespace) }
            #expect(error?.status?.code == 401)
        }
    }
}

import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// Objects that other tools made become the agent's: not deleted, and with no field lost that nobody asked to lose.
struct AdoptionTests {
    private static let configMapKind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    private static func settings(_ data: JSONObject, labels: JSONObject = [:], annotations: JSONObject = [:]) -> JSON {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": "settings", "namespace": "shop", "labels": .object(labels),
                "annotations": .object(annotations),
            ],
            "data": .object(data),
        ]
    }

    /// As `kubectl apply` makes it: with the manifest in an annotation.
    private static func clientSideApplied(_ manifest: JSON) -> KubernetesObject {
        var object = manifest
        var annotations = manifest[path: "metadata", "annotations"] ?? [:]
        annotations[lastApplied] = .string(JSONWriter.text(manifest))
        object["metadata"]?["annotations"] = annotations
        return KubernetesObject(object)
    }

    private func make(_ fixture: AgentFixture, _ object: KubernetesObject, by manager: String) async throws {
        try await fixture.client { client in
            let namespace = KubernetesObject(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]])
            if try await client.find(namespace.gvk, namespace: nil, name: "shop") == nil {
                _ = try await client.create(namespace, fieldManager: "kubectl-create")
            }
            _ = try await client.create(object, fieldManager: manager)
        }
    }

    private func settings(of fixture: AgentFixture) -> JSON? { fixture.object("ConfigMap", "shop", "settings") }

    private static func managers(of object: JSON?) -> [String] {
        (object?[path: "metadata", "managedFields"]?.array ?? []).compactMap { $0["manager"]?.string }.sorted()
    }

    private static func ours(_ data: JSONObject, _ more: JSONObject = [:]) -> Catalog {
        catalog([namespace("shop"), configMap("shop/settings", data, more)])
    }

    @Test func kubectlApply() async throws {
        try await withAgent { fixture in
            let manifest = Self.settings(["color": "red", "old": "x"], labels: ["team": "a"])
            try await make(fixture, Self.clientSideApplied(manifest), by: "kubectl-client-side-apply")
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["data": ["extra": "y"]],
                    fieldManager: "kubectl-edit")
            }
            let before = settings(of: fixture)
            let agent = fixture.agent()
            let result = await agent.apply(Self.ours(["color": "red"]))
            #expect(result.report.status == .changed)
            let after = settings(of: fixture)
            #expect(after?[path: "metadata", "uid"] == before?[path: "metadata", "uid"])
            #expect(
                after?["data"] == ["color": "red", "extra": "y"], "what the user's own manifest said no more is gone")
            #expect(after?[path: "metadata", "labels", "team"] == nil)
            #expect(after?[path: "metadata", "annotations"]?[Self.lastApplied] == nil)
            #expect(Self.managers(of: after) == ["bunraku", "kubectl-edit"])
            #expect(
                fixture.lines.lines.contains(
                    "Notice: K8s::Configmap[shop/settings]/manager: adopted from kubectl-client-side-apply"))
            fixture.sandbox.sandbox.resetRequestCounts()
            #expect(await agent.apply(Self.ours(["color": "red"])).report.status == .unchanged)
            #expect(fixture.sandbox.requestCounts.writes == 0)
        }
    }

    /// The dry run cannot know it, but the plan says what goes.
    @Test func noopShowsWhatAnAdoptionRemoves() async throws {
        try await withAgent { fixture in
            let manifest = Self.settings(["color": "red", "old": "x"])
            try await make(fixture, Self.clientSideApplied(manifest), by: "kubectl-client-side-apply")
            let before = settings(of: fixture)
            let result = await fixture.agent { $0.noop = true }.apply(Self.ours(["color": "blue"]))
            #expect(settings(of: fixture) == before)
            let planned = try #require(result.plan?.objects.first { $0.identity.name == "settings" })
            #expect(planned.action == .update)
            #expect(planned.note == "adopted from kubectl-client-side-apply")
            #expect(
                planned.changes.map(\.path.description).filter { $0.hasPrefix("data") }.sorted() == [
                    "data.color", "data.old",
                ])
            #expect(planned.changes.first { $0.path.description == "data.old" }?.new == nil)
            #expect(!planned.changes.contains { $0.path.description.contains("last-applied") })
        }
    }

    @Test func keysOfASecretThatTheOldManifestHadGo() async throws {
        try await withAgent { fixture in
            let manifest: JSON = [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "key", "namespace": "shop"],
                "stringData": ["token": "hunter2", "old": "hunter3"],
            ]
            try await make(fixture, Self.clientSideApplied(manifest), by: "kubectl-client-side-apply")
            let result = await fixture.agent().apply(
                catalog([namespace("shop"), resource("K8s::Secret", "shop/key", ["stringData": ["token": "hunter2"]])]))
            #expect(fixture.object("Secret", "shop", "key")?["data"] == ["token": "aHVudGVyMg=="])
            let text = JSONWriter.text(result.report.json()) + fixture.lines.lines.joined()
            #expect(!text.contains("hunter") && !text.contains("aHVudGVy"))
        }
    }

    @Test(arguments: ["kubectl-create", "helm", "before-first-apply"])
    func otherWritersKeepWhatTheManifestDoesNotSay(manager: String) async throws {
        try await withAgent { fixture in
            try await make(
                fixture, KubernetesObject(Self.settings(["color": "red", "size": "1", "other": "x"])), by: manager)
            let agent = fixture.agent()
            _ = await agent.apply(Self.ours(["color": "red", "size": "1"]))
            #expect(settings(of: fixture)?["data"] == ["color": "red", "size": "1", "other": "x"])
            #expect(Self.managers(of: settings(of: fixture)) == ["bunraku", manager].sorted())
            // What was declared is ours alone: it goes when it is declared no more.
            _ = await agent.apply(Self.ours(["color": "red"]))
            #expect(settings(of: fixture)?["data"] == ["color": "red", "other": "x"])
        }
    }

    @Test func objectsWithoutBookkeepingBecomeOurs() async throws {
        try await withAgent { fixture in
            try await make(fixture, KubernetesObject(Self.settings(["color": "red", "other": "x"])), by: "ancient")
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["metadata": ["managedFields": [[:]]]],
                    fieldManager: "ancient")
            }
            #expect(Self.managers(of: settings(of: fixture)) == [])
            let agent = fixture.agent()
            _ = await agent.apply(Self.ours(["color": "red"]))
            #expect(Self.managers(of: settings(of: fixture)) == ["bunraku"])
            _ = await agent.apply(Self.ours(["size": "1"]))
            #expect(settings(of: fixture)?["data"] == ["other": "x", "size": "1"])
        }
    }

    @Test func helmKeepsItsLabelsAndIsNamed() async throws {
        try await withAgent { fixture in
            let object = Self.settings(
                ["color": "red"], labels: ["app.kubernetes.io/managed-by": "Helm", "helm.sh/chart": "shop-1"],
                annotations: ["meta.helm.sh/release-name": "shop", "meta.helm.sh/release-namespace": "shop"])
            try await make(fixture, KubernetesObject(object), by: "helm")
            _ = await fixture.agent().apply(Self.ours(["color": "blue"]))
            let after = settings(of: fixture)
            #expect(after?["data"] == ["color": "blue"])
            #expect(after?[path: "metadata", "labels"]?["helm.sh/chart"] == "shop-1")
            #expect(after?[path: "metadata", "annotations"]?["meta.helm.sh/release-name"] == "shop")
            #expect(fixture.lines.lines.contains { $0.contains("belongs to the Helm release shop") })
        }
    }

    @Test func containersOfTheOldManifestGo() async throws {
        try await withAgent { fixture in
            let labels: JSON = ["app": "web"]
            let manifest: JSON = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "shop"],
                "spec": [
                    "replicas": 4, "selector": ["matchLabels": labels],
                    "template": [
                        "metadata": ["labels": labels],
                        "spec": [
                            "containers": [
                                ["name": "app", "image": "app:1", "env": [["name": "A", "value": "1"]]],
                                ["name": "sidecar", "image": "side:1"],
                            ]
                        ],
                    ],
                ],
            ]
            try await make(fixture, Self.clientSideApplied(manifest), by: "kubectl-client-side-apply")
            let uid = fixture.object("Deployment", "shop", "web", group: "apps")?[path: "metadata", "uid"]
            let desired = catalog([namespace("shop"), deployment("shop/web", replicas: 2, ["ignore": "spec.replicas"])])
            let result = await fixture.agent().apply(desired)
            #expect(result.report.status == .changed)
            let after = fixture.object("Deployment", "shop", "web", group: "apps")
            #expect(after?[path: "metadata", "uid"] == uid)
            let containers = after?[path: "spec", "template", "spec", "containers"]?.array ?? []
            #expect(containers.compactMap { $0["name"]?.string } == ["app"])
            #expect(containers.first?["env"] == nil)
            #expect(containers.first?["imagePullPolicy"] == "IfNotPresent")
            #expect(after?[path: "spec", "replicas"] == 4, "an ignored field keeps its value")
        }
    }

    @Test func anotherSetsObjectsAreRefused() async throws {
        try await withAgent { fixture in
            let label: JSONObject = [ApplySetParent.partOfLabel: "applyset-other-v1"]
            try await make(fixture, KubernetesObject(Self.settings(["color": "red"], labels: label)), by: "kubectl")
            let before = settings(of: fixture)
            let result = await fixture.agent().apply(Self.ours(["color": "blue"]))
            #expect(result.exitCode(detailed: true) == 6)
            #expect(settings(of: fixture) == before)
            #expect(fixture.lines.lines.contains { $0.contains("belongs to another ApplySet, applyset-other-v1") })
        }
    }

    private func owner(_ fixture: AgentFixture) async throws -> JSON {
        var owner = Self.settings([:])
        owner["metadata"]?["name"] = "owner"
        try await make(fixture, KubernetesObject(owner), by: "controller")
        return fixture.object("ConfigMap", "shop", "owner")?[path: "metadata", "uid"] ?? .null
    }

    @Test func controllersObjectsAreRefused() async throws {
        try await withAgent { fixture in
            var object = Self.settings(["color": "red"])
            object["metadata"]?["ownerReferences"] = [
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": try await owner(fixture),
                    "controller": true,
                ]
            ]
            try await make(fixture, KubernetesObject(object), by: "controller")
            let result = await fixture.agent { $0.noop = true }.apply(Self.ours(["color": "blue"]))
            #expect(
                result.plan?.objects.first { $0.identity.name == "settings" }?.note?.contains("ConfigMap owner") == true
            )
            #expect(settings(of: fixture)?["data"] == ["color": "red"])
        }
    }

    /// What was ours when the agent last looked is ours, whatever somebody wrote on it since.
    @Test func aRelabelledObjectIsSetRight() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(Self.ours(["color": "red"]))
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings",
                    ["metadata": ["labels": [ApplySetParent.partOfLabel: "applyset-other-v1"]]], fieldManager: "x")
            }
            #expect(await agent.apply(Self.ours(["color": "red"])).report.correctiveChange)
            #expect(
                settings(of: fixture)?[path: "metadata", "labels"]?[ApplySetParent.partOfLabel] != "applyset-other-v1")
        }
    }
}

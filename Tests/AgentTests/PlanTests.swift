import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// What a noop run shows, and what it does not.
struct PlanTests {
    private static let secretKind = GroupVersionKind(group: "", version: "v1", kind: "Secret")

    private func plan(_ fixture: AgentFixture, _ resources: [Resource]) async throws -> RunPlan {
        try #require(await fixture.agent { $0.noop = true }.apply(catalog(resources)).plan)
    }

    @Test func eachActionIsShown() async throws {
        try await withAgent { fixture in
            let kept = configMap("shop/kept", ["a": "b"])
            let first = [
                namespace("shop"), kept, configMap("shop/changed", ["a": "b"]), configMap("shop/gone", ["a": "b"]),
                configMap("shop/absent", ["a": "b"]),
                resource("K8s::Secret", "shop/key", ["stringData": ["token": "hunter2", "user": "root"]]),
            ]
            _ = await fixture.agent().apply(catalog(first))
            fixture.sandbox.sandbox.resetRequestCounts()
            let second = [
                namespace("shop"), kept, configMap("shop/changed", ["a": "c", "d": "e"]),
                configMap("shop/absent", [:], ["ensure": "absent"]), configMap("shop/new", ["x": "y"]),
                resource("K8s::Secret", "shop/key", ["stringData": ["token": "hunter3", "user": "root"]]),
                resource("K8s::Secret", "shop/fresh", ["stringData": ["token": "hunter4"]]),
                configMap("shop/Bad Name", [:]),
                configMap("shop/after", [:], ["require": "K8s::Configmap[shop/Bad Name]"]),
            ]
            // A failure keeps pruning away.
            let failing = try await plan(fixture, second)
            #expect(failing.count(.prune) == 0)
            let plan = try await plan(fixture, Array(second.prefix(7)))
            #expect(fixture.sandbox.requestCounts.writes == 0)
            let actions = Dictionary(uniqueKeysWithValues: plan.objects.map { ($0.identity.name, $0.action) })
            #expect(
                actions == [
                    "changed": .update, "absent": .delete, "new": .create, "key": .update, "fresh": .create,
                    "gone": .prune,
                ])
            let failures = Dictionary(uniqueKeysWithValues: failing.objects.map { ($0.identity.name, $0.action) })
            #expect(failures["Bad Name"] == .fail && failures["after"] == .skip)

            let changed = try #require(plan.objects.first { $0.identity.name == "changed" })
            #expect(changed.changes.map(\.path.description) == ["data.a", "data.d"])
            #expect(changed.file == "manifests/site.pp" && changed.line == 1)
            let key = try #require(plan.objects.first { $0.identity.name == "key" })
            #expect(key.changes.map(\.path.description) == ["data.token"], "what does not change is not named")

            let text = JSONWriter.text(plan.json())
            #expect(text.contains(#""plan_format":1"#))
            for secret in ["hunter", "aHVudGVy", "cm9vdA"] { #expect(!text.contains(secret)) }
            let fresh = try #require(plan.objects.first { $0.identity.name == "fresh" })
            #expect(fresh.object?[path: "data", "token"] == "[value redacted]")
            #expect(plan.json()[path: "summary", "create"] == 2)
        }
    }

    /// What the server writes in another way than the manifest is no difference.
    @Test func canonicalFormsAreNoDifference() async throws {
        try await withAgent { fixture in
            let resources = [
                namespace("shop"),
                deployment("shop/web").reconfigured([
                    "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": [
                            "containers": [
                                [
                                    "name": "app", "image": "app:1", "ports": [["containerPort": 80]],
                                    "resources": [
                                        "requests": ["cpu": "1000m", "memory": "1024Mi"], "limits": ["cpu": 2.5],
                                    ],
                                    "env": [], "command": .null,
                                ]
                            ],
                            "nodeSelector": [:],
                        ],
                    ],
                ]),
                resource(
                    "K8s::Service", "shop/web",
                    ["spec": ["selector": ["app": "web"], "ports": [["port": 80, "targetPort": "http"]]]]),
            ]
            _ = await fixture.agent().apply(catalog(resources))
            fixture.sandbox.sandbox.resetRequestCounts()
            // Without a memory everything is compared.
            let other = try await withTemporaryDirectory { directory in
                await fixture.agent { $0.stateDirectory = directory.path() }.apply(catalog(resources))
            }
            #expect(fixture.sandbox.requestCounts.dryRuns.values.reduce(0, +) == 3)
            #expect(other.report.status == .unchanged)
            #expect(fixture.sandbox.requestCounts.writes == 0)
        }
    }

    /// Another manager that owns the same field with the same value is nothing to write about.
    @Test func coOwnersAreNoDifference() async throws {
        try await withAgent { fixture in
            let resources = [namespace("shop"), configMap("shop/settings", ["a": "b"])]
            let agent = fixture.agent()
            _ = await agent.apply(catalog(resources))
            try await fixture.client { client in
                let object = KubernetesObject([
                    "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings", "namespace": "shop"],
                    "data": ["a": "b"],
                ])
                _ = try await client.apply(object, ApplyOptions(fieldManager: "other", force: true))
            }
            fixture.sandbox.sandbox.resetRequestCounts()
            #expect(await agent.apply(catalog(resources)).report.status == .unchanged)
            #expect(fixture.sandbox.requestCounts.writes == 0)
        }
    }

    @Test func elementsOfListsCanBeIgnored() async throws {
        try await withAgent { fixture in
            let path = "spec.template.spec.containers[name=app].image"
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), deployment("shop/web", ["ignore": .string(path)])]))
            func image() -> JSON? {
                fixture.object("Deployment", "shop", "web", group: "apps")?[
                    path: "spec", "template", "spec", "containers"]?[0]?["image"]
            }
            #expect(image() == "app:1")
            try await fixture.client { client in
                _ = try await client.patch(
                    GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"), namespace: "shop", name: "web",
                    ["spec": ["template": ["spec": ["containers": [["name": "app", "image": "app:2"]]]]]], .strategic,
                    fieldManager: "image-updater")
            }
            #expect(
                await agent.apply(catalog([namespace("shop"), deployment("shop/web", ["ignore": .string(path)])]))
                    .report.status == .unchanged)
            #expect(image() == "app:2")
            // Something else changes, and the ignored field stays as it is.
            let more = deployment("shop/web", replicas: 2, image: "app:9", ["ignore": .string(path)])
            #expect(await agent.apply(catalog([namespace("shop"), more])).report.status == .changed)
            #expect(image() == "app:2")
        }
    }
}

extension Resource {
    /// The resource with another `spec`.
    fileprivate func reconfigured(_ spec: JSON) -> Resource {
        resource(reference.type, reference.title, ["spec": spec])
    }
}

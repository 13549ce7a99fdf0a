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

/// From a changed ConfigMap to new pods, and from nothing changed to none.
struct RefreshTests {
    /// As a compile leaves it: with the digests in the pod templates.
    private static func expanded(_ resources: [Resource]) -> Catalog {
        CatalogExpansion.expand(catalog(resources), options: ExpansionOptions(refreshKey: [7])).catalog
    }

    private static func web(_ more: JSONObject = [:], uses settings: Bool = true) -> Resource {
        var container: JSON = ["name": "app", "image": "app:1"]
        if settings { container["envFrom"] = [["configMapRef": ["name": "settings"]]] }
        let spec: JSON = [
            "replicas": 2, "selector": ["matchLabels": ["app": "web"]],
            "template": ["metadata": ["labels": ["app": "web"]], "spec": ["containers": [container]]],
        ]
        let parameters: JSONObject = ["spec": spec]
        return resource("K8s::Deployment", "shop/web", parameters.merging(more) { $1 })
    }

    private static func settings(_ color: String, _ more: JSONObject = [:]) -> Resource {
        configMap("shop/settings", ["color": .string(color)], more)
    }

    private struct Pods: Equatable {
        let pods: Set<String>
        let replicaSets: Int

        init(_ fixture: AgentFixture) {
            pods = Set(
                fixture.sandbox.objects(kind: "Pod").filter { $0[path: "metadata", "deletionTimestamp"] == nil }
                    .compactMap { $0[path: "metadata", "uid"]?.string })
            replicaSets = fixture.sandbox.objects(group: "apps", kind: "ReplicaSet").count
        }
    }

    @Test(arguments: [
        (web(), settings("red"), settings("blue")),
        (
            web(["subscribe": "K8s::Configmap[shop/settings]"], uses: false), settings("red"), settings("blue")
        ),
        (
            web(uses: false), settings("red", ["notify": "K8s::Deployment[shop/web]"]),
            settings("blue", ["notify": "K8s::Deployment[shop/web]"])
        ),
        (
            web(["restart": "manual"], uses: false), settings("red", ["notify": "K8s::Deployment[shop/web]"]),
            settings("blue", ["notify": "K8s::Deployment[shop/web]"])
        ),
    ])
    func aChangeRestartsAndIsAwaited(web: Resource, red: Resource, blue: Resource) async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            let first = Self.expanded([namespace("shop"), red, web])
            #expect(await agent.apply(first).exitCode(detailed: true) == 2)
            let before = Pods(fixture)
            #expect(before.pods.count == 2 && before.replicaSets == 1)
            // Nothing changed: by this agent, a restarted one, and one that remembers nothing.
            for directory in ["state", "state", "other"] {
                let again = fixture.agent { $0.stateDirectory = fixture.directory.appending(path: directory).path() }
                #expect(await again.apply(first).report.status == .unchanged)
            }
            #expect(Pods(fixture) == before)
            let last = configMap("shop/last", ["a": "b"], ["require": "K8s::Deployment[shop/web]"])
            let changed = await agent.apply(Self.expanded([namespace("shop"), blue, web, last]))
            #expect(changed.exitCode(detailed: true) == 2)
            // The rollout was over when the run was.
            let after = Pods(fixture)
            #expect(after.replicaSets == 2)
            #expect(after.pods.isDisjoint(with: before.pods))
            let status = fixture.object("Deployment", "shop", "web", group: "apps")?["status"]
            #expect(status?["updatedReplicas"] == 2 && status?["availableReplicas"] == 2)
            #expect(fixture.object("ConfigMap", "shop", "last") != nil)
        }
    }

    @Test func whatRestartsByHandIsLeftAlone() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(
                Self.expanded([namespace("shop"), Self.settings("red"), Self.web(["restart": "manual"])]))
            let before = Pods(fixture)
            let changed = await agent.apply(
                Self.expanded([namespace("shop"), Self.settings("blue"), Self.web(["restart": "manual"])]))
            #expect(changed.exitCode(detailed: true) == 2)
            #expect(fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "blue"])
            #expect(Pods(fixture) == before)
        }
    }

    /// The ConfigMap was changed, and then the agent died: the restart is not lost.
    @Test func aRestartIsNotLostWithTheAgent() async throws {
        try await withAgent { fixture in
            _ = await fixture.agent().apply(
                Self.expanded([namespace("shop"), Self.settings("red"), Self.web()]))
            let before = Pods(fixture)
            let blue = Self.expanded([namespace("shop"), Self.settings("blue"), Self.web()])
            fixture.sandbox.sandbox.addFault(
                FaultRule(method: "PATCH", path: "*/deployments/web", isDryRun: false, effect: .latency(.seconds(60))))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = await fixture.agent().apply(blue) }
                let isChanged = try await eventually {
                    fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "blue"]
                }
                #expect(isChanged)
                group.cancelAll()
            }
            fixture.sandbox.sandbox.setFaults([])
            #expect(Pods(fixture) == before)
            #expect(await fixture.agent().apply(blue).exitCode(detailed: true) == 2)
            #expect(Pods(fixture).pods.isDisjoint(with: before.pods))
        }
    }
}

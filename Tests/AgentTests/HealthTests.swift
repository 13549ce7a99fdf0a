import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Synchronization
import Testing

@testable import Agent

/// Waiting, order, and custom resources.
struct HealthTests {
    /// The definition of `example.org/v1 Widget`.
    static let definition = resource(
        "K8s::Customresourcedefinition", "widgets.example.org",
        [
            "spec": [
                "group": "example.org", "scope": "Namespaced",
                "names": ["kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": ["type": "object", "properties": ["size": ["type": "integer"]]],
                                    "status": ["type": "object", "properties": ["phase": ["type": "string"]]],
                                ],
                            ]
                        ],
                    ]
                ],
            ]
        ])

    @Test func workloadsBecomeHealthy() async throws {
        try await withAgent { fixture in
            let result = await fixture.agent().apply(catalog([namespace("shop"), deployment("shop/web", replicas: 2)]))
            #expect(result.exitCode(detailed: true) == 2)
            let live = try #require(fixture.object("Deployment", "shop", "web", group: "apps"))
            #expect(live[path: "status", "availableReplicas"] == 2)
        }
    }

    @Test func explicitRelationsWaitForHealth() async throws {
        try await withAgent { fixture in
            let order = Mutex<[String]>([])
            let agent = Agent(fixture.configuration, log: { _ in }) { event in
                switch event {
                case .healthy(let reference): order.withLock { $0.append("healthy \(reference.title)") }
                case .changed(let reference, _): order.withLock { $0.append("changed \(reference.title)") }
                default: break
                }
            }
            _ = await agent.apply(
                catalog([
                    configMap("shop/after", ["a": "b"], ["require": "K8s::Deployment[shop/web]"]),
                    deployment("shop/web"), configMap("shop/beside", ["a": "b"]), namespace("shop"),
                ]))
            let seen = order.withLock { $0 }
            #expect(seen.first == "changed shop")
            let healthy = try #require(seen.firstIndex(of: "healthy shop/web"))
            let after = try #require(seen.firstIndex(of: "changed shop/after"))
            #expect(healthy < after)
        }
    }

    @Test func waitingEndsWithAReason() async throws {
        try await withAgent { configuration in
            configuration.controllerDelay = .seconds(60)
        } _: { fixture in
            let resources = [
                namespace("shop"), deployment("shop/web", ["timeout": 1]),
                configMap("shop/after", ["a": "b"], ["require": "K8s::Deployment[shop/web]"]),
                deployment("shop/other", ["wait": "none"]),
            ]
            let result = await fixture.agent().apply(catalog(resources))
            #expect(result.exitCode(detailed: true) == 6)
            #expect(
                fixture.lines.lines.contains {
                    $0.hasPrefix("Error: K8s::Deployment[shop/web]: not healthy after 1 s: ")
                })
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
            #expect(result.report.statuses.filter(\.failed).map(\.reference.title) == ["shop/web"])
        }
    }

    @Test func customResourcesFollowTheirDefinition() async throws {
        try await withAgent { fixture in
            let widget = resource(
                "K8s::Object", "shop/one", ["api_version": "example.org/v1", "kind": "Widget", "spec": ["size": 3]])
            let agent = fixture.agent()
            let all = [widget, namespace("shop"), Self.definition]
            let result = await agent.apply(catalog(all))
            #expect(result.exitCode(detailed: true) == 2)
            #expect(fixture.object("Widget", "shop", "one", group: "example.org")?[path: "spec", "size"] == 3)
            let again = await agent.apply(catalog(all))
            #expect(again.report.status == .unchanged)
            let without = await agent.apply(catalog([namespace("shop"), Self.definition]))
            #expect(fixture.object("Widget", "shop", "one", group: "example.org") == nil)
            #expect(without.report.statuses.contains { $0.reference.type == "K8s::Widget" })
        }
    }

    @Test func brokenKindFailsOnlyItsObjects() async throws {
        try await withAgent { fixture in
            fixture.sandbox.sandbox.addFault(FaultRule(path: "/apis/apps/*", effect: .status(403)))
            let result = await fixture.agent().apply(
                catalog([namespace("shop"), deployment("shop/web"), configMap("shop/settings", ["a": "b"])]))
            #expect(result.exitCode(detailed: true) == 6)
            #expect(fixture.object("ConfigMap", "shop", "settings") != nil)
            #expect(result.report.statuses.filter(\.failed).map(\.reference.title) == ["shop/web"])
        }
    }
}

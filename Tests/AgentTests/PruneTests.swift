import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

@testable import Agent

/// What goes, and what stays.
struct PruneTests {
    private static let shop = [
        configMap("shop/settings", ["color": "red"]), namespace("shop"),
        resource("K8s::Secret", "shop/key", ["stringData": ["token": "hunter2"]]),
    ]

    @Test func whatLeavesTheCatalogIsPruned() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            let result = await agent.apply(catalog([namespace("shop"), Self.shop[0]]))
            #expect(fixture.object("Secret", "shop", "key") == nil)
            #expect(fixture.object("ConfigMap", "shop", "settings") != nil)
            #expect(
                result.report.statuses.contains { $0.reference.description == "K8s::Secret[shop/key]" && $0.changed })
            #expect(result.exitCode(detailed: true) == 2)
        }
    }

    /// Between the list and the deletion somebody may have made a new object of the same name.
    @Test func anotherObjectOfTheSameNameIsNotDeleted() async throws {
        try await withAgent { fixture in
            _ = await fixture.agent().apply(catalog(Self.shop))
            let live = try #require(fixture.object("Secret", "shop", "key"))
            var stale = live
            stale["metadata"]?["uid"] = "00000000-0000-0000-0000-000000000000"
            let candidate = try #require(
                PrunePlan.make(
                    members: [KubernetesObject(stale)], visited: [],
                    declared: [ObjectIdentity(group: "", kind: "ConfigMap", namespace: "shop", name: "settings")]
                ).deletions.first)
            try await fixture.client { client in
                let parent = ApplySetParent(name: "set", namespace: "shop", tooling: "test/1")
                let keeper = ApplySetKeeper(client: client, parent: parent, fieldManager: "bunraku")
                await #expect(throws: KubernetesError.self) { try await keeper.prune(candidate) }
            }
            #expect(fixture.object("Secret", "shop", "key") != nil)
        }
    }

    @Test func pruningHasItsGuards() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            /// The server keeps one of its own in each namespace.
            func ours() -> Int {
                fixture.sandbox.objects(kind: "ConfigMap", namespace: "shop").count {
                    $0[path: "metadata", "name"] != "kube-root-ca.crt"
                }
            }
            let many = (0..<8).map { configMap("shop/c\($0)", ["a": "b"]) }
            _ = await agent.apply(catalog([namespace("shop")] + many))
            fixture.lines.clear()
            _ = await agent.apply(catalog([namespace("shop"), many[0]]))
            #expect(ours() == 8)
            #expect(fixture.lines.lines.contains { $0.hasPrefix("Error: pruning is refused: 7 of 9 objects") })

            _ = await agent.apply(catalog([]))
            #expect(ours() == 8)
            #expect(fixture.object("Namespace", nil, "shop") != nil)

            _ = await agent.apply(catalog(many))
            #expect(fixture.object("Namespace", nil, "shop") != nil, "a namespace is not pruned unasked")
        }
    }

    @Test func nothingIsPrunedAfterAFailure() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            let bad = resource("K8s::Configmap", "shop/Bad Name", ["data": ["a": "b"]])
            _ = await agent.apply(catalog([namespace("shop"), bad]))
            #expect(fixture.object("Secret", "shop", "key") != nil)
            #expect(fixture.object("ConfigMap", "shop", "settings") != nil)
        }
    }

    @Test func ensureAbsentDeletes() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            let gone = [namespace("shop"), Self.shop[2], configMap("shop/settings", [:], ["ensure": "absent"])]
            let result = await agent.apply(catalog(gone))
            #expect(fixture.object("ConfigMap", "shop", "settings") == nil)
            #expect(result.report.status == .changed)
            #expect(await agent.apply(catalog(gone)).report.status == .unchanged)
        }
    }
}

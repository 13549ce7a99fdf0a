import Foundation
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
                let fate = try await keeper.prune(candidate)
                #expect(fate == .kept("another object has its name by now"))
            }
            #expect(fixture.object("Secret", "shop", "key") != nil)
        }
    }

    private static let configMapKind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    private func prune(
        _ fixture: AgentFixture, after change: (KubernetesClient) async throws -> Void
    ) async throws -> ApplySetKeeper.Fate {
        _ = await fixture.agent().apply(catalog(Self.shop))
        let seen = try #require(fixture.object("ConfigMap", "shop", "settings"))
        return try await fixture.client { client in
            try await change(client)
            let parent = ApplySetParent(
                name: "bunraku-cluster.example.org", namespace: "bunraku-system", tooling: "bunraku/1")
            let keeper = ApplySetKeeper(client: client, parent: parent, fieldManager: "bunraku")
            return try await keeper.prune(
                PrunePlan.Candidate(KubernetesObject(seen), uid: seen[path: "metadata", "uid"]?.string ?? ""))
        }
    }

    @Test func whatLeftTheSetMeanwhileIsKept() async throws {
        try await withAgent { fixture in
            let fate = try await prune(fixture) { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings",
                    ["metadata": ["labels": [ApplySetParent.partOfLabel: .null]]], fieldManager: "somebody")
            }
            #expect(fate == .kept("somebody took it out of the ApplySet meanwhile"))
            #expect(fixture.object("ConfigMap", "shop", "settings") != nil)
        }
    }

    @Test func whatIsMerelyAnotherVersionIsLookedAtAgainAndGoes() async throws {
        try await withAgent { fixture in
            let fate = try await prune(fixture) { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["data": ["color": "blue"]],
                    fieldManager: "somebody")
            }
            #expect(fate == .deleted)
            #expect(fixture.object("ConfigMap", "shop", "settings") == nil)
        }
    }

    /// A program that copies objects copies their labels too.
    @Test func copiesOfMembersAreNotPruned() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            var copy = try #require(fixture.object("Secret", "shop", "key"))
            copy["metadata"] = ["name": "copy", "namespace": "shop", "labels": copy[path: "metadata", "labels"] ?? [:]]
            try await fixture.client { [copy] client in
                _ = try await client.create(KubernetesObject(copy), fieldManager: "replicator")
            }
            _ = await agent.apply(catalog(Self.shop))
            #expect(fixture.object("Secret", "shop", "copy") != nil)
            #expect(fixture.lines.lines.contains { $0.contains("copy is not pruned: it carries the ApplySet's label") })
        }
    }

    @Test func aRenamedObjectGoesWhenItsSuccessorIsHealthy() async throws {
        try await withAgent({ $0.controllerDelay = .milliseconds(400) }) { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), deployment("shop/old")]))
            let sandbox = fixture.sandbox
            async let run = agent.apply(catalog([namespace("shop"), deployment("shop/new")]))
            /// The old one is there until the new one is available.
            let isOrdered = try await eventually {
                let all = sandbox.objects(group: "apps", kind: "Deployment", namespace: "shop")
                let names = Set(all.compactMap { $0[path: "metadata", "name"]?.string })
                let isReady = all.contains {
                    $0[path: "metadata", "name"] == "new" && $0[path: "status", "readyReplicas"] == 1
                }
                if !isReady { #expect(names.contains("old")) }
                return isReady
            }
            #expect(isOrdered)
            #expect(await run.report.status == .changed)
            #expect(fixture.object("Deployment", "shop", "old", group: "apps") == nil)
        }
    }

    @Test func anUnhealthySuccessorKeepsTheOldOne() async throws {
        try await withAgent({ $0.controllerDelay = .seconds(3600) }) { fixture in
            _ = await fixture.agent().apply(catalog([namespace("shop"), deployment("shop/old", ["wait": "applied"])]))
            let result = await fixture.agent().apply(
                catalog([namespace("shop"), deployment("shop/new", ["timeout": 0])]))
            #expect(result.exitCode(detailed: true) == 6)
            #expect(fixture.object("Deployment", "shop", "old", group: "apps") != nil)
        }
    }

    @Test func stuckFinalizersAreNamedAndBlockNobody() async throws {
        try await withAgent { fixture in
            let finalized = configMap(
                "shop/stuck", ["a": "b"], ["metadata": ["finalizers": ["example.org/a", "example.org/b"]]])
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop + [finalized]))
            let first = await agent.apply(catalog(Array(Self.shop.prefix(2))))
            #expect(first.exitCode(detailed: true) == 2)
            #expect(fixture.object("Secret", "shop", "key") == nil, "the others go")
            let text = "K8s::Configmap[shop/stuck]: deleting: waiting on finalizers example.org/a, example.org/b"
            #expect(fixture.lines.lines.contains("Notice: \(text)"))

            // Not again, and no failure, but said.
            fixture.lines.clear()
            fixture.sandbox.sandbox.resetRequestCounts()
            let second = await agent.apply(catalog(Array(Self.shop.prefix(2))))
            #expect(second.exitCode(detailed: true) == 0)
            #expect(fixture.lines.lines.contains("Notice: \(text)"))
            #expect(fixture.sandbox.requestCounts.writes == 0)
            #expect(second.report.statuses.contains { $0.reference.title == "shop/stuck" && !$0.failed })

            // The kinds and namespaces of what is still there stay in the inventory.
            let later = fixture.configuration.now().addingTimeInterval(3600)
            let third = await fixture.agent { $0.now = { later } }.apply(catalog(Array(Self.shop.prefix(2))))
            #expect(third.exitCode(detailed: true) == 4)
            #expect(fixture.lines.lines.contains { $0.hasPrefix("Error: \(text), since ") })
            let finalizers = fixture.object("ConfigMap", "shop", "stuck")?[path: "metadata", "finalizers"]
            #expect(finalizers == ["example.org/a", "example.org/b"], "finalizers are nobody's to remove")
        }
    }

    @Test func deletionsThatHangHoldUpTheirDependentsOnly() async throws {
        try await withAgent { fixture in
            let finalized = configMap("shop/stuck", ["a": "b"], ["metadata": ["finalizers": ["example.org/a"]]])
            _ = await fixture.agent().apply(catalog([namespace("shop"), finalized]))
            let resources = [
                namespace("shop"),
                configMap("shop/stuck", [:], ["ensure": "absent", "timeout": 3]),
                configMap("shop/after", ["a": "b"], ["require": "K8s::Configmap[shop/stuck]"]),
                configMap("shop/beside", ["a": "b"]),
            ]
            // With one object at a time, a wait that counts as work would come to its end first.
            let agent = fixture.agent { $0.concurrency = 1 }
            async let run = agent.apply(catalog(resources))
            let isThere = try await eventually { fixture.object("ConfigMap", "shop", "beside") != nil }
            #expect(isThere)
            #expect(!fixture.lines.lines.contains { $0.hasPrefix("Error: ") })
            let result = await run
            #expect(result.exitCode(detailed: true) == 6)
            #expect(fixture.object("ConfigMap", "shop", "beside") != nil)
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
            #expect(fixture.lines.lines.contains { $0.contains("waiting on finalizers example.org/a") })
            #expect(
                fixture.lines.lines.contains(
                    "Notice: K8s::Configmap[shop/after]: Dependency K8s::Configmap[shop/stuck] has failures: true"))
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

    /// A parent that cannot be seen is not one that is not there: what it names would never be pruned.
    @Test(arguments: [FaultRule.Effect.status(404), .stale(versions: 1000)])
    func anInventoryThatIsNotSeenIsNotOverwritten(_ effect: FaultRule.Effect) async throws {
        try await withAgent { fixture in
            _ = await fixture.agent().apply(catalog(Self.shop))
            fixture.sandbox.sandbox.addFault(
                FaultRule(path: "*/configmaps/bunraku-cluster.example.org", verb: .get, effect: effect, count: 1))
            let less = catalog([namespace("shop"), Self.shop[0]])
            _ = await fixture.agent().apply(less)
            _ = await fixture.agent().apply(less)
            #expect(fixture.object("Secret", "shop", "key") == nil)
        }
    }

    /// A kind that seems to be gone for a moment keeps its place in the inventory.
    @Test(arguments: ["/apis/rbac.authorization.k8s.io", "/apis/rbac.authorization.k8s.io/v1", "*/roles"])
    func aKindThatIsNotSeenIsNotForgotten(_ path: String) async throws {
        try await withAgent { fixture in
            let role = resource(
                "K8s::Role", "shop/reader",
                ["rules": [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]])
            _ = await fixture.agent().apply(catalog(Self.shop + [role]))
            fixture.sandbox.sandbox.addFault(FaultRule(path: path, effect: .status(404)))
            _ = await fixture.agent().apply(catalog(Self.shop))
            #expect(
                fixture.lines.lines.contains {
                    $0.contains("members of kind Role.rbac.authorization.k8s.io cannot be listed")
                })
            fixture.sandbox.sandbox.setFaults([])
            _ = await fixture.agent().apply(catalog(Self.shop))
            #expect(fixture.object("Role", "shop", "reader", group: "rbac.authorization.k8s.io") == nil)
        }
    }

    /// What was done stays in the report when the last write of the run fails.
    @Test func aParentThatCannotShrinkIsSaid() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            fixture.sandbox.sandbox.addFault(
                FaultRule(
                    path: "*/configmaps/bunraku-cluster.example.org", verb: .apply, effect: .status(403)))
            let result = await agent.apply(catalog([namespace("shop"), Self.shop[0]]))
            #expect(result.failure == nil)
            #expect(result.report.statuses.contains { $0.reference.title == "shop/key" && $0.changed })
            #expect(fixture.lines.lines.contains { $0.contains("the inventory keeps what is gone") })
        }
    }
}

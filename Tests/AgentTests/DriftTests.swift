import Foundation
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

/// The agent as a service: what is changed by hand comes back at once.
struct DriftTests {
    private static let resources = [
        namespace("shop"), configMap("shop/settings", ["color": "red"]),
        resource("K8s::Service", "shop/web", ["spec": ["selector": ["app": "web"], "ports": [["port": 80]]]]),
    ]
    private static let configMapKind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    /// Runs the service until `body` returns; the master knows the catalog.
    private func withService(
        _ body: @Sendable @escaping (AgentFixture, MasterStub) async throws -> Void
    ) async throws {
        try await withAgent { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock { $0.catalog = catalog(Self.resources) }
                var fixture = fixture
                fixture.configuration.server = url
                fixture.configuration.certificateInterval = .zero
                let agent = fixture.agent()
                let service = fixture
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await agent.run() }
                    let converged = try await eventually { master.state.withLock { $0.reports.count } == 1 }
                    #expect(converged)
                    try await body(service, master)
                    group.cancelAll()
                }
            }
        }
    }

    @Test func editsAndDeletionsAreUndone() async throws {
        try await withService { fixture, master in
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["data": ["color": "blue"]],
                    fieldManager: "somebody")
                try await client.delete(
                    GroupVersionKind(group: "", version: "v1", kind: "Service"), namespace: "shop", name: "web")
            }
            let isBack = try await eventually {
                fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red"]
                    && fixture.object("Service", "shop", "web") != nil
            }
            #expect(isBack)
            let isReported = try await eventually {
                let titles = master.state.withLock { $0.reports.dropFirst() }.flatMap { report in
                    Array(report["resource_statuses"]?.object?.keys ?? [])
                }
                return Set(titles) == ["K8s::Configmap[shop/settings]", "K8s::Service[shop/web]"]
            }
            #expect(isReported)
            #expect(master.state.withLock { $0.reports.dropFirst() }.allSatisfy { $0["corrective_change"] == true })
        }
    }

    @Test func ownWritesAreNoDrift() async throws {
        try await withService { fixture, master in
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["data": ["color": "blue"]],
                    fieldManager: "somebody")
            }
            let isReported = try await eventually { master.state.withLock { $0.reports.count } == 2 }
            #expect(isReported)
            fixture.sandbox.sandbox.resetRequestCounts()
            // A change that matters to nobody: it is looked at, and left.
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["metadata": ["annotations": ["a": "b"]]],
                    fieldManager: "somebody")
            }
            let isLookedAt = try await eventually { fixture.sandbox.requestCounts.dryRuns.values.reduce(0, +) > 0 }
            #expect(isLookedAt)
            #expect(fixture.sandbox.requestCounts.writes == 1)
            #expect(master.state.withLock { $0.reports.count } == 2)
        }
    }

    @Test func masterMayBeAway() async throws {
        try await withService { fixture, master in
            master.state.withLock { $0.failure = (503, "gone") }
            try await fixture.client { client in
                try await client.delete(Self.configMapKind, namespace: "shop", name: "settings")
            }
            let isBack = try await eventually { fixture.object("ConfigMap", "shop", "settings") != nil }
            #expect(isBack)
        }
    }

    @Test func fightsEnd() {
        let fights = FightRecord()
        let identity = ObjectIdentity(group: "", kind: "ConfigMap", namespace: "a", name: "b")
        var warnings = 0
        for second in 0..<10 where fights.allows(identity, at: .seconds(second)) {
            if fights.note(identity, at: .seconds(second)) { warnings += 1 }
        }
        #expect(warnings == 1)
        #expect(!fights.allows(identity, at: .seconds(10)))
        #expect(fights.allows(identity, at: .seconds(100)))
    }
}

import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Synchronization
import Testing

@testable import Agent

/// An agent that is told to stop, or to let things be.
struct StopTests {
    private static let resources = [
        namespace("shop"), deployment("shop/web"),
        configMap("shop/after", ["a": "b"], ["require": "K8s::Deployment[shop/web]"]),
    ]
    private static let configMapKind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")

    private func settings(_ url: String) -> @Sendable (inout AgentConfiguration) -> Void {
        {
            $0.server = url
            $0.certificateInterval = .zero
        }
    }

    @Test func stopsWhileItWaitsForHealthAndReports() async throws {
        try await withAgent {
            $0.controllerDelay = .seconds(600)
        } _: { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock { $0.catalog = catalog(Self.resources) }
                let start = Mutex(ContinuousClock.now)
                try await fixture.withServices([settings(url)]) { _ in
                    let isWaiting = try await eventually {
                        fixture.object("Deployment", "shop", "web", group: "apps") != nil
                    }
                    #expect(isWaiting)
                    start.withLock { $0 = .now }
                }
                #expect(ContinuousClock.now - start.withLock { $0 } < .seconds(60))
                #expect(fixture.object("ConfigMap", "shop", "after") == nil)
                let reports = master.state.withLock { $0.reports }
                #expect(reports.count == 1)
                #expect(reports.first?["transaction_completed"] == false)
            }
        }
    }

    @Test func keepsTheReportWhenTheMasterIsAway() async throws {
        try await withAgent {
            $0.controllerDelay = .seconds(600)
        } _: { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock { $0.catalog = catalog(Self.resources) }
                let kept = Mutex<ReportQueue?>(nil)
                try await fixture.withServices([settings(url)]) { running in
                    let isWaiting = try await eventually {
                        fixture.object("Deployment", "shop", "web", group: "apps") != nil
                    }
                    #expect(isWaiting)
                    kept.withLock { $0 = ReportQueue(running[0].agent.stateDirectory) }
                    master.state.withLock { $0.failure = (503, "gone") }
                }
                #expect(kept.withLock { $0?.names().count } == 1)
            }
        }
    }

    @Test func aDisabledAgentCorrectsNothing() async throws {
        try await withAgent { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock {
                    $0.catalog = catalog([
                        namespace("shop"), configMap("shop/a", ["x": "1"]), configMap("shop/b", ["x": "1"]),
                    ])
                }
                try await fixture.withServices([settings(url)]) { running in
                    let isConverged = try await eventually { master.state.withLock { $0.reports.count } == 1 }
                    #expect(isConverged)
                    let lock = DisabledLock(running[0].agent.stateDirectory)
                    try lock.disable("maintenance")
                    try await fixture.client { client in
                        try await client.delete(Self.configMapKind, namespace: "shop", name: "a")
                    }
                    // It is seen and let be: the next touch, after the lock is gone, is corrected.
                    let isSeen = try await eventually {
                        running[0].lines.debugLines.contains { $0.contains("disabled") }
                    }
                    #expect(isSeen)
                    #expect(fixture.object("ConfigMap", "shop", "a") == nil)
                    try lock.enable()
                    try await fixture.client { client in
                        try await client.delete(Self.configMapKind, namespace: "shop", name: "b")
                    }
                    let isBack = try await eventually { fixture.object("ConfigMap", "shop", "b") != nil }
                    #expect(isBack)
                    #expect(fixture.object("ConfigMap", "shop", "a") == nil)
                }
            }
        }
    }
}

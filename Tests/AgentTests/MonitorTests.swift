import AsyncHTTPClient
import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import NIOCore
import NIOHTTP1
import OrderedCollections
import PuppetCatalog
import Synchronization
import Testing

@testable import Agent

/// Health and metrics of an agent.
struct MonitorTests {
    private static let resources = [namespace("shop"), configMap("shop/settings", ["color": "red"])]

    private func get(_ path: String, _ agent: Agent) async throws -> (status: Int, body: String) {
        let port = try #require(agent.monitorPort)
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        let body = try await response.body.collect(upTo: 1 << 20)
        return (Int(response.status.code), String(buffer: body))
    }

    @Test func tellsOfRunsAndHealth() async throws {
        try await withAgent { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock { $0.failure = (503, "not yet") }
                let change: @Sendable (inout AgentConfiguration) -> Void = {
                    $0.server = url
                    $0.certificateInterval = .zero
                    $0.runInterval = .milliseconds(100)
                    $0.monitorAddress = MonitorAddress(host: "127.0.0.1", port: 0)
                }
                try await fixture.withServices([change]) { running in
                    let agent = running[0].agent
                    let isServed = try await eventually { agent.monitorPort != nil }
                    #expect(isServed)
                    #expect(try await get("/healthz", agent) == (200, "ok\n"))
                    #expect(try await get("/readyz", agent).status == 503)
                    #expect(try await get("/elsewhere", agent).status == 404)
                    master.state.withLock { state in
                        state.failure = nil
                        state.catalog = catalog(Self.resources)
                    }
                    let isReady = try await eventually { try await get("/readyz", agent).status == 200 }
                    #expect(isReady)
                    let isReported = try await eventually { master.state.withLock { $0.reports.count } > 0 }
                    #expect(isReported)
                    let isCounted = try await eventually {
                        try await get("/metrics", agent).body.contains("runs_total{result=\"changed\"} 1")
                    }
                    #expect(isCounted)
                    let text = try await get("/metrics", agent).body
                    for line in [
                        "bunraku_agent_leader 1",
                        "bunraku_agent_resources{state=\"total\"} 2", "bunraku_agent_changes_total 2",
                        "bunraku_agent_run_phase_duration_seconds_bucket{phase=\"apply\",le=\"+Inf\"} ",
                        "bunraku_agent_api_requests_total{verb=\"PATCH\",code=\"201\"} ",
                        "bunraku_agent_catalog_age_seconds ", "bunraku_agent_last_run_timestamp_seconds ",
                        "bunraku_agent_cached_catalog_runs_total 0", "bunraku_agent_reports_waiting ",
                    ] {
                        #expect(text.contains(line), "\(line)\n\(text)")
                    }
                    // The master goes away, and the cached catalog serves.
                    master.state.withLock { $0.failure = (500, "gone") }
                    let isCached = try await eventually {
                        let text = try await get("/metrics", agent).body
                        return !text.contains("bunraku_agent_cached_catalog_runs_total 0")
                            && !text.contains("bunraku_agent_reports_waiting 0")
                    }
                    #expect(isCached)
                    #expect(try await get("/readyz", agent).status == 200)
                    // So does the cluster.
                    fixture.sandbox.sandbox.setFaults([FaultRule(path: "/version", effect: .status(403))])
                    let isUnready = try await eventually { try await get("/readyz", agent).status == 503 }
                    #expect(isUnready)
                }
            }
        }
    }

    @Test func aGivenCatalogMakesReady() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            #expect(agent.unreadiness == "there is no catalog yet")
            _ = await agent.apply(catalog(Self.resources))
            #expect(agent.unreadiness == nil)
        }
    }

    @Test func anAddressThatIsTakenIsSaid() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent {
                $0.monitorAddress = MonitorAddress(host: "127.0.0.1", port: fixture.sandbox.port)
            }
            await #expect(throws: MonitorError.self) { try await agent.run() }
        }
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080"), (":8080", "0.0.0.0:8080"), ("[::1]:0", "[::1]:0"), ("8080", nil),
        ("a:b", nil), ("::1:80", nil), (":65536", nil), ("", nil),
    ])
    func addresses(text: String, expected: String?) { #expect(MonitorAddress(text)?.description == expected) }

    @Test func aLoopThatDoesNotGoOnIsNoticed() async throws {
        let clock = JumpingClock()
        let pulse = Pulse(Stopwatch(clock))
        #expect(pulse.isAlive)
        pulse.beat(within: .seconds(1800))
        clock.jump(by: .seconds(2000))
        #expect(pulse.isAlive)
        clock.jump(by: .seconds(500))
        #expect(!pulse.isAlive)
        pulse.beat()
        #expect(pulse.isAlive)
        // A run that waits an hour for one object is not stuck.
        pulse.expectWaits(of: .seconds(3600))
        clock.jump(by: .seconds(4000))
        #expect(pulse.isAlive)
        clock.jump(by: .seconds(500))
        #expect(!pulse.isAlive)
    }
}

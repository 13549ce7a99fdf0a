import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PKI
import PuppetCatalog
import Synchronization
import Testing

@testable import Agent

/// The agent and its master.
struct MasterTests {
    private static let resources = [namespace("shop"), configMap("shop/settings", ["color": "red"])]

    private func withMaster(
        tls: Bool = false, _ body: @Sendable @escaping (AgentFixture, MasterStub) async throws -> Void
    ) async throws {
        try await withAgent { fixture in
            try await MasterStub.with(tls: tls) { master, url in
                var fixture = fixture
                fixture.configuration.server = url
                fixture.configuration.certificateInterval = .zero
                try await body(fixture, master)
            }
        }
    }

    @Test func pullsAppliesAndReports() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            let agent = fixture.agent()
            let first = await agent.runOnce()
            #expect(first.failure == nil)
            #expect(first.catalogSource == .new)
            #expect(first.report.status == .changed)
            let second = await agent.runOnce()
            #expect(second.catalogSource == .notModified)
            #expect(second.report.status == .unchanged)
            let reports = master.state.withLock { $0.reports }
            #expect(reports.map { $0["status"] } == ["changed", "unchanged"])
            #expect(reports[0]["report_format"] == 12)
            #expect(reports[0]["catalog_digest"] == .string(catalog(Self.resources).digest))
            #expect(reports[0][path: "resource_statuses", "K8s::Configmap[shop/settings]", "changed"] == true)
            #expect(fixture.lines.lines.contains { $0.contains("on first use") && $0.contains("SHA256") })
        }
    }

    @Test func certificatesAreShownOverTLS() async throws {
        try await withMaster(tls: true) { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            let agent = fixture.agent()
            #expect(await agent.runOnce().failure == nil)
            #expect(await agent.runOnce().catalogSource == .notModified)
            #expect(master.state.withLock { $0.reports.count } == 2)

            // The authority that was trusted first stays the one.
            let identity = try AgentIdentity(
                certname: fixture.configuration.certname, sslDirectory: fixture.configuration.sslDirectory)
            let other = try CertificateAuthority.create(name: "Other CA", now: Date.now)
            try identity.storeAuthority(other.certificate.pem)
            let refused = await fixture.agent { $0.usesCacheOnFailure = false }.runOnce()
            #expect(
                refused.failure?.contains("no trusted connection to the master") == true, "\(refused.failure ?? "")")
        }
    }

    @Test func factsAreEncodedTwice() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            _ = await fixture.agent { $0.facts = ["region": "east & west"] }.runOnce()
            let form = try #require(master.state.withLock { $0.forms.first })
            let fields = Dictionary(
                uniqueKeysWithValues: form.split(separator: "&").map { field in
                    let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                    return (parts[0], parts[1].removingPercentEncoding ?? "")
                })
            let facts = try JSONParser.parse(try #require(fields["facts"]?.removingPercentEncoding))
            #expect(facts["name"] == "cluster.example.org")
            #expect(facts[path: "values", "region"] == "east & west")
            #expect(facts[path: "values", "clustername"] == "cluster")
            #expect(facts[path: "values", "kubernetes", "major"] == 1)
            #expect(facts[path: "values", "kubernetes", "nodes", "count"] == 2)
            #expect(fields["environment"] == "production")
            #expect(fields["facts_format"] == "application/json")
        }
    }

    @Test func factsGoByThemselvesOnlyWhenTheyChange() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            let agent = fixture.agent()
            _ = await agent.runOnce()
            _ = await agent.runOnce()
            #expect(master.state.withLock { $0.facts.count } == 1)
        }
    }

    @Test func cacheServesWhenTheMasterIsAway() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            _ = await fixture.agent().runOnce()
            master.state.withLock { $0.failure = (500, #"{"message":"broken","issue_kind":"RUNTIME_ERROR"}"#) }
            try await fixture.client { client in
                try await client.delete(
                    GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "shop", name: "settings")
            }
            // A new life: only what lies on the disk is known.
            let agent = fixture.agent()
            let away = await agent.runOnce()
            #expect(away.catalogSource == .cache)
            #expect(away.report.correctiveChange)
            #expect(fixture.object("ConfigMap", "shop", "settings") != nil)

            master.state.withLock { $0.failure = nil }
            _ = await agent.runOnce()
            let reports = master.state.withLock { $0.reports }
            #expect(reports.map { $0["cached_catalog_status"] } == ["not_used", "on_failure", "not_used"])
            #expect(ReportQueue(agent.stateDirectory).names() == [])
        }
    }

    @Test func cacheIsNotUsedWhereItMayNot() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            _ = await fixture.agent().runOnce()
            master.state.withLock { $0.failure = (500, "no") }
            let forbidden = await fixture.agent { $0.usesCacheOnFailure = false }.runOnce()
            #expect(forbidden.exitCode(detailed: true) == 1)
            let other = await fixture.agent { $0.environment = "staging" }.runOnce()
            #expect(other.exitCode(detailed: true) == 1)
        }
    }

    @Test func mastersErrorIsShown() async throws {
        try await withMaster { fixture, _ in
            let result = await fixture.agent().runOnce()
            #expect(result.exitCode(detailed: false) == 1)
            #expect(fixture.lines.lines.contains("Error: Error 500 on SERVER: Server Error: no such class"))
        }
    }

    @Test func unsignedCertificateIsSaid() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.signsRequests = false }
            let result = await fixture.agent().runOnce()
            #expect(result.exitCode(detailed: false) == 1)
            #expect(result.failure?.contains("bunraku ca sign cluster.example.org") == true)
            #expect(
                master.state.withLock { $0.requests }.contains(
                    "PUT /puppet-ca/v1/certificate_request/cluster.example.org"))
        }
    }

    @Test func waitsForTheSignature() async throws {
        try await withMaster { fixture, master in
            master.state.withLock {
                $0.signsRequests = false
                $0.catalog = catalog(Self.resources)
            }
            let agent = fixture.agent { $0.certificateInterval = .milliseconds(10) }
            async let result = agent.runOnce()
            let asked = try await eventually { fixture.lines.lines.count { $0.contains("not signed yet") } > 1 }
            #expect(asked)
            master.state.withLock { $0.signsRequests = true }
            #expect(await result.failure == nil)
        }
    }

    @Test func anotherNodesCatalogIsRefused() async throws {
        try await withMaster { fixture, master in
            master.state.withLock {
                $0.catalog = Catalog(name: "other", version: "1", environment: "production", resources: Self.resources)
            }
            let result = await fixture.agent().runOnce()
            #expect(result.failure?.contains("the catalog of 'other'") == true)
            #expect(fixture.object("Namespace", nil, "shop") == nil)
        }
    }

    @Test func disabledAgentDoesNothing() async throws {
        try await withMaster { fixture, master in
            master.state.withLock { $0.catalog = catalog(Self.resources) }
            let agent = fixture.agent()
            let lock = DisabledLock(agent.stateDirectory)
            try lock.disable("maintenance")
            let result = await agent.runOnce()
            #expect(result.exitCode(detailed: true) == 1)
            #expect(
                fixture.lines.lines.contains("Notice: Skipping run; administratively disabled (Reason: 'maintenance')"))
            #expect(master.state.withLock { $0.requests.isEmpty })
            try lock.enable()
            #expect(await agent.runOnce().failure == nil)
        }
    }
}

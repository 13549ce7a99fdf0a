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

/// Runs that are cut short, and connections that are not trusted.
struct ResilienceTests {
    private static let resources = [
        namespace("shop"), deployment("shop/web"),
        configMap("shop/after", ["a": "b"], ["require": "K8s::Deployment[shop/web]"]),
    ]

    @Test func aKilledRunIsFinishedByTheNext() async throws {
        try await withAgent { fixture in
            let isWaiting = Mutex(false)
            let agent = Agent(fixture.configuration, log: { fixture.lines.add($0) }) { event in
                if case .waiting = event { isWaiting.withLock { $0 = true } }
            }
            fixture.sandbox.sandbox.addFault(
                FaultRule(path: "*/configmaps/after", effect: .latency(.seconds(30)), count: 1))
            let cut = try await withThrowingTaskGroup(of: RunResult.self) { group in
                group.addTask { await agent.apply(catalog(Self.resources)) }
                let isThere = try await eventually { fixture.object("Deployment", "shop", "web", group: "apps") != nil }
                #expect(isThere)
                group.cancelAll()
                return try await group.next()
            }
            #expect(cut?.report.transactionCompleted == false)
            #expect(cut?.failure == "stopped before its end")
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
            fixture.sandbox.sandbox.setFaults([])
            let result = await fixture.agent().apply(catalog(Self.resources))
            #expect(result.failure == nil)
            #expect(result.exitCode(detailed: true) == 2)
            #expect(fixture.object("ConfigMap", "shop", "after") != nil)
        }
    }

    @Test func aNewCatalogEndsWaitingForTheOld() async throws {
        try await withAgent { configuration in
            configuration.controllerDelay = .seconds(600)
        } _: { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock { $0.catalog = catalog(Self.resources) }
                let agent = fixture.agent {
                    $0.server = url
                    $0.certificateInterval = .zero
                    $0.runInterval = .milliseconds(100)
                    $0.healthTimeout = .seconds(600)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await agent.run() }
                    let isThere = try await eventually {
                        fixture.object("Deployment", "shop", "web", group: "apps") != nil
                    }
                    #expect(isThere)
                    master.state.withLock {
                        $0.catalog = catalog([namespace("shop"), configMap("shop/after", ["a": "b"])], version: "2")
                    }
                    let isFixed = try await eventually { fixture.object("ConfigMap", "shop", "after") != nil }
                    #expect(isFixed)
                    group.cancelAll()
                }
            }
        }
    }

    @Test func aCatalogInAFileIsReadForEachRun() async throws {
        try await withAgent { fixture in
            let file = fixture.directory.appending(path: "catalog.json")
            let agent = fixture.agent { $0.catalogFile = file.path() }
            #expect(await agent.runOnce().failure?.contains("catalog.json") == true)
            for value in ["a", "b"] {
                try Data(catalog([namespace("shop"), configMap("shop/c", ["k": .string(value)])]).jsonBytes())
                    .write(to: file)
                #expect(await agent.runOnce().failure == nil)
                #expect(fixture.object("ConfigMap", "shop", "c")?[path: "data", "k"]?.string == value)
            }
            #expect(await agent.runOnce().exitCode(detailed: true) == 0)
            let secret = resource("K8s::Secret", "shop/s", ["data": ["k": "c2VjcmV0"]], sensitive: ["data"])
            try Data(catalog([namespace("shop"), secret]).masked.jsonBytes()).write(to: file)
            #expect(await agent.runOnce().failure?.contains("compile it with --show-secrets") == true)
            #expect(fixture.object("Secret", "shop", "s") == nil)
        }
    }

    @Test func summaryIsWritten() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop")]))
            let bytes = try #require(try agent.stateDirectory.read("last_run_summary.yaml"))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("resources:\n  total: 1\n  changed: 1\n"))
            #expect(text.contains("events:\n  total: 1\n  failure: 0\n  success: 1\n"))
        }
    }

    @Test func clusterOverTLS() async throws {
        let authority = try CertificateAuthority.create(name: "Cluster CA", now: Date.now)
        let key = try PrivateKey.generate()
        let request = try CertificateRequest(
            pem: try CertificateRequest.make(certname: "kubernetes", privateKeyPEM: key))
        let certificate = try authority.sign(request, as: "kubernetes", serial: SerialNumber(bytes: [2]), now: Date.now)
        try await withAgent { configuration in
            configuration.tls = .init(
                certificateChain: certificate.pem, privateKey: key, authority: authority.certificate.pem)
        } _: { fixture in
            let trusted = ClusterAccess(
                server: fixture.sandbox.url, trust: .authorities(pem: authority.certificate.pem),
                tlsServerName: "kubernetes")
            #expect(await fixture.agent { $0.cluster = trusted }.apply(catalog([namespace("shop")])).failure == nil)
            var careless = trusted
            careless.trust = .anything
            careless.tlsServerName = nil
            #expect(await fixture.agent { $0.cluster = careless }.apply(catalog([namespace("shop")])).failure == nil)
            var wrongName = trusted
            wrongName.tlsServerName = "other"
            let refused = await fixture.agent { $0.cluster = wrongName }.apply(catalog([namespace("shop")]))
            #expect(refused.failure?.contains("no trusted connection") == true, "\(refused.failure ?? "")")
            var stranger = trusted
            stranger.trust = .authorities(
                pem: try CertificateAuthority.create(name: "Other CA", now: Date.now).certificate.pem)
            let untrusted = await fixture.agent { $0.cluster = stranger }.apply(catalog([namespace("shop")]))
            #expect(untrusted.failure?.contains("no trusted connection") == true, "\(untrusted.failure ?? "")")
        }
    }
}

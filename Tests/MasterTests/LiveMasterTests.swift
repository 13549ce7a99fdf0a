import AsyncHTTPClient
import Foundation
import HTTPTypes
import JSON
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL
import PKI
import ServiceLifecycle
import Testing

@testable import Master

/// A master on a real socket, with real TLS on both sides.
struct LiveMasterTests {
    private struct Live: Sendable {
        let authority: AuthorityDirectory
        let service: FakeCatalogService
        let port: Int

        /// A client that trusts the authority, with a certificate of its own or without.
        func with(
            _ identity: (certificatePEM: String, privateKeyPEM: String)?, _ body: (Client) async throws -> Void
        ) async throws {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.certificatePEM().utf8)))
            if let identity {
                tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificatePEM.utf8))
                    .map { .certificate($0) }
                tls.privateKey = .privateKey(
                    try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem))
            }
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            configuration.dnsOverride = ["localhost": "127.0.0.1"]
            let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            do {
                try await body(Client(http: http, base: "https://localhost:\(port)"))
                try await http.shutdown()
            } catch {
                try await http.shutdown()
                throw error
            }
        }

        func identity(_ certname: String) throws -> (certificatePEM: String, privateKeyPEM: String) {
            let (certificate, key) = try authority.generate(certname)
            return (certificate.pem, key)
        }
    }

    private struct Client: Sendable {
        let http: HTTPClient
        let base: String

        func send(
            _ path: String, method: String = "GET", headers: [(String, String)] = [], body: String? = nil
        ) async throws -> (status: Int, text: String, etag: String?) {
            var request = HTTPClientRequest(url: base + path)
            request.method = .init(rawValue: method)
            for (name, value) in headers { request.headers.add(name: name, value: value) }
            if let body { request.body = .bytes(ByteBuffer(string: body)) }
            let response = try await http.execute(request, timeout: .seconds(30))
            let buffer = try await response.body.collect(upTo: 1 << 20)
            return (Int(response.status.code), String(buffer: buffer), response.headers.first(name: "etag"))
        }
    }

    /// Runs a master on a free port for the time of the test, then stops it gracefully.
    private func withMaster(
        _ configure: (inout MasterConfiguration) -> Void = { _ in }, _ body: (Live) async throws -> Void
    ) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bunraku-live-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let authority = AuthorityDirectory(url.appending(path: "ca"))
        try authority.create(name: "Lab CA")
        let identity = try MasterIdentity.prepare(
            certname: "master.lab", dnsNames: ["localhost"], ssl: url, authority: authority)
        var configuration = MasterConfiguration(
            certificatePEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM, authority: authority)
        configuration.host = "127.0.0.1"
        configuration.port = 0
        configuration.grants = ["*": ["production"]]
        configure(&configuration)
        let service = FakeCatalogService()
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let master = try Master(configuration: configuration, service: service, logger: logger) {
            continuation.yield($0)
        }
        let group = ServiceGroup(configuration: .init(services: [.init(service: master)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { return try await tasks.waitForAll() }
            do {
                try await body(Live(authority: authority, service: service, port: port))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test func certificateDecidesWhatANodeMay() async throws {
        try await withMaster { live in
            let catalog = "/puppet/v3/catalog/one.lab?environment=production"
            let identity = try live.identity("one.lab")
            try await live.with(identity) { (client) async throws in
                let first = try await client.send(catalog)
                #expect(first.status == 200)
                #expect(first.etag == "\"d1\"")
                #expect(try await client.send(catalog, headers: [("If-None-Match", "\"d1\"")]).status == 304)
                #expect(try await client.send("/puppet/v3/catalog/two.lab?environment=production").status == 403)
                #expect(try await client.send("/puppet/v3/catalog/one.lab?environment=staging").status == 403)
                let report = #"{"host":"one.lab","status":"changed","environment":"production"}"#
                #expect(try await client.send("/puppet/v3/report/one.lab", method: "PUT", body: report).status == 200)
                #expect(try await client.send("/bunraku/v1/reports").text.contains("\"changed\""))
                // The connection stays open, and the certificate is refused all the same.
                try live.authority.revoke("one.lab")
                #expect(try await client.send(catalog).status == 403)
            }
            try await live.with(nil) { (client) async throws in
                #expect(try await client.send(catalog).status == 403)
                #expect(try await client.send("/puppet-ca/v1/certificate/ca").text == live.authority.certificatePEM())
            }
            try await live.with(identity) { (client) async throws in
                #expect(try await client.send(catalog).status == 403)
            }
        }
    }

    @Test func certificateOfAnotherAuthorityIsNotAccepted() async throws {
        try await withMaster { live in
            let other = AuthorityDirectory(live.authority.url.appending(path: "other"))
            try other.create(name: "Lab CA")
            let (certificate, key) = try other.generate("one.lab")
            try await live.with((certificate.pem, key)) { (client) async throws in
                await #expect(throws: (any Error).self) {
                    try await client.send("/puppet/v3/catalog/one.lab?environment=production")
                }
            }
        }
    }

    @Test(arguments: [AutosignPolicy.globs(["*.lab"]), .none])
    func nodeBootstraps(_ policy: AutosignPolicy) async throws {
        try await withMaster {
            $0.autosign = policy
            $0.admins = ["admin.lab"]
        } _: { live in
            let key = try PrivateKey.generate()
            let request = try CertificateRequest.make(certname: "new.lab", privateKeyPEM: key)
            var certificate = ""
            try await live.with(nil) { (client) async throws in
                let path = "/puppet-ca/v1/certificate_request/new.lab"
                #expect(try await client.send(path, method: "PUT", body: request).status == 200)
                if policy == .none {
                    #expect(try await client.send("/puppet-ca/v1/certificate/new.lab").status == 404)
                    try await live.with(live.identity("admin.lab")) { (admin) async throws in
                        let signed = try await admin.send(
                            "/puppet-ca/v1/certificate_status/new.lab", method: "PUT",
                            body: #"{"desired_state":"signed"}"#)
                        #expect(signed.status == 204)
                    }
                }
                certificate = try await client.send("/puppet-ca/v1/certificate/new.lab").text
            }
            try await live.with((certificate, key)) { (client) async throws in
                #expect(try await client.send("/puppet/v3/catalog/new.lab?environment=production").status == 200)
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func openConnectionDoesNotHoldUpTheShutdown() async throws {
        var configuration = HTTPClient.Configuration(certificateVerification: .none)
        configuration.connectionPool.idleTimeout = .hours(1)
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await withMaster { (live) async throws in
                let client = Client(http: http, base: "https://127.0.0.1:\(live.port)")
                #expect(try await client.send("/healthz").status == 200)
            }
            try await http.shutdown()
        } catch {
            try await http.shutdown()
            throw error
        }
    }

    @Test func portInUseIsOneClearError() async throws {
        try await withMaster { live in
            let error = await #expect(throws: MasterError.self) {
                try await withMaster {
                    $0.port = live.port
                } _: { _ in
                }
            }
            #expect(error == .addressInUse(host: "127.0.0.1", port: live.port))
            #expect(error?.description.contains("port \(live.port)") == true)
        }
    }

    @Test func identityIsKeptUntilItDoesNotFit() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bunraku-ssl-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let authority = AuthorityDirectory(url.appending(path: "ca"))
        try authority.create(name: "Lab CA")
        func prepare(_ dnsNames: [String], now: Date = Date()) throws -> String {
            try MasterIdentity.prepare(
                certname: "master.lab", dnsNames: dnsNames, ssl: url, authority: authority, now: now
            ).certificatePEM
        }
        let first = try prepare(["puppet"])
        #expect(try prepare(["puppet"]) == first)
        let second = try prepare(["puppet", "localhost"])
        #expect(second != first)
        #expect(try authority.revocationList().contains(NodeCertificate(pem: first).serial))
        #expect(try prepare(["puppet"], now: Date() + 5 * 365 * 86400) != second)
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import PKI
import Testing

@testable import Master

/// A master on an authority of its own: nodes `one.lab`, `two.lab` and the administrator `admin.lab`.
struct MasterFixture: Sendable {
    let authority: AuthorityDirectory
    let service = FakeCatalogService()
    let parts: MasterParts

    /// Stands for the client certificate where there is no TLS.
    static let certname = HTTPField.Name("X-Test-Certname")

    /// Makes the master, runs the test, and removes everything again.
    static func with(
        _ configure: (inout MasterConfiguration) -> Void = { _ in },
        now: @escaping @Sendable () -> Date = { Date() }, _ body: (MasterFixture) async throws -> Void
    ) async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bunraku-master-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: url) }
        let authority = AuthorityDirectory(url)
        try authority.create(name: "Lab CA")
        for name in ["one.lab", "two.lab", "admin.lab"] {
            _ = try authority.generate(name, extensions: ["pp_cluster": "cluster-of-\(name)"])
        }
        var configuration = MasterConfiguration(certificatePEM: "", privateKeyPEM: "", authority: authority)
        configuration.admins = ["admin.lab"]
        configuration.grants = ["*.lab": ["production", "feature_*"], "two.lab": ["staging"]]
        configure(&configuration)
        try await body(MasterFixture(authority: authority, configuration: configuration, now: now))
    }

    private init(
        authority: AuthorityDirectory, configuration: MasterConfiguration, now: @escaping @Sendable () -> Date
    ) throws {
        self.authority = authority
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        parts = MasterParts(
            configuration: configuration, service: service, store: try ReportStore(path: nil), logger: logger, now: now)
    }

    /// Runs the test against the routes without a network.
    func test(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let router = try MasterRouter(parts: parts) { [authority] request, _ in
            guard let header = Self.certname, let name = request.headers[header] else { return nil }
            return try authority.certificate(name)
        }.router()
        try await Application(router: router, services: [parts.deploys], logger: parts.logger).test(.router, body)
    }
}

extension TestClientProtocol {
    /// Sends a request as a node, or as nobody.
    func send(
        _ method: HTTPRequest.Method, _ uri: String, as certname: String?, headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let certname, let name = MasterFixture.certname { headers[name] = certname }
        return try await execute(uri: uri, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    var json: JSON? { try? JSONParser.parse(Array(body.readableBytesView)) }
}

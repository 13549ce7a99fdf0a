import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL
import PKI
import ServiceLifecycle

/// The server that compiles and hands out catalogs, signs certificates, and takes reports.
package struct Master: Service {
    private let parts: MasterParts
    private let onRunning: @Sendable (Int) async -> Void

    /// Opens the report store; the network comes with ``run()``.
    ///
    /// `onRunning` is told the port once the master listens: with port 0 that is the only way to know it.
    package init(
        configuration: MasterConfiguration, service: any CatalogService, store: ReportStore? = nil, logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        parts = MasterParts(
            configuration: configuration, service: service,
            store: try store ?? ReportStore(path: configuration.databasePath), logger: logger, now: { Date() })
        self.onRunning = onRunning
    }

    /// Serves until the task is cancelled or a graceful shutdown is asked for.
    package func run() async throws {
        let configuration = parts.configuration
        // Without a list that can be trusted nobody could be let in; say so at once.
        _ = try parts.revocations.list()
        try configuration.authority.extendRevocationList(endingBefore: parts.now() + 180 * 86400)
        let peers = PeerCertificates()
        let router = try MasterRouter(parts: parts) { _, channel in try await peers.certificate(of: channel) }.router()
        let base = HTTPServerBuilder.http1(
            configuration: .init(idleTimeout: TimeAmount(configuration.limits.idleTimeout)))
        let application = Application(
            router: router,
            server: try .tls(base, tlsConfiguration: tlsConfiguration()),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connections)),
            services: [
                parts.deploys,
                ReportPruner(
                    store: parts.store, retention: configuration.retention, now: parts.now, logger: parts.logger),
            ],
            onServerRunning: { [onRunning] channel in
                if let port = channel.localAddress?.port { await onRunning(port) }
            },
            logger: quietLogger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw MasterError(error, host: configuration.host, port: configuration.port)
        }
    }

    /// Clients may come without a certificate, to get one; one that is shown must be the authority's.
    private func tlsConfiguration() throws -> TLSConfiguration {
        let configuration = parts.configuration
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(configuration.certificatePEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(configuration.privateKeyPEM.utf8), format: .pem)
        let roots = try NIOSSLCertificate.fromPEMBytes(Array(configuration.authority.certificatePEM().utf8))
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        tls.minimumTLSVersion = .tlsv12
        tls.trustRoots = .certificates(roots)
        tls.certificateVerification = .optionalVerification
        // A client that leaves without a word must not hold up a shutdown.
        tls.shutdownTimeout = .seconds(1)
        return tls
    }

    /// The server's own messages; the master logs its requests itself.
    private var quietLogger: Logger {
        var logger = parts.logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

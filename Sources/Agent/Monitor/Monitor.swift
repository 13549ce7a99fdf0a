import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Prometheus

/// Serves the agent's health and metrics over plain HTTP, for probes and Prometheus.
struct Monitor: Sendable {
    let agent: Agent
    let address: MonitorAddress

    /// Serves while `body` runs. An address that cannot be had is an error, before anything is done.
    func serve(while body: () async throws -> Void) async throws {
        let (starts, continuation) = AsyncStream<Result<Int, any Error>>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await listen { continuation.yield(.success($0)) }
                } catch {
                    continuation.yield(.failure(error))
                }
                continuation.finish()
            }
            var iterator = starts.makeAsyncIterator()
            switch await iterator.next(isolation: #isolation) {
            case .success(let port)?:
                agent.makeLog().info(
                    "health and metrics are served on \(MonitorAddress(host: address.host, port: port))")
                agent.observePort(port)
            case .failure(let error)?:
                throw MonitorError(address: address, reason: Self.words(error))
            case nil: break
            }
            try await body()
            group.cancelAll()
        }
    }

    private func listen(_ onRunning: @escaping @Sendable (Int) -> Void) async throws {
        var logger = Logger(label: "bunraku.monitor")
        logger.logLevel = .error
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { onRunning($0.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in agent.pulse.isAlive ? Self.ok : Self.no("the run does not go on\n") }
        router.get("/readyz") { _, _ in agent.unreadiness.map { Self.no("\($0)\n") } ?? Self.ok }
        router.get("/metrics") { _, _ in Self.text(agent.metricsText, type: MetricsWriter.contentType) }
        return router
    }

    /// What the system said, where it was the system that said it.
    private static func words(_ error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() } ?? "\(error)"
    }

    private static var ok: Response { text("ok\n") }

    private static func no(_ reason: String) -> Response { text(reason, status: .serviceUnavailable) }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Health and metrics could not be served.
package struct MonitorError: Error, CustomStringConvertible {
    let address: MonitorAddress
    let reason: String

    package var description: String { "cannot serve health and metrics on \(address): \(reason)" }
}

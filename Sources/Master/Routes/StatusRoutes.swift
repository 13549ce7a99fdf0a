import HTTPTypes
import Hummingbird
import JSON
import Logging
import Prometheus

/// Whether the master lives and works: Puppet's status API, Kubernetes' probes, and Prometheus' metrics.
struct StatusRoutes: Sendable {
    let parts: MasterParts

    /// The version that `/status/v1/services` tells.
    static let version = "8.0.0"

    var routes: [Route] {
        [
            .get("/status/v1/simple", .open) { _, _ in try await simple() },
            .get("/status/v1/simple/:service", .open) { _, context in
                guard ["server", "master", "ca"].contains(context.parameters.get("service")) else {
                    return .text("not found: \(context.parameters.get("service") ?? "")", status: .notFound)
                }
                return try await simple()
            },
            .get("/status/v1/services", .open) { _, _ in
                let state: JSON = .string(await isReady() ? "running" : "error")
                let service: JSON = [
                    "service_version": .string(Self.version), "service_status_version": 1, "detail_level": "info",
                    "state": state, "status": [:], "active_alerts": [],
                ]
                return .json(["server": service, "ca": service])
            },
            .get("/healthz", .open) { _, _ in .text("ok\n") },
            .get("/readyz", .open) { _, _ in
                await isReady() ? .text("ok\n") : .text("not ready\n", status: .serviceUnavailable)
            },
            .get("/metrics", parts.configuration.isMetricsOpen ? .open : .certificate) { _, _ in
                let load = parts.gate.load
                return .bytes(
                    Array(parts.metrics.text(running: load.running, waiting: load.waiting).utf8),
                    type: MetricsWriter.contentType)
            },
        ]
    }

    private func simple() async throws -> Response {
        await isReady() ? .text("running") : .text("error", status: .serviceUnavailable)
    }

    /// Ready once clients can be told from each other, the store answers, and there is an environment.
    private func isReady() async -> Bool {
        do {
            _ = try parts.revocations.list()
            _ = try await parts.store.nodes()
        } catch {
            parts.logger.error("not ready", metadata: ["error": "\(error)"])
            return false
        }
        return await !parts.service.environments().isEmpty
    }
}

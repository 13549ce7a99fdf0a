import Logging
import ServiceLifecycle
import Synchronization

/// Environments that wait to be deployed, each once, one after the other.
///
/// A git server that sends a webhook does not wait for a deploy.
final class DeployQueue: Service {
    private let service: any CatalogService
    private let metrics: Metrics
    private let logger: Logger
    private let waiting = Mutex<Set<String>>([])
    private let environments: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    /// More than this many branches at once are refused.
    static let limit = 1000

    init(service: any CatalogService, metrics: Metrics, logger: Logger) {
        self.service = service
        self.metrics = metrics
        self.logger = logger
        (environments, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
    }

    /// False if the queue is full. An environment that waits already is not queued twice.
    func enqueue(_ environment: String) -> Bool {
        let isNew = waiting.withLock { waiting -> Bool? in
            if waiting.contains(environment) { return false }
            guard waiting.count < Self.limit else { return nil }
            waiting.insert(environment)
            return true
        }
        guard let isNew else { return false }
        if isNew { continuation.yield(environment) }
        return true
    }

    func run() async throws {
        for await environment in environments.cancelOnGracefulShutdown() {
            // Removed first: a push during the deploy must deploy again.
            waiting.withLock { _ = $0.remove(environment) }
            await deploy(environment)
        }
    }

    private func deploy(_ environment: String) async {
        do {
            let summary = try await service.deploy(environment: environment)
            metrics.countDeploy(isSuccess: true)
            logger.info(
                "deployed environment",
                metadata: ["environment": "\(environment)", "commit": "\(summary?.commit ?? "-")"])
        } catch {
            metrics.countDeploy(isSuccess: false)
            logger.error("deploy failed", metadata: ["environment": "\(environment)", "error": "\(error)"])
        }
    }
}

import Foundation
import Logging
import ServiceLifecycle

/// Removes old reports every hour.
struct ReportPruner: Service {
    let store: ReportStore
    let retention: ReportRetention
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await store.prune(retention, now: now().timeIntervalSince1970)
                    if count > 0 { logger.info("removed old reports", metadata: ["count": "\(count)"]) }
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("cannot remove old reports", metadata: ["error": "\(error)"])
                }
                guard (try? await Task.sleep(for: .seconds(3600))) != nil else { return }
            }
        }
    }
}

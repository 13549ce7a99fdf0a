import PuppetEvaluator
import Synchronization

/// Ends a compile whose time is up, or whose result nobody waits for any more.
final class CompileDeadline: Sendable {
    private let end: ContinuousClock.Instant
    private let isCancelled = Mutex(false)

    init(seconds: Int) { end = ContinuousClock.now + .seconds(seconds) }

    func cancel() { isCancelled.withLock { $0 = true } }

    func check() -> CompileStop? {
        if isCancelled.withLock({ $0 }) { return .cancelled }
        return ContinuousClock.now > end ? .timedOut : nil
    }
}

import Synchronization

/// Whether the agent's loop goes on, by signs of life that each say how long the next one may take.
final class Pulse: Sendable {
    private let stopwatch: Stopwatch
    private let nextSign: Mutex<Duration>
    private let longestWait = Mutex(Duration.zero)

    /// Without a sign for so long, and for the longest wait, a run is stuck: every request of it ends earlier.
    static let patience: Duration = .seconds(600)

    init(_ stopwatch: Stopwatch) {
        self.stopwatch = stopwatch
        nextSign = Mutex(stopwatch.elapsed + Self.patience)
    }

    /// How long a run may wait for one object without asking anybody.
    func expectWaits(of duration: Duration) {
        longestWait.withLock { $0 = duration }
        beat()
    }

    /// A sign of life; the next one may be so long in coming.
    func beat(within rest: Duration = .zero) {
        let next = stopwatch.elapsed + rest + Self.patience + longestWait.withLock { $0 }
        nextSign.withLock { $0 = max($0, next) }
    }

    var isAlive: Bool { stopwatch.elapsed <= nextSign.withLock { $0 } }
}

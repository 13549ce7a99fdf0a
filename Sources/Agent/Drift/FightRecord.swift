import Kubernetes
import Synchronization

/// Counts corrections, to find objects over which two managers fight.
///
/// Times are readings of a stopwatch.
final class FightRecord: Sendable {
    private let corrections = Mutex<[ObjectIdentity: [Duration]]>([:])

    static let window: Duration = .seconds(60)
    /// More corrections than this within the window are a fight.
    static let limit = 5

    /// Whether the object may be corrected now; past the limit it may not, until the window has passed.
    func allows(_ identity: ObjectIdentity, at now: Duration) -> Bool {
        corrections.withLock { corrections in
            let recent = (corrections[identity] ?? []).filter { now - $0 < Self.window }
            corrections[identity] = recent.isEmpty ? nil : recent
            return recent.count <= Self.limit
        }
    }

    /// Notes a correction; true when it is the one that makes it a fight.
    func note(_ identity: ObjectIdentity, at now: Duration) -> Bool {
        corrections.withLock { corrections in
            corrections[identity, default: []].append(now)
            return corrections[identity, default: []].count == Self.limit + 1
        }
    }
}

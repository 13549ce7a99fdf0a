import Synchronization

/// How often each verb was asked for.
final class RequestCounters: Sendable {
    private let state = Mutex(RequestCounts())

    func count(_ verb: Verb, isDryRun: Bool) {
        state.withLock { counts in
            if isDryRun, verb.isWrite {
                counts.dryRuns[verb, default: 0] += 1
            } else {
                counts.byVerb[verb, default: 0] += 1
            }
        }
    }

    /// Whether the sandbox's own controllers are at work, whose changes are not counted.
    @TaskLocal static var isInternal = false

    func countChange() {
        guard !Self.isInternal else { return }
        state.withLock { $0.changes += 1 }
    }

    var counts: RequestCounts { state.withLock { $0 } }

    func reset() { state.withLock { $0 = RequestCounts() } }
}

/// What clients have asked of the sandbox; its own controllers are not counted.
package struct RequestCounts: Hashable, Sendable {
    /// Requests by verb, without dry runs.
    package var byVerb: [Verb: Int] = [:]
    /// Dry runs of writes by verb.
    package var dryRuns: [Verb: Int] = [:]
    /// Objects that a request created, changed or deleted; a write that changes nothing is none.
    package var changes = 0

    /// Requests that write, without dry runs.
    package var writes: Int { byVerb.filter { $0.key.isWrite }.values.reduce(0, +) }

    package subscript(_ verb: Verb) -> Int { byVerb[verb] ?? 0 }

    package init() {}
}

import Synchronization

/// A piece of controllers' work.
enum Work: Hashable, Sendable {
    case reconcile(ObjectKey)
    /// Removes what a deleted owner leaves behind.
    case collect(ownerUID: String)
    /// Removes an object whose owners never were.
    case checkOwners(ObjectKey)
}

/// Work to do, each piece once, in order.
final class WorkQueue: Sendable {
    private let state = Mutex(State())
    let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation
    let delays = Delays()

    private struct State {
        var waiting: Set<Work> = []
        /// Taken from the front at `first`, so that taking is cheap.
        var order: [Work] = []
        var first = 0
        /// When waiting work is next looked at again.
        var scheduled: [Work: ContinuousClock.Instant] = [:]
    }

    init() {
        (wakeups, wakeup) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ work: Work) {
        let isNew = state.withLock { state in
            guard state.waiting.insert(work).inserted else { return false }
            state.order.append(work)
            return true
        }
        if isNew { wakeup.yield() }
    }

    func next() -> Work? {
        state.withLock { state in
            guard state.first < state.order.count else {
                state.order = []
                state.first = 0
                return nil
            }
            let work = state.order[state.first]
            state.first += 1
            if state.first > 1024, state.first * 2 > state.order.count {
                state.order.removeFirst(state.first)
                state.first = 0
            }
            state.waiting.remove(work)
            return work
        }
    }

    /// Notes that work is to be done again after a while; false where it will be done by then anyway.
    func schedule(_ work: Work, after delay: Duration) -> Bool {
        let time = ContinuousClock.now + delay
        return state.withLock { state in
            if let known = state.scheduled[work], known <= time { return false }
            state.scheduled[work] = time
            return true
        }
    }

    func addScheduled(_ work: Work) {
        state.withLock { $0.scheduled[work] = nil }
        add(work)
    }

    func finish() { wakeup.finish() }
}

/// Since when things wait, by a name of their own.
final class Delays: Sendable {
    private let starts = Mutex<[String: ContinuousClock.Instant]>([:])

    /// How much of a delay is left since this was first asked; nil once it is over.
    func left(of delay: Duration, for name: String) -> Duration? {
        let now = ContinuousClock.now
        return starts.withLock { starts in
            guard let start = starts[name] else {
                guard delay > .zero else { return nil }
                starts[name] = now
                return delay
            }
            let left = delay - (now - start)
            guard left > .zero else {
                starts[name] = nil
                return nil
            }
            return left
        }
    }

    func forget(_ name: String) { starts.withLock { $0[name] = nil } }
}

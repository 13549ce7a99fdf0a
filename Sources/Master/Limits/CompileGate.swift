import Synchronization

/// Lets a few compiles run at once and a bounded number wait; refuses the rest at once.
final class CompileGate: Sendable {
    /// The queue is full.
    struct Full: Error {}

    private struct State {
        var running = 0
        var nextTicket: UInt64 = 0
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let limit: Int
    private let waitingLimit: Int
    private let state = Mutex(State())

    init(limit: Int, waitingLimit: Int) {
        self.limit = max(1, limit)
        self.waitingLimit = max(0, waitingLimit)
    }

    /// Compiles that run, and that wait.
    var load: (running: Int, waiting: Int) {
        state.withLock { ($0.running, $0.waiting.count) }
    }

    func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        let ticket = state.withLock { state -> UInt64 in
            state.nextTicket &+= 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                admit(ticket, continuation)
            }
        } onCancel: {
            abandon(ticket)
        }
    }

    private enum Decision {
        case enter
        case wait
        case fail(any Error)
    }

    private func admit(_ ticket: UInt64, _ continuation: CheckedContinuation<Void, any Error>) {
        let decision = state.withLock { state -> Decision in
            // A cancellation that came first found nobody waiting.
            if Task.isCancelled { return .fail(CancellationError()) }
            if state.running < limit {
                state.running += 1
                return .enter
            }
            guard state.waiting.count < waitingLimit else { return .fail(Full()) }
            state.waiting.append((ticket, continuation))
            return .wait
        }
        switch decision {
        case .enter: continuation.resume()
        case .wait: break
        case .fail(let error): continuation.resume(throwing: error)
        }
    }

    private func abandon(_ ticket: UInt64) {
        let waiter = state.withLock { state in
            state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    /// Hands the place to who waits longest.
    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}

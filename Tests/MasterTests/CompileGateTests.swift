import Synchronization
import Testing

@testable import Master

struct CompileGateTests {
    @Test func noMoreRunThanMay() async throws {
        let gate = CompileGate(limit: 3, waitingLimit: 100)
        let most = Maximum()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await gate.run {
                        most.observe(gate.load.running)
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(most.value <= 3)
        #expect(gate.load.running == 0)
        #expect(gate.load.waiting == 0)
    }

    @Test func fullQueueIsRefused() async throws {
        let gate = CompileGate(limit: 1, waitingLimit: 0)
        try await gate.run {
            _ = await #expect(throws: CompileGate.Full.self) { try await gate.run { () } }
        }
        try await gate.run {}
    }

    @Test func cancelledWaiterLeavesTheQueue() async throws {
        let gate = CompileGate(limit: 1, waitingLimit: 10)
        try await gate.run {
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await gate.run {} }
                while gate.load.waiting == 0 { await Task.yield() }
                group.cancelAll()
                _ = await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
            #expect(gate.load.waiting == 0)
            #expect(gate.load.running == 1)
        }
        #expect(gate.load.running == 0)
    }

    @Test func errorFreesThePlace() async throws {
        let gate = CompileGate(limit: 1, waitingLimit: 0)
        _ = await #expect(throws: DeadlineExceeded.self) {
            try await gate.run { () async throws -> Void in throw DeadlineExceeded() }
        }
        #expect(gate.load.running == 0)
    }
}

private final class Maximum: Sendable {
    private let state = Mutex(0)

    func observe(_ value: Int) { state.withLock { $0 = max($0, value) } }

    var value: Int { state.withLock { $0 } }
}

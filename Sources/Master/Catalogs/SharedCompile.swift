import Synchronization

/// A compile that several requests wait for. When the last of them is cancelled, so is the compile.
final class SharedCompile<Result: Sendable>: Sendable {
    private let task: Task<Result, any Error>
    private let waiting = Mutex(0)

    init(_ work: @escaping @Sendable () async throws -> Result) { task = Task { try await work() } }

    /// Nobody can wait for it any more.
    var isCancelled: Bool { task.isCancelled }

    func value() async throws -> Result {
        waiting.withLock { $0 += 1 }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            let isLast = waiting.withLock { count in
                count -= 1
                return count == 0
            }
            if isLast { task.cancel() }
        }
    }
}

import Foundation
import Synchronization

/// Runs work on a thread with a stack that is large enough for the evaluator's depth limit.
package enum LargeStack {
    /// 1 GiB of address space; only what is used becomes memory.
    private static let size = 1 << 30

    /// Runs the work on a thread of its own and waits for it.
    package static func run<Success: Sendable>(_ work: @escaping @Sendable () -> Success) async -> Success {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: work()) }
            thread.stackSize = size
            thread.start()
        }
    }
}

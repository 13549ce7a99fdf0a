import Foundation
import Synchronization

/// How this process gets its memory from the system.
enum ProcessMemory {
    /// Lets glibc's `malloc` serve all threads from one heap that grows in large steps. It gives each thread a heap of
    /// its own otherwise, and grows that by a system call for every few kilobytes. For a command that computes on one
    /// thread and ends; a server's threads are better off with their own. Nothing happens where there is no `mallopt`.
    static func useOneArena() {
        typealias Option = @convention(c) (_ parameter: Int32, _ value: Int32) -> Int32
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let option = unsafeBitCast(symbol, to: Option.self)
        _ = option(mostArenas, 1)
        _ = option(growth, 16 << 20)
    }

    /// Keeps values until the process ends, which is soon: taking a large tree apart only costs time then.
    static func keepUntilExit(_ values: any Sendable...) {
        kept.withLock { $0 += values }
    }

    private static let kept = Mutex<[any Sendable]>([])

    /// `M_ARENA_MAX` and `M_TOP_PAD` of `malloc.h`, which Swift does not see.
    private static let mostArenas: Int32 = -8
    private static let growth: Int32 = -2
}

import Foundation

/// Makes a failing input smaller by leaving out what it also fails without.
struct Minimizer {
    let folder: URL
    /// The arguments that run one file.
    let arguments: (String) -> [String]
    private static let attempts = 150

    init(folder: URL, arguments: @escaping (String) -> [String]) {
        self.folder = folder
        self.arguments = arguments
    }

    /// Nil when the input does not fail alone.
    func minimize(_ bytes: [UInt8], _ verdict: Verdict) async throws -> [UInt8]? {
        guard try await run(bytes) == verdict else { return nil }
        // What takes long or much fails slowly, too.
        var attempts = verdict == .hung || verdict == .tookTooMuchMemory ? 12 : Self.attempts
        var best = bytes
        var size = best.count / 2
        while size > 0, attempts > 0 {
            var start = 0
            while start < best.count, attempts > 0 {
                attempts -= 1
                let shorter = Array(best[..<start] + best[min(start + size, best.count)...])
                if try await run(shorter) == verdict { best = shorter } else { start += size }
            }
            size /= 2
        }
        return best
    }

    private func run(_ bytes: [UInt8]) async throws -> Verdict {
        let file = folder.appending(path: "attempt")
        try Data(bytes).write(to: file)
        return try await Child(arguments(file.path), log: file.path + ".log").wait { 0 }
    }
}

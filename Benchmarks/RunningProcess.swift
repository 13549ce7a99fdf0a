import Foundation

/// A program that was started, and that is to be ended or waited for.
struct RunningProcess {
    /// Where its error output goes.
    enum Errors {
        case ours
        case nowhere
        /// Where its output goes.
        case output
    }

    private let name: String
    private let process: pid_t
    private let output: Int32
    private let start: ContinuousClock.Instant

    init(_ arguments: [String], errors: Errors) throws(ChildProcess.Failure) {
        name = arguments.first ?? ""
        var pipe: [Int32] = [0, 0]
        guard Foundation.pipe(&pipe) == 0 else { throw .notStarted(name) }
        // A program that is started later must not hold this one's pipe open.
        for descriptor in pipe { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        switch errors {
        case .ours: break
        case .nowhere: posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        case .output: posix_spawn_file_actions_adddup2(&actions, pipe[1], 2)
        }
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        start = ContinuousClock().now
        var process = pid_t()
        let status = posix_spawnp(&process, name, &actions, nil, &strings, environ)
        close(pipe[1])
        guard status == 0 else {
            close(pipe[0])
            throw .notStarted(name)
        }
        self.process = process
        output = pipe[0]
    }

    /// Everything that it writes, until it ends.
    func drain(keepsOutput: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        while let chunk = read() { if keepsOutput { bytes += chunk } }
        return bytes
    }

    /// Reads what it writes until a line holds the text; gives that line, or nil where it ended before.
    func line(holding text: String) -> String? {
        var line: [UInt8] = []
        while let chunk = read(upTo: 1) {
            guard chunk.first == UInt8(ascii: "\n") else {
                line += chunk
                continue
            }
            let words = String(decoding: line, as: UTF8.self)
            if words.contains(text) { return words }
            line = []
        }
        return nil
    }

    private func read(upTo limit: Int = 1 << 16) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = Foundation.read(output, &buffer, limit)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Asks it to end, and gives what it cost.
    func end() throws(ChildProcess.Failure) -> ChildProcess {
        kill(process, SIGTERM)
        let rest = drain(keepsOutput: false)
        return try wait(rest)
    }

    func wait(_ bytes: [UInt8]) throws(ChildProcess.Failure) -> ChildProcess {
        defer { close(output) }
        var exitStatus: Int32 = 0
        var usage = rusage()
        guard wait4(process, &exitStatus, 0, &usage) == process else { throw .failed(name) }
        return ChildProcess(
            output: bytes, isSuccess: exitStatus == 0, wallSeconds: (ContinuousClock().now - start).seconds,
            userSeconds: Self.seconds(usage.ru_utime), systemSeconds: Self.seconds(usage.ru_stime),
            peakMemory: Double(usage.ru_maxrss) / 1024)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

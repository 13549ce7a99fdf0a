import Foundation

/// This program in another process.
struct Child {
    private let process: pid_t

    struct NotStarted: Error {}

    /// Its error output goes to a file.
    init(_ arguments: [String], log: String) throws {
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        #if os(Linux)
            var actions = posix_spawn_file_actions_t()
        #else
            var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var strings: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        var process = pid_t()
        guard posix_spawn(&process, program, &actions, nil, &strings, environ) == 0 else { throw NotStarted() }
        self.process = process
    }

    /// Waits until it ends, or until it has made no progress for long.
    func wait(progress: () -> Int?) async throws -> Verdict {
        var last: Int?
        var since = ContinuousClock.now
        while true {
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process { return Verdict(status: status) }
            let current = progress()
            if current != last {
                last = current
                since = .now
            } else if ContinuousClock.now - since > Resources.patience {
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                return .hung
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

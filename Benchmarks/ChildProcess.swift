import Foundation

/// A program that was run to its end, with what it cost.
struct ChildProcess {
    let output: [UInt8]
    let isSuccess: Bool
    let wallSeconds: Double
    let userSeconds: Double
    let systemSeconds: Double
    /// The largest resident set, in MiB. The kernel counts this process as it was at the start, too.
    let peakMemory: Double

    enum Failure: Error, CustomStringConvertible {
        case notStarted(String)
        case failed(String)

        var description: String {
            switch self {
            case .notStarted(let program): "cannot start \(program)"
            case .failed(let program): "\(program) failed"
            }
        }
    }

    /// Runs a program that is found by `PATH` or named by a path; its error output goes to ours, or nowhere.
    static func run(
        _ arguments: [String], isQuiet: Bool = false, keepsOutput: Bool = true
    ) throws(Failure) -> ChildProcess {
        let name = arguments.first ?? ""
        var pipe: [Int32] = [0, 0]
        guard Foundation.pipe(&pipe) == 0 else { throw .notStarted(name) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        posix_spawn_file_actions_addclose(&actions, pipe[0])
        if isQuiet { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for string in strings { free(string) } }
        let clock = ContinuousClock()
        let start = clock.now
        var process = pid_t()
        let status = posix_spawnp(&process, name, &actions, nil, &strings, environ)
        close(pipe[1])
        defer { close(pipe[0]) }
        guard status == 0 else { throw .notStarted(name) }
        let output = drain(pipe[0], keepsOutput: keepsOutput)
        var exitStatus: Int32 = 0
        var usage = rusage()
        guard wait4(process, &exitStatus, 0, &usage) == process else { throw .failed(name) }
        return ChildProcess(
            output: output, isSuccess: exitStatus == 0, wallSeconds: (clock.now - start).seconds,
            userSeconds: seconds(usage.ru_utime), systemSeconds: seconds(usage.ru_stime),
            peakMemory: Double(usage.ru_maxrss) / 1024)
    }

    /// As `run`, and an error where the program fails.
    static func check(
        _ arguments: [String], isQuiet: Bool = false, keepsOutput: Bool = true
    ) throws(Failure) -> ChildProcess {
        let process = try run(arguments, isQuiet: isQuiet, keepsOutput: keepsOutput)
        guard process.isSuccess else { throw .failed(arguments.joined(separator: " ")) }
        return process
    }

    /// Whether a program can be run at all.
    static func isInstalled(_ arguments: [String]) -> Bool {
        do { return try run(arguments, isQuiet: true).isSuccess } catch { return false }
    }

    private static func drain(_ descriptor: Int32, keepsOutput: Bool) -> [UInt8] {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return output }
            if keepsOutput { output += buffer[..<count] }
        }
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

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
        let running = try RunningProcess(arguments, errors: isQuiet ? .nowhere : .ours)
        let output = running.drain(keepsOutput: keepsOutput)
        return try running.wait(output)
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
}

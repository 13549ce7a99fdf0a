import Foundation

/// Keeps a worker of one target running for some time.
struct Supervisor {
    struct Result {
        var executions = 0
        var seconds = 0.0
        var findings: [String] = []
    }

    let target: Target
    let input: InputOptions
    let folder: URL
    let seconds: Double
    /// A target that fails again and again is not run to the end.
    private static let enough = 10

    private var statePath: String { folder.appending(path: "\(target.rawValue)-\(input.seed)").path }
    private var logPath: String { statePath + ".log" }

    init(target: Target, input: InputOptions, folder: URL, seconds: Double) {
        self.target = target
        self.input = input
        self.folder = folder
        self.seconds = seconds
    }

    mutating func run() async throws -> Result {
        var result = Result()
        let clock = ContinuousClock()
        let start = clock.now
        var first = 0
        while true {
            let left = seconds - (clock.now - start) / .seconds(1)
            guard left > 0.5, result.findings.count < Self.enough else { break }
            let path = statePath
            let child = try Child(
                ["work", target.rawValue, "--first", "\(first)", "--seconds", "\(left)", "--state", path] + inputs,
                log: logPath)
            let verdict = try await child.wait { WorkerState.number(at: path) }
            let reached = WorkerState.number(at: path) ?? first
            result.executions += reached - first
            guard verdict != .passed else { break }
            result.findings.append(try await save(verdict, number: reached))
            first = reached + 1
        }
        result.seconds = (clock.now - start) / .seconds(1)
        return result
    }

    private var inputs: [String] { ["--seed", "\(input.seed)"] + input.corpus.flatMap { ["--corpus", $0] } }

    /// Saves the input that the worker was at, and a smaller one that fails in the same way.
    private func save(_ verdict: Verdict, number: Int) async throws -> String {
        let bytes = WorkerState.input(at: statePath)
        let message = lastLine()
        let name = "crash-\(target.rawValue)-\(Digest.text(bytes))"
        try Data(bytes).write(to: folder.appending(path: name))
        let minimizer = Minimizer(folder: folder, arguments: { ["replay", target.rawValue, $0] + inputs })
        let smaller = try await minimizer.minimize(bytes, verdict)
        if let smaller { try Data(smaller).write(to: folder.appending(path: name + ".min")) }
        let size = smaller.map { "\($0.count) bytes" } ?? "not alone"
        return "\(verdict) on input \(number): \(name) (\(bytes.count) bytes, minimised: \(size)) \(message)"
    }

    private func lastLine() -> String {
        let log = FileManager.default.contents(atPath: logPath).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = log.split(separator: "\n")
        return String((lines.first { $0.contains("Fatal error") } ?? lines.last ?? "").prefix(300))
    }
}

enum Digest {
    /// FNV-1a, 64 bits.
    static func text(_ bytes: [UInt8]) -> String {
        let value = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(value, radix: 16)
    }
}

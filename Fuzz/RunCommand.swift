import ArgumentParser
import Foundation

/// The parent: runs workers, watches them, and reports.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Fuzz targets for some time each.")

    @Option(help: "One of \(Target.allCases.map(\.rawValue).joined(separator: ", ")); all if none is named.")
    var target: [Target] = []

    @Option(help: "How long each target runs.")
    var seconds: Double = 60

    @Option(help: "Where failing input is saved.")
    var findings = ".build/fuzz"

    @OptionGroup var input: InputOptions

    func run() async throws {
        let folder = URL(filePath: findings)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var total = 0
        for target in target.isEmpty ? Target.allCases : target {
            var supervisor = Supervisor(target: target, input: input, folder: folder, seconds: seconds)
            let result = try await supervisor.run()
            total += result.findings.count
            Self.say(
                "\(target.rawValue): \(result.executions) inputs in \(Int(result.seconds.rounded())) s, "
                    + "seed \(input.seed), \(result.findings.count) findings")
            for finding in result.findings { Self.say("  \(finding)") }
        }
        if total > 0 { throw ExitCode.failure }
    }

    /// At once: a run takes long.
    private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
}

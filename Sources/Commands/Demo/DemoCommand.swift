import ArgumentParser
import Foundation

/// `bunraku demo`: the whole loop on this machine, in one process, over real TLS on loopback.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole loop: master, agents and sandbox clusters on this machine.")

    @Option(help: "The codedir whose environments are shown.")
    var codedir = "."

    @Flag(help: "Leave everything running at the end, and print how to look at it.")
    var keep = false

    @Option(help: "The folder that everything is written to; a temporary one otherwise.")
    var folder: String?

    func run() async throws {
        let place =
            folder.map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "bunraku-demo-\(UUID().uuidString.prefix(8))")
        let isOurs = folder == nil && !keep
        defer { if isOurs { try? FileManager.default.removeItem(at: place) } }
        let display = DemoDisplay(stepCount: DemoStep.all.count)
        do {
            try await Demo.run(
                codedir: URL(filePath: codedir).standardizedFileURL, folder: place, display: display, keep: keep)
        } catch let error as DemoFailure {
            display.fail(error.description)
            throw ExitCode.failure
        }
    }
}

/// A step that did not do what it says.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

import ArgumentParser
import Foundation

/// A child: runs one input after the other, and keeps on disk which one it is at.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "work", shouldDisplay: false)

    @Argument var target: Target
    @Option var first = 0
    @Option var seconds: Double = 60
    @Option var state: String
    @OptionGroup var input: InputOptions

    func run() async throws {
        Resources.limitAddressSpace()
        let source = InputSource(
            target: target, seed: input.seed, corpus: Corpus(folders: input.corpus, target: target))
        let check = try target.check(corpus: input.corpus)
        let state = try WorkerState(path: state)
        let end = ContinuousClock.now + .seconds(seconds)
        var number = first
        while ContinuousClock.now < end {
            let bytes = source.input(number)
            state.begin(number, bytes)
            try await Verdict.exitingOnFailure { try await check.run(bytes) }
            number += 1
        }
        state.finish(number)
    }
}

/// Runs one saved input.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "replay", abstract: "Run one saved input again.")

    @Argument(help: "What reads it.") var target: Target
    @Argument(help: "The file.") var file: String
    @OptionGroup var input: InputOptions

    func run() async throws {
        Resources.limitAddressSpace()
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        let check = try target.check(corpus: input.corpus)
        try await Verdict.exitingOnFailure { try await check.run(bytes) }
    }
}

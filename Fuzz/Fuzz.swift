import ArgumentParser

/// Feeds random input to everything that reads what users write, and keeps what makes it fail.
///
/// A run is reproducible: input number n of a target follows from the seed, the corpus and n.
@main
struct Fuzz: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Fuzz", abstract: "Look for input on which the language fails.",
        subcommands: [RunCommand.self, WorkCommand.self, ReplayCommand.self], defaultSubcommand: RunCommand.self)
}

/// What decides on the inputs.
struct InputOptions: ParsableArguments {
    @Option(help: "Where the inputs begin; the same seed gives the same inputs.")
    var seed: UInt64 = 1

    @Option(help: "A folder of files to begin with; this repository's manifests, data and fixtures if none is named.")
    var corpus: [String] = ["environments", "hieradata", "modules", "Tests/Fixtures"]
}

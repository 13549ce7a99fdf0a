import ArgumentParser

/// Measures this project, beside the programs that it is compared with where they are installed.
///
/// Run a release build: `make bench`.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks",
        abstract: "Measure parsing, compiling, looking up and converging; beside Puppet, helm and kubectl.",
        subcommands: [
            ParseBenchmark.self, CompileBenchmark.self, GrowthBenchmark.self, ColdBenchmark.self,
            ConvergeBenchmark.self,
            LookupBenchmark.self,
        ])
}

/// What every benchmark takes.
struct ReportOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Do not measure other programs.")
    var withoutPeers = false
}

import ArgumentParser
import Diagnostics
import Foundation
import Hiera
import JSON
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator

/// Compiles of one node on one snapshot, warm, in this process. Nothing is kept from one to the next but what was
/// parsed.
struct CompileBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compile", abstract: "Compile a node again and again in one process.")

    @Argument(help: "The codedir; the reference workload where none is named.")
    var codedir: String?

    @Option(help: "The node.")
    var node = Workload.node

    @Option(help: "A file with facts; those of the reference workload where none is named.")
    var facts: String?

    @Option(help: "The environment.")
    var environment = "production"

    @Option(help: "How many applications the reference workload has.")
    var apps = 200

    @Option(help: "How often the catalog is compiled.")
    var rounds = 20

    @OptionGroup var options: ReportOptions

    func run() async throws {
        if let codedir { return try await measure(codedir) }
        try await Workload.with(applications: apps) { try await measure($0.codedir) }
    }

    private func measure(_ codedir: String) async throws {
        let compile = try await WarmCompile(
            codedir: codedir, node: node, facts: facts ?? Workload.facts, environment: environment)
        let figures = try await compile.measure(rounds: rounds)
        let (whole, evaluation) = (figures.whole, figures.evaluation)
        var report = Report("compile \(node), warm")
        report.add("bunraku", "resources", Double(figures.resources), "")
        report.add("bunraku", "read and first compile, CPU", figures.first * 1000, "ms")
        report.add("bunraku", "compile, median", whole.wall.median * 1000, "ms")
        report.add("bunraku", "compile, best", whole.wall.least * 1000, "ms")
        report.add("bunraku", "compile, CPU, median", whole.processor.median * 1000, "ms")
        report.add("bunraku", "- evaluate, CPU", evaluation.processor.median * 1000, "ms")
        report.add(
            "bunraku", "- expand, check, CPU",
            (whole.processor.median - evaluation.processor.median) * 1000, "ms")
        report.add("bunraku", "write JSON, CPU, median", figures.writing.processor.median * 1000, "ms")
        report.add("bunraku", "digest, CPU, median", figures.digest.processor.median * 1000, "ms")
        if !options.withoutPeers,
            let peer = Peers.puppet(["compile", codedir, node, facts ?? Workload.facts, environment], &report),
            let theirs = peer["compile"]?.double
        {
            report.add("puppet", "compile, median", theirs * 1000, "ms")
            report.add("puppet", "write JSON", (peer["write"]?.double ?? .nan) * 1000, "ms")
            report.compare("compile, median", with: "puppet", theirs, over: whole.wall.median)
        }
        report.write(options.format)
    }
}

/// One node on one snapshot.
struct WarmCompile {
    private let snapshot: EnvironmentSnapshot
    private let request: NodeCompiler.Request
    private let circumstances = NodeCompiler.Circumstances(
        refreshKey: Array(repeating: 0, count: 32), now: 0, uuid: "00000000-0000-4000-8000-000000000000")
    private let compiler = NodeCompiler()
    private let reading: Double

    struct Figures {
        let resources: Int
        /// Seconds of computing, with what was read before.
        let first: Double
        let whole: Timing
        let evaluation: Timing
        let writing: Timing
        let digest: Timing
    }

    init(codedir: String, node: String, facts: String, environment: String) async throws {
        let watch = Stopwatch()
        let environments = DirectoryEnvironments(codedir: codedir, keys: GrantedKeys.none)
        guard let snapshot = try await environments.snapshot(environment) else {
            throw ValidationError("there is no environment '\(environment)' in \(codedir)")
        }
        let file = SourceFile(path: facts, bytes: [UInt8](try Data(contentsOf: URL(filePath: facts))))
        guard let facts = NodeFacts.parse(file, node: node).facts else {
            throw ValidationError("\(facts) holds no facts")
        }
        self.snapshot = snapshot
        request = NodeCompiler.Request(facts: facts)
        reading = watch.lap.processor
    }

    func measure(rounds: Int) async throws -> Figures {
        let watch = Stopwatch()
        let compiled = try await compiler.compile(request, in: snapshot, circumstances)
        let first = watch.lap.processor + reading
        let whole = try await Timing(rounds: rounds) {
            _ = try await compiler.compile(request, in: snapshot, circumstances)
        }
        let evaluation = try await LargeStack.run {
            Result { try Timing(rounds: rounds) { try evaluate() } }
        }.get()
        let writing = Timing(rounds: rounds) { _ = compiled.catalog.jsonBytes(.pretty) }
        return Figures(
            resources: compiled.catalog.resources.count, first: first, whole: whole, evaluation: evaluation,
            writing: writing, digest: Timing(rounds: rounds) { _ = compiled.catalog.digest })
    }

    private func evaluate() throws {
        _ = try Compiler.compile(compiler.input(for: request, in: snapshot, circumstances))
    }
}

import ArgumentParser
import Foundation

/// `bunraku catalog compile` as a process of its own, beside `puppet catalog compile` and `helm template`.
struct ColdBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cold", abstract: "Compile the reference workload in a new process each time.")

    @Option(help: "The bunraku to run; the one beside this program where none is named.")
    var program: String?

    @Option(help: "How many applications the reference workload has.")
    var apps = 200

    @Option(help: "How often it is run; the peers less often.")
    var rounds = 20

    @OptionGroup var options: ReportOptions

    func run() async throws {
        let program =
            program ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/bunraku"
        try await Workload.with(applications: apps) { workload in
            var report = Report("cold compile of \(apps) apps, \(apps * 7) objects")
            let ours = try ProcessSamples(
                [
                    program, "catalog", "compile", Workload.node, "--codedir", workload.codedir, "--facts",
                    Workload.facts,
                ], rounds: rounds)
            add(ours, "bunraku", &report)
            add(try ProcessSamples([program, "--version"], rounds: rounds), "bunraku --version", &report)
            if !options.withoutPeers { addPeers(ours, workload, &report) }
            report.write(options.format)
        }
    }

    private func addPeers(_ ours: ProcessSamples, _ workload: Workload, _ report: inout Report) {
        let puppet = Peers.process(
            "puppet", probe: ["puppet", "--version"],
            ["env"] + Workload.factVariables + [
                "puppet", "catalog", "compile", Workload.node, "--codedir", workload.codedir, "--environment",
                "production", "--log_level", "err",
            ], rounds: 3, &report)
        let helm = Peers.process(
            "helm", probe: ["helm", "version"], ["helm", "template", "bench", workload.codedir + "/chart"],
            rounds: rounds / 2, &report)
        for (name, peer) in [("puppet", puppet), ("helm", helm)] {
            guard let peer else { continue }
            add(peer, name, &report)
            report.compare("wall, median", with: name, peer.wall.median, over: ours.wall.median)
            // What other processes do on the machine shows less in this one.
            report.compare("CPU, median", with: name, peer.processorMedian, over: ours.processorMedian)
        }
    }

    private func add(_ samples: ProcessSamples, _ name: String, _ report: inout Report) {
        report.add(name, "wall, median", samples.wall.median * 1000, "ms")
        report.add(name, "wall, best", samples.wall.least * 1000, "ms")
        report.add(name, "user CPU, median", samples.user.median * 1000, "ms")
        report.add(name, "system CPU, median", samples.system.median * 1000, "ms")
        report.add(name, "peak memory, median", samples.peakMemory.median, "MiB")
    }
}

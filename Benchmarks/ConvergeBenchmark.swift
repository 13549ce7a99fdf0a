import ArgumentParser
import Foundation
import JSON

/// The agent beside `kubectl apply --server-side`: the same objects, to sandboxes of their own whose answers are late.
struct ConvergeBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "converge", abstract: "Apply the reference workload to a sandbox, again, changed, and drifted.")

    @Option(help: "The bunraku to run; the one beside this program where none is named.")
    var program: String?

    @Option(help: "How many applications the reference workload has.")
    var apps = 200

    @Option(help: "Milliseconds by which every answer of the sandbox is late.")
    var latency = 2

    @Option(help: "How often each step is done; the first apply each time to an empty sandbox.")
    var rounds = 3

    @OptionGroup var options: ReportOptions

    func run() async throws {
        let program =
            program ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path + "/bunraku"
        try await Workload.with(applications: apps) { workload in
            let trial = try ConvergeTrial(program: program, workload: workload, latency: latency)
            var report = Report("converge \(apps * 7) objects, answers \(latency) ms late")
            let ours = try await trial.agent(rounds: rounds)
            add(ours, "bunraku agent", &report)
            report.add("bunraku agent", "writes of a pass with nothing to do", Double(ours.idleWrites), "")
            try await addService(trial, &report)
            if !options.withoutPeers { await addPeer(trial, ours, &report) }
            report.write(options.format)
        }
    }

    private func add(_ steps: ConvergeTrial.Steps, _ name: String, _ report: inout Report) {
        report.add(name, "first apply, process, median", steps.first.wall.median, "s")
        report.add(name, "first apply, CPU, median", steps.first.processor.median, "s")
        report.add(name, "nothing to do, process, median", steps.idle.wall.median, "s")
        report.add(name, "nothing to do, CPU, median", steps.idle.processor.median, "s")
        report.add(name, "one object changed, process, median", steps.change.wall.median, "s")
        report.add(name, "peak memory, first apply", steps.peakMemory, "MiB")
    }

    private func addService(_ trial: ConvergeTrial, _ report: inout Report) async throws {
        let service = try await trial.service(rounds: rounds * 5)
        report.add("bunraku agent", "nothing to do, running, median", service.idle.median, "s")
        report.add("bunraku agent", "drift undone, median", service.drift.median, "s")
        report.add("bunraku agent", "drift undone, worst", service.drift.greatest, "s")
        report.add("bunraku agent", "peak memory, running", service.peakMemory, "MiB")
        report.add("bunraku sandbox", "peak memory", service.sandboxMemory, "MiB")
    }

    private func addPeer(_ trial: ConvergeTrial, _ ours: ConvergeTrial.Steps, _ report: inout Report) async {
        guard ChildProcess.isInstalled(["kubectl", "version", "--client"]) else {
            report.note("kubectl is not installed, so there is no figure to compare with")
            return
        }
        do {
            let peer = try await trial.kubectl(rounds: rounds)
            add(peer, "kubectl", &report)
            report.compare("first apply, median", with: "kubectl", peer.first.wall.median, over: ours.first.wall.median)
            report.compare("nothing to do, median", with: "kubectl", peer.idle.wall.median, over: ours.idle.wall.median)
            report.note("the agent's first apply ends when every object is healthy, kubectl's when it is applied")
        } catch {
            report.note("kubectl gave no figure: \(error)")
        }
    }
}

import Foundation
import JSON
import Kubernetes
import KubernetesClient
import Logging
import PuppetCatalog

/// The programs and files of one comparison of agent and kubectl.
struct ConvergeTrial {
    private let program: String
    private let folder: String
    private let latency: Int

    /// What the steps of one program took.
    struct Steps {
        let first: Timing
        let idle: Timing
        let change: Timing
        let peakMemory: Double
        /// By how much the passes with nothing to do moved the sandbox's resource version.
        let idleWrites: Int
    }

    /// What an agent that keeps running took.
    struct Service {
        let idle: Samples
        let drift: Samples
        let peakMemory: Double
        let sandboxMemory: Double
    }

    /// Compiles the workload: as a catalog, and as objects for kubectl; each as it is, and with one object changed.
    init(program: String, workload: Workload, latency: Int) throws {
        self.program = program
        self.latency = latency
        folder = workload.codedir
        let compile = [
            program, "catalog", "compile", Workload.node, "--codedir", workload.codedir, "--facts", Workload.facts,
            "--show-secrets",
        ]
        for (name, format) in [("catalog", "json"), ("objects", "yaml")] {
            let output = try ChildProcess.check(compile + ["--format", format], isQuiet: true).output
            let text = String(decoding: output, as: UTF8.self)
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name).\(format)"))
            let changed = text.replacing("LOG_LEVEL=info", with: "LOG_LEVEL=trace", maxReplacements: 1)
            try Data(changed.utf8).write(to: URL(filePath: "\(folder)/\(name)-changed.\(format)"))
        }
    }

    /// The agent as a process for each step.
    func agent(rounds: Int) async throws -> Steps {
        try await steps(rounds: rounds) { kubeconfig, isChanged, round in
            agentCommand(kubeconfig, isChanged, state: "\(folder)/agent-\(round)") + ["--onetime"]
        }
    }

    func kubectl(rounds: Int) async throws -> Steps {
        try await steps(rounds: rounds) { kubeconfig, isChanged, _ in
            [
                "kubectl", "--kubeconfig", kubeconfig, "apply", "--server-side", "-f",
                "\(folder)/objects\(isChanged ? "-changed" : "").yaml",
            ]
        }
    }

    private func agentCommand(_ kubeconfig: String, _ isChanged: Bool, state: String) -> [String] {
        [
            program, "agent", "--catalog", "\(folder)/catalog\(isChanged ? "-changed" : "").json", "--kubeconfig",
            kubeconfig, "--statedir", state, "--ssldir", state + "/ssl",
        ]
    }

    private func steps(
        rounds: Int, _ command: (_ kubeconfig: String, _ isChanged: Bool, _ round: Int) -> [String]
    ) async throws -> Steps {
        var (first, idle, change): ([ChildProcess], [ChildProcess], [ChildProcess]) = ([], [], [])
        var idleWrites = 0
        for round in 0..<max(rounds, 1) {
            let sandbox = try SandboxProcess(program: program, folder: folder, latency: latency)
            defer { _ = try? sandbox.process.end() }
            func run(_ isChanged: Bool) throws -> ChildProcess {
                try ChildProcess.check(command(sandbox.kubeconfig, isChanged, round), isQuiet: true, keepsOutput: false)
            }
            first.append(try run(false))
            // kubectl does not wait for health; what controllers write then is not a pass's.
            try await sandbox.waitUntilQuiet()
            let before = try await sandbox.revision()
            idle.append(try run(false))
            idleWrites += try await sandbox.revision() - before
            change.append(try run(true))
        }
        return Steps(
            first: Timing(first), idle: Timing(idle), change: Timing(change),
            peakMemory: Samples(first.map(\.peakMemory)).median, idleWrites: idleWrites)
    }

    /// An agent that runs all the time, and another hand that changes one object after the other.
    func service(rounds: Int) async throws -> Service {
        let sandbox = try SandboxProcess(program: program, folder: folder, latency: latency)
        let agent = try RunningProcess(
            agentCommand(sandbox.kubeconfig, false, state: folder + "/service") + ["--runinterval", "1"],
            errors: .output)
        var idle: [Double] = []
        for _ in 0...rounds {
            guard let line = agent.line(holding: "Applied catalog in") else { break }
            if let seconds = line.split(separator: " ").dropLast().last.flatMap({ Double($0) }) { idle.append(seconds) }
        }
        // Nobody reads the rest of the log; it is short.
        let drift = try await Self.drift(sandbox, rounds: rounds)
        let memory = try agent.end().peakMemory
        return Service(
            idle: Samples(Array(idle.dropFirst())), drift: Samples(drift), peakMemory: memory,
            sandboxMemory: try sandbox.process.end().peakMemory)
    }

    private static func drift(_ sandbox: SandboxProcess, rounds: Int) async throws -> [Double] {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
        let path = ["data", "settings.properties"]
        return try await sandbox.withClient { client in
            var samples: [Double] = []
            for round in 0..<rounds {
                let namespace = "app\(round)"
                let right = try await client.get(kind, namespace: namespace, name: "settings").json[path[0]]?[path[1]]
                _ = try await client.patch(
                    kind, namespace: namespace, name: "settings", ["data": ["settings.properties": "by hand"]],
                    fieldManager: "hand")
                let watch = Stopwatch()
                while try await client.get(kind, namespace: namespace, name: "settings").json[path[0]]?[path[1]]
                    != right
                {
                    guard watch.lap.wall < 30 else { throw ChildProcess.Failure.failed("drift was not undone") }
                }
                samples.append(watch.lap.wall)
            }
            return samples
        }
    }
}

/// `bunraku sandbox` on a free port.
struct SandboxProcess {
    let process: RunningProcess
    let kubeconfig: String
    let url: String

    init(program: String, folder: String, latency: Int) throws {
        kubeconfig = "\(folder)/kubeconfig"
        process = try RunningProcess(
            [
                program, "sandbox", "--latency", String(latency), "--ready-after", "0", "--kubeconfig", kubeconfig,
            ], errors: .output)
        guard let line = process.line(holding: "Serving on"),
            let address = line.split(separator: " ").first(where: { $0.hasPrefix("http") })
        else { throw ChildProcess.Failure.notStarted("sandbox") }
        url = String(address.hasSuffix(".") ? address.dropLast() : address)
    }

    /// The resource version of the newest change.
    func revision() async throws -> Int {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        let list = try await withClient { try await $0.list(kind) }
        guard let version = Int(list.resourceVersion) else { throw ChildProcess.Failure.failed("the sandbox") }
        return version
    }

    /// Until a second passes in which nothing is written.
    func waitUntilQuiet() async throws {
        var last = -1
        while case let now = try await revision(), now != last {
            last = now
            try await Task.sleep(for: .seconds(1))
        }
    }

    func withClient<Result>(_ body: (KubernetesClient) async throws -> Result) async throws -> Result {
        try await KubernetesClient.withClient(
            ClusterAccess(server: url), .init(logger: Logger(label: "bench")), body)
    }
}

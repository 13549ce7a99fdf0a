import ArgumentParser
import Foundation
import JSON
import KubernetesSandbox
import Logging
import ServiceLifecycle
import UnixSignals

/// `bunraku sandbox`: an in-memory Kubernetes API server, until it is interrupted.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Serve an in-memory Kubernetes API to try things on; no containers run.")

    @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
    var port = 0

    @Option(help: "Write a kubeconfig to this file.")
    var kubeconfig: String?

    @Option(help: "Milliseconds by which every answer is late, as over a network.")
    var latency = 0

    @Option(help: "Milliseconds that a Pod takes to be ready.")
    var readyAfter = 500

    @Option(help: "Misbehave as this JSON file says; see /sandbox/faults in the README.")
    var faults: String?

    func validate() throws {
        guard latency >= 0, readyAfter >= 0 else { throw ValidationError("milliseconds cannot be negative") }
        guard (0...65535).contains(port) else { throw ValidationError("a port is 0 to 65535") }
    }

    func run() async throws {
        if let kubeconfig { try OutputFile.check(kubeconfig) }
        var configuration = SandboxConfiguration()
        configuration.port = port
        configuration.controllerDelay = .milliseconds(readyAfter)
        if latency > 0 { configuration.faults = [FaultRule(path: "*", effect: .latency(.milliseconds(latency)))] }
        if let faults { configuration.faults += try Self.faults(faults) }
        let sandbox = Sandbox(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.serve(sandbox) }
            guard let port = try? await sandbox.waitUntilListening() else {
                return try await Self.explainEnd(of: &group)
            }
            let text = sandbox.kubeconfig(port: port)
            if let kubeconfig {
                try OutputFile.write(text, to: kubeconfig)
                Terminal.say(
                    "Serving on http://127.0.0.1:\(port). Try: kubectl --kubeconfig \(kubeconfig) get namespaces")
            } else {
                Terminal.say(
                    "Serving on http://127.0.0.1:\(port). Try: kubectl --server http://127.0.0.1:\(port) get namespaces"
                )
            }
            try await group.waitForAll()
        }
    }

    private static func faults(_ path: String) throws -> [FaultRule] {
        do {
            return try FaultRule.list(try JSONParser.parse(try InputFile.bytes(path, "the faults file")))
        } catch let error as FaultRuleError {
            throw CommandFailure("\(path): \(error)")
        } catch let error as JSONParser.Failure {
            throw CommandFailure("\(path): \(error)")
        }
    }

    /// Why a sandbox ended that never listened.
    private static func explainEnd(of group: inout ThrowingTaskGroup<Void, any Error>) async throws {
        do {
            try await group.waitForAll()
        } catch SandboxError.addressInUse(let host, let port) {
            throw CommandFailure(
                "port \(port) on \(host) is in use already: stop the server that listens there, or choose another --port"
            )
        }
    }

    private static func serve(_ sandbox: Sandbox) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: sandbox)], gracefulShutdownSignals: [.sigterm, .sigint],
                logger: .init(label: "sandbox")))
        try await group.run()
    }
}

import ArgumentParser
import Diagnostics
import Foundation
import JSON
import KubernetesSandbox
import Logging
import PKI
import ServiceLifecycle
import UnixSignals
import YAML

/// `bunraku sandbox`: an in-memory Kubernetes API server, until it is interrupted.
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Serve an in-memory Kubernetes API to try things on; no containers run.",
        discussion: """
            Deployments, Jobs and the like become healthy as if their pods ran. Everything is gone when it stops, on an \
            interrupt or SIGTERM. It is ready once it has said that it serves; then the kubeconfig is there, too.

              bunraku sandbox --kubeconfig sandbox.kubeconfig --objects cluster.yaml --rbac --user ann=developers
              kubectl --kubeconfig sandbox.kubeconfig --context sandbox-ann auth can-i create pods
            """)

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

    @Option(help: "Make the objects of this YAML or JSON file first, in its order.")
    var objects: [String] = []

    @Flag(help: "Let Roles, ClusterRoles and their bindings decide who may do what.")
    var rbac = false

    @Option(
        help: ArgumentHelp(
            "A user for --rbac, with a context of its own in the kubeconfig.", valueName: "name[=group,...]"))
    var user: [String] = []

    func validate() throws {
        guard user.isEmpty || rbac else { throw ValidationError("--user needs --rbac") }
        guard !user.contains(where: { $0.isEmpty || $0.hasPrefix("=") }) else {
            throw ValidationError("a user needs a name")
        }
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
        if rbac {
            configuration.authorizesByRoles = true
            configuration.bearerToken = UUID().uuidString
            configuration.users = user.map(Self.user)
            // Clients send tokens over TLS only.
            configuration.host = "localhost"
            configuration.tls = try Self.tls()
        }
        let sandbox = Sandbox(configuration)
        for path in objects { try Self.load(path, into: sandbox) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.serve(sandbox) }
            guard let port = try? await sandbox.waitUntilListening() else {
                return try await Self.explainEnd(of: &group)
            }
            let text = sandbox.kubeconfig(port: port)
            if rbac, kubeconfig == nil {
                Terminal.say("Serving on https://localhost:\(port). With --rbac a --kubeconfig is needed to come in.")
            } else if let kubeconfig {
                try OutputFile.write(text, to: kubeconfig)
                Terminal.say(
                    "Serving on \(sandbox.url(port: port)). Try: kubectl --kubeconfig \(kubeconfig) get namespaces")
            } else {
                Terminal.say(
                    "Serving on http://127.0.0.1:\(port). Try: kubectl --server http://127.0.0.1:\(port) get namespaces"
                )
            }
            try await group.waitForAll()
        }
    }

    /// A certificate of an authority that is forgotten at once.
    private static func tls() throws -> SandboxConfiguration.TLS {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let authority = AuthorityDirectory(folder)
        try authority.create(name: "Bunraku sandbox")
        let (certificate, key) = try authority.generate("localhost", dnsNames: ["localhost"])
        return .init(certificateChain: certificate.pem, privateKey: key, authority: try authority.certificatePEM())
    }

    private static func user(_ text: String) -> SandboxConfiguration.User {
        let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
        let groups = halves.count > 1 ? halves[1].split(separator: ",").map(String.init) : []
        return SandboxConfiguration.User(name: halves.first ?? text, groups: groups, token: UUID().uuidString)
    }

    private static func load(_ path: String, into sandbox: Sandbox) throws {
        let source = SourceFile(path: path, bytes: try InputFile.bytes(path, "the objects file"))
        let (documents, diagnostics) = YAMLParser.parse(source)
        if let problem = diagnostics.first(where: { $0.severity == .error }) {
            throw CommandFailure("\(path): \(problem.message.text)")
        }
        for document in documents.map({ $0.json() }) where !document.isNull {
            for object in document["items"]?.array ?? [document] {
                if let problem = sandbox.load(object) { throw CommandFailure("\(path): \(problem)") }
            }
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

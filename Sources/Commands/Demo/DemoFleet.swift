import Agent
import Foundation
import JSON
import KubernetesClient
import KubernetesSandbox
import Logging
import Master
import PKI
import ServiceLifecycle
import Synchronization

/// The master, the clusters and their agents, in one process.
enum DemoFleet {
    /// Cluster and environment.
    static let members = [("prod-eastus", "production"), ("stage-eastus", "staging")]

    /// Starts the fleet, runs the body, and stops the fleet, also when the body fails.
    static func with(
        workspace: Workspace, folder: URL,
        _ body: @escaping @Sendable ([DemoCluster], _ master: String) async throws -> Void
    ) async throws {
        let setup = try MasterSetup(workspace: workspace, host: nil, port: nil, ssldir: nil, certname: "localhost")
        let (ports, portContinuation) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "bunraku.demo")
        logger.logLevel = .error
        let master = try Master(
            configuration: setup.configuration, service: setup.catalogs, logger: logger,
            onRunning: { portContinuation.yield($0) })
        let stopper = DemoServices()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let masters = stopper.group(master)
            group.addTask { try await masters.run() }
            guard let port = await ports.first(where: { _ in true }) else {
                throw DemoFailure("the master did not start")
            }
            let url = "https://localhost:\(port)"
            var clusters: [DemoCluster] = []
            for (name, environment) in members {
                let cluster = try startSandbox(name, environment, authority: setup.configuration.authority)
                let sandboxes = stopper.group(cluster.sandbox)
                group.addTask { try await sandboxes.run() }
                let kubeconfig = cluster.sandbox.kubeconfig(port: try await cluster.sandbox.waitUntilListening())
                let file = folder.appending(path: "\(name).kubeconfig")
                try Data(kubeconfig.utf8).write(to: file)
                let configuration = try agent(
                    name, environment, url: url, kubeconfig: file, folder: folder, setup: setup)
                let agents = stopper.group(Agent(configuration, log: { _ in }, observe: { cluster.note($0) }))
                group.addTask { try await agents.run() }
                clusters.append(cluster)
            }
            let running = clusters
            group.addTask {
                try await body(running, url)
                throw Finished()
            }
            do {
                while try await group.next() != nil {}
            } catch {
                await stopper.stop()
                while !group.isEmpty { _ = await group.nextResult() }
                if !(error is Finished) { throw error }
            }
        }
    }

    private struct Finished: Error {}

    /// A sandbox that shows a certificate of the demo's authority and asks for a token.
    private static func startSandbox(
        _ name: String, _ environment: String, authority: AuthorityDirectory
    ) throws -> DemoCluster {
        let certname = "\(name)-apiserver"
        if try authority.certificate(certname) != nil { try authority.clean(certname) }
        let (certificate, key) = try authority.generate(certname, dnsNames: ["localhost"])
        var configuration = SandboxConfiguration()
        configuration.host = "localhost"
        configuration.tls = .init(
            certificateChain: certificate.pem, privateKey: key, authority: try authority.certificatePEM())
        configuration.bearerToken = UUID().uuidString
        configuration.clusterName = name
        configuration.controllerDelay = .milliseconds(200)
        return DemoCluster(name: name, environment: environment, sandbox: Sandbox(configuration))
    }

    private static func agent(
        _ name: String, _ environment: String, url: String, kubeconfig: URL, folder: URL, setup: MasterSetup
    ) throws -> AgentConfiguration {
        var configuration = AgentConfiguration(
            certname: name, server: url, sslDirectory: folder.appending(path: "agents/\(name)/ssl").path,
            stateDirectory: folder.appending(path: "agents/\(name)/state").path,
            cluster: try Kubeconfig.load(paths: [kubeconfig.path]).access(context: nil))
        configuration.environment = environment
        configuration.authority = .pem(try setup.configuration.authority.certificatePEM())
        configuration.facts = ["region": "eastus"]
        configuration.runInterval = .seconds(1)
        configuration.certificateInterval = .seconds(1)
        configuration.healthInterval = .milliseconds(100)
        return configuration
    }
}

/// The service groups of a demo, stopped gracefully in the order opposite to their start.
private final class DemoServices: Sendable {
    private let groups = Mutex<[ServiceGroup]>([])

    func group(_ service: any Service) -> ServiceGroup {
        var logger = Logger(label: "bunraku.demo")
        logger.logLevel = .critical
        var configuration = ServiceGroupConfiguration(services: [.init(service: service)], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        let group = ServiceGroup(configuration: configuration)
        groups.withLock { $0.append(group) }
        return group
    }

    func stop() async {
        for group in groups.withLock({ $0 }).reversed() { await group.triggerGracefulShutdown() }
    }
}

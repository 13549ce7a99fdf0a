import Agent
import ArgumentParser
import Diagnostics
import Foundation
import JSON
import KubernetesClient
import Logging
import PuppetCatalog
import PuppetCompiler
import ServiceLifecycle
import UnixSignals

/// `bunraku agent`: converges a cluster to its catalog, once or until it is interrupted.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Pull the catalog of a cluster, converge the cluster to it, and report.")

    @Option(help: "The master, https://host:8140.")
    var server: String?

    @Option(help: "The agent's name to the master; the host's name otherwise.")
    var certname: String?

    @Option(help: "The environment to ask for.")
    var environment: String?

    @Option(help: "Apply the catalog in this file, as `catalog compile` writes it, and ask no master.")
    var catalog: String?

    @OptionGroup var clusterOptions: ClusterOptions

    @Option(help: "The folder of keys and certificates.")
    var ssldir: String?

    @Option(help: "The folder of locks, the cached catalog, and reports that wait.")
    var statedir: String?

    @Option(help: "The certificates that the master's is checked against; the first one shown is kept otherwise.")
    var ca: String?

    @Option(help: "A file with facts beside those that are found.")
    var facts: String?

    @Option(help: "Seconds between two runs.")
    var runinterval = 1800

    @Flag(help: "Wait a random part of the interval before the first run.")
    var splay = false

    @Option(help: "Seconds between two questions for the signed certificate; 0 asks once.")
    var waitforcert = 120

    @Option(help: "Only resources with one of these tags.", transform: { $0.split(separator: ",").map(String.init) })
    var tags: [String] = []

    @Option(help: "No resources with one of these tags.", transform: { $0.split(separator: ",").map(String.init) })
    var skipTags: [String] = []

    @Flag(help: "Run once, then end.")
    var onetime = false

    @Flag(help: "Show what would change, and change nothing.")
    var noop = false

    @Flag(help: "Show the differences of an ordinary run too; with --noop they always are.")
    var showDiff = false

    @Option(help: "How to show differences: text or json.")
    var format = DataFormat.text

    @Flag(name: .shortAndLong, help: "Run once with detailed exit codes, without the cached catalog.")
    var test = false

    @Flag(help: "Exit code 2 for changes, 4 for failures, 6 for both.")
    var detailedExitcodes = false

    @Flag(name: .customLong("ignoreschedules"), help: "Touch resources outside of their schedules too.")
    var ignoreSchedules = false

    @OptionGroup(title: "Service")
    var service: AgentServiceOptions

    @Option(help: "Run no more until --enable, and say why.")
    var disable: String?

    @Flag(help: "Run again after --disable.")
    var enable = false

    func validate() throws {
        if disable != nil, enable { throw ValidationError("--disable and --enable exclude each other") }
        if catalog != nil, server != nil { throw ValidationError("--catalog and --server exclude each other") }
        if runinterval < 0 || waitforcert < 0 { throw ValidationError("seconds cannot be negative") }
    }

    func run() async throws {
        if disable != nil || enable { return try switchRuns() }
        let configuration = try settings()
        let isPlan = configuration.noop
        let agent = Agent(
            configuration,
            log: { entry in
                // As Puppet without --debug.
                guard entry.level > .debug else { return }
                isPlan ? Self.showUnlessPlanned(entry) : Terminal.say(entry.consoleLine)
            })
        guard isSingleRun else {
            do {
                return try await Self.serve(agent)
            } catch let error as MonitorError {
                throw CommandFailure("\(error)")
            }
        }
        let run = SingleRun(agent)
        try await Self.serve(run)
        if let result = run.result, result.plan != nil { _ = Self.show(result, format) }
        throw ExitCode(run.result?.exitCode(detailed: test || detailedExitcodes) ?? 1)
    }

    private var isSingleRun: Bool { onetime || test || noop }

    /// Until it ends, or a signal ends it; a second signal changes nothing.
    private static func serve(_ service: any Service) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "bunraku.agent"))
        configuration.maximumGracefulShutdownDuration = shutdownLimit
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Kubernetes kills after 30 seconds.
    private static let shutdownLimit: Duration = .seconds(20)

    private var stateDirectory: String {
        statedir ?? ProcessInfo.processInfo.environment["BUNRAKU_STATEDIR"] ?? "\(NSHomeDirectory())/.bunraku/state"
    }

    private func switchRuns() throws {
        let lock = DisabledLock(StateDirectory(path: stateDirectory))
        if let disable { return try lock.disable(disable) }
        try lock.enable()
    }

    private func settings() throws -> AgentConfiguration {
        let variables = ProcessInfo.processInfo.environment
        let given = try givenCatalog()
        let home = NSHomeDirectory()
        let address = try given == nil ? masterAddress(variables) : ""
        let access = try clusterOptions.access()
        var configuration = AgentConfiguration(
            certname: certname ?? given?.name ?? variables["BUNRAKU_CERTNAME"]
                ?? ProcessInfo.processInfo.hostName.lowercased(),
            server: address,
            sslDirectory: ssldir ?? variables["BUNRAKU_SSLDIR"] ?? "\(home)/.bunraku/ssl",
            stateDirectory: stateDirectory,
            cluster: access)
        configuration.catalogFile = catalog
        configuration.reportsToMaster = given == nil
        configuration.environment =
            environment ?? given?.environment ?? variables["BUNRAKU_ENVIRONMENT"] ?? "production"
        if let ca { configuration.authority = .file(ca) }
        if let facts { configuration.facts = try factsDocument(facts) }
        configuration.runInterval = .seconds(runinterval)
        configuration.splay = splay && !test
        configuration.certificateInterval = .seconds(waitforcert)
        configuration.tags = tags
        configuration.skippedTags = skipTags
        configuration.noop = noop
        configuration.keepsPlan = showDiff
        configuration.usesCacheOnFailure = !test
        configuration.ignoresSchedules = ignoreSchedules
        service.apply(to: &configuration, isInCluster: access.isInCluster, isSingleRun: isSingleRun)
        return configuration
    }

    private func masterAddress(_ variables: [String: String]) throws -> String {
        guard let server = server ?? variables["BUNRAKU_SERVER"] else {
            throw CommandFailure("name the master: --server https://host:8140")
        }
        guard let url = URL(string: server), url.scheme == "https", url.host?.isEmpty == false else {
            throw CommandFailure("'\(server)' is not the address of a master; write --server https://host:8140")
        }
        return server
    }

    /// Whose catalog it is, and of which environment.
    private func givenCatalog() throws -> (name: String, environment: String)? {
        guard let catalog else { return nil }
        let bytes = try InputFile.bytes(catalog)
        do {
            return try Catalog.heading(bytes)
        } catch {
            throw CommandFailure("'\(catalog)' is not a catalog: \(error)")
        }
    }

    private func factsDocument(_ path: String) throws -> JSON {
        let (facts, diagnostics) = NodeFacts.parse(try InputFile.source(path, "the facts file"), node: "")
        guard let facts else { throw CommandFailure(diagnostics) }
        return .object(facts.values)
    }
}

import Foundation
import KubernetesCatalog
import KubernetesClient
import Logging
package import PuppetCatalog
import ServiceLifecycle
import Synchronization

/// The agent of one cluster: pulls its catalog, makes the cluster what it says, and reports.
///
/// `runOnce` is one run; `run` is the service, which runs at its interval and corrects drift in between.
package final class Agent: Service, Sendable {
    package let configuration: AgentConfiguration
    let sink: @Sendable (LogEntry) -> Void
    let observe: @Sendable (AgentEvent) -> Void
    let stateDirectory: StateDirectory
    let drift: DriftWatch
    private let state = Mutex(State())

    /// What an agent keeps between two runs.
    struct State: Sendable {
        /// The catalog that was last given out to be enforced.
        var catalog: CatalogSummary?
        var memory: AppliedMemory?
        var prepared: PreparedCatalog?
        /// The facts that the master took last.
        var sentFacts: String?
    }

    /// `log` is given each line as it is written, `observe` each event.
    package init(
        _ configuration: AgentConfiguration, log: @escaping @Sendable (LogEntry) -> Void,
        observe: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) {
        self.configuration = configuration
        sink = log
        self.observe = observe
        stateDirectory = StateDirectory(path: configuration.stateDirectory)
        drift = DriftWatch()
    }

    func withState<Result>(_ body: (inout sending State) -> sending Result) -> sending Result { state.withLock(body) }

    func makeLog() -> RunLog { RunLog(now: configuration.now, sink: sink) }

    /// The client's settings. Its own chatter is not the agent's log.
    var clientConfiguration: KubernetesClient.Configuration {
        var logger = Logger(label: "bunraku.kubernetes")
        logger.logLevel = .warning
        var result = KubernetesClient.Configuration(logger: logger)
        result.clock = configuration.clock
        result.now = configuration.now
        result.connectionLimit = max(configuration.concurrency, 4)
        return result
    }

    /// One run, from facts to report. It never throws: what went wrong is in the result, and in the log.
    package func runOnce() async -> RunResult {
        await withClient { client in await self.run(client) }
    }

    /// One run with a catalog that is at hand, without a master.
    package func apply(_ catalog: Catalog) async -> RunResult {
        await withClient { client in await self.run(client, given: catalog) }
    }

    private func withClient(_ body: (KubernetesClient) async -> RunResult) async -> RunResult {
        do {
            return try await KubernetesClient.withClient(configuration.cluster, clientConfiguration) { client in
                await body(client)
            }
        } catch {
            let log = makeLog()
            log.error("\(error)")
            return RunResult(report: newReport(), catalogSource: nil, failure: "\(error)")
        }
    }

    func newReport() -> Report {
        Report(
            host: configuration.certname, time: configuration.now(), environment: configuration.environment,
            transactionUUID: UUID().uuidString.lowercased(), noop: configuration.noop)
    }

    /// Runs until it is cancelled or asked to shut down.
    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.loop() }
        } catch is CancellationError {
            makeLog().notice("stopped")
        }
    }

    private func loop() async throws {
        try await KubernetesClient.withClient(configuration.cluster, clientConfiguration) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                if configuration.correctsDrift, !configuration.noop {
                    group.addTask { await DriftCorrector(agent: self, client: client).run() }
                }
                group.addTask { try await self.runAtIntervals(client) }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func runAtIntervals(_ client: KubernetesClient) async throws {
        if configuration.splay {
            let limit = configuration.splayLimit ?? configuration.runInterval
            try await configuration.clock.sleep(for: limit * configuration.random())
        }
        while true {
            let result = await runPreemptibly(client)
            try Task.checkCancellation()
            // Without a catalog or a cluster nothing holds; that is worth an earlier try.
            let isIdle = result.map { $0.failure != nil } ?? false
            if result == nil { continue }
            try await configuration.clock.sleep(
                for: isIdle ? min(configuration.runInterval, .seconds(60)) : configuration.runInterval)
        }
    }
}

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
    let stopwatch: Stopwatch
    let pulse: Pulse
    let metrics: AgentMetrics
    /// Nil where no events are wanted.
    let events: EventRecorder?
    private let state = Mutex(State())

    /// What an agent keeps between two runs.
    struct State: Sendable {
        /// The catalog that was last given out to be enforced.
        var catalog: CatalogSummary?
        /// When the master last said that this is the catalog, by the stopwatch; negative for before its start.
        var catalogConfirmed: Duration?
        var memory: AppliedMemory?
        var checked: CheckedTimes?
        var prepared: PreparedCatalog?
        /// The facts that the master took last.
        var sentFacts: String?
        /// What is watched and corrected; anew for each time of leading.
        var drift = DriftWatch()
        var role = Role.alone
        /// Whether this process has led before.
        var hasLed = false
        /// Why runs are being stopped, where it is not the end of the agent.
        var stopReason: String?
        /// Where health and metrics are served.
        var port: Int?
    }

    enum Role: Hashable, Sendable {
        /// There is no election.
        case alone
        case standby
        case leader
    }

    /// `log` is given each line as it is written, `observe` each event.
    package init(
        _ configuration: AgentConfiguration, log: @escaping @Sendable (LogEntry) -> Void,
        observe: @escaping @Sendable (AgentEvent) -> Void = { _ in }
    ) {
        self.configuration = configuration
        sink = log
        let stopwatch = Stopwatch(configuration.clock)
        let pulse = Pulse(stopwatch)
        let metrics = AgentMetrics()
        let events =
            configuration.recordsEvents
            ? EventRecorder(configuration, stopwatch) { RunLog(now: configuration.now, sink: log).notice($0) } : nil
        self.stopwatch = stopwatch
        self.pulse = pulse
        self.metrics = metrics
        self.events = events
        self.observe = { event in
            pulse.beat()
            metrics.note(event)
            events?.note(event)
            observe(event)
        }
        stateDirectory = StateDirectory(path: configuration.stateDirectory)
    }

    func withState<Result>(_ body: (inout sending State) -> sending Result) -> sending Result { state.withLock(body) }

    var drift: DriftWatch { withState { $0.drift } }

    func makeLog() -> RunLog { RunLog(now: configuration.now, sink: sink) }

    /// The client's settings. Its own chatter is not the agent's log.
    var clientConfiguration: KubernetesClient.Configuration {
        var logger = Logger(label: "bunraku.kubernetes")
        logger.logLevel = .warning
        var result = KubernetesClient.Configuration(logger: logger)
        result.clock = configuration.clock
        result.now = configuration.now
        result.requestTimeout = configuration.requestTimeout
        result.watchTimeout = configuration.watchTimeout
        result.connectionLimit = max(configuration.concurrency, 4)
        result.observe = { [metrics, pulse] observation in
            metrics.note(observation)
            // Watches go on without a run.
            if observation.verb != "WATCH" { pulse.beat() }
        }
        return result
    }

    /// One run, from facts to report. It never throws: what went wrong is in the result, and in the log.
    package func runOnce() async -> RunResult { await once(nil) }

    /// One run with a catalog that is at hand, without a master.
    package func apply(_ catalog: Catalog) async -> RunResult { await once(catalog) }

    private func once(_ catalog: Catalog?) async -> RunResult {
        let result = Mutex<RunResult?>(nil)
        do {
            try await KubernetesClient.withClient(configuration.cluster, clientConfiguration) { client in
                try await self.leading(standby: { _ in }) {
                    let finished = try await self.recordingEvents { await self.run(client, given: catalog) }
                    result.withLock { $0 = finished }
                }
            }
        } catch is CancellationError {
            // The run has said so, if there was one.
        } catch {
            makeLog().error("\(error)")
            return RunResult(report: newReport(), catalogSource: nil, failure: "\(error)")
        }
        if let result = result.withLock({ $0 }) { return result }
        return RunResult(report: newReport(), catalogSource: nil, failure: "stopped before it began")
    }

    func recordingEvents<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let events else { return try await body() }
        return try await events.recording(body)
    }

    func newReport() -> Report {
        Report(
            host: configuration.certname, time: configuration.now(), environment: configuration.environment,
            transactionUUID: UUID().uuidString.lowercased(), noop: configuration.noop)
    }
}

import Foundation
import KubernetesClient
import OrderedCollections
import Prometheus
import Synchronization

/// What Prometheus is told of an agent, counted from its events.
final class AgentMetrics: Sendable {
    private struct Request: Hashable {
        let verb: String
        let code: String
    }

    private struct State: Sendable {
        var runs: [String: Int] = [:]
        var phases: [String: Histogram] = [:]
        var objects: [String: Int] = [:]
        var lastRun: Date?
        var cachedRuns = 0
        var changes = 0
        var corrections = 0
        var fights = 0
        var prunes = 0
        var failures = 0
        var requests: [Request: Int] = [:]
        var retries = 0
        var isLastRunGood: Bool?
    }

    /// What is looked up when the metrics are asked for.
    struct Readings: Sendable {
        var isLeader: Bool
        /// Seconds since the master last said that this is the catalog; nil without one.
        var catalogAge: Double?
        var reportsWaiting: Int
        var eventsDropped: Int
    }

    /// Upper bounds of the durations of a phase, in seconds.
    private static let bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]

    private let state = Mutex(State())

    /// Whether the last run had a catalog and a cluster; nil before the first.
    var isLastRunGood: Bool? { state.withLock { $0.isLastRunGood } }

    func note(_ request: RequestObservation) {
        let key = Request(verb: request.verb, code: request.status.map(String.init) ?? "none")
        state.withLock { state in
            state.requests[key, default: 0] += 1
            if request.attempt > 1 { state.retries += 1 }
        }
    }

    func note(_ event: AgentEvent) {
        state.withLock { state in
            switch event {
            case .changed: state.changes += 1
            case .corrected: state.corrections += 1
            case .contested: state.fights += 1
            case .pruned: state.prunes += 1
            case .failed: state.failures += 1
            case .runFinished(let result): Self.note(result, &state)
            case .runStarted, .catalog, .planned, .waiting, .healthy: break
            }
        }
    }

    private static func note(_ result: RunResult, _ state: inout State) {
        let report = result.report
        state.runs[result.failure == nil ? report.status.rawValue : "stopped", default: 0] += 1
        state.isLastRunGood = result.failure == nil
        state.lastRun = report.time
        if result.catalogSource == .cache { state.cachedRuns += 1 }
        for (phase, seconds) in report.durations {
            state.phases[phase, default: Histogram(bounds: bounds)].observe(seconds)
        }
        guard result.failure == nil else { return }
        let statuses = report.statuses
        state.objects = [
            "total": statuses.count, "changed": statuses.count(where: \.changed),
            "failed": statuses.count(where: \.failed), "skipped": statuses.count(where: \.skipped),
            "out_of_sync": statuses.count(where: \.outOfSync),
            "unchanged": statuses.count { !$0.outOfSync && !$0.failed && !$0.skipped },
        ]
    }

    func text(_ readings: Readings) -> String {
        let state = state.withLock { $0 }
        var writer = MetricsWriter()
        writer.family(
            "bunraku_agent_runs_total", .counter, "Runs, by result; stopped ones had no catalog or no cluster.")
        for (result, count) in state.runs.sorted(by: { $0.key < $1.key }) { writer.sample(["result": result], count) }
        writer.family("bunraku_agent_run_phase_duration_seconds", .histogram, "Time of the phases of runs.")
        for (phase, histogram) in state.phases.sorted(by: { $0.key < $1.key }) {
            writer.histogram(["phase": phase], histogram)
        }
        writer.family("bunraku_agent_resources", .gauge, "Resources of the last run, by state.")
        for (name, count) in state.objects.sorted(by: { $0.key < $1.key }) { writer.sample(["state": name], count) }
        if let lastRun = state.lastRun {
            writer.family("bunraku_agent_last_run_timestamp_seconds", .gauge, "When the last run began.")
            writer.sample(lastRun.timeIntervalSince1970)
        }
        for (name, help, count) in Self.counters(state) {
            writer.family("bunraku_agent_\(name)_total", .counter, help)
            writer.sample(count)
        }
        writer.family("bunraku_agent_api_requests_total", .counter, "Requests to the API server, by verb and code.")
        for (request, count) in state.requests.sorted(by: {
            ($0.key.verb, $0.key.code) < ($1.key.verb, $1.key.code)
        }) {
            writer.sample(["verb": request.verb, "code": request.code], count)
        }
        write(readings, &writer)
        return writer.text
    }

    private static func counters(_ state: State) -> [(name: String, help: String, count: Int)] {
        [
            ("cached_catalog_runs", "Runs with the cached catalog, because the master was away.", state.cachedRuns),
            ("changes", "Objects that runs changed.", state.changes),
            ("corrections", "Objects that were set right between two runs.", state.corrections),
            ("fights", "Objects left alone because another manager changes them back.", state.fights),
            ("prunes", "Objects pruned.", state.prunes),
            ("failures", "Failures of objects.", state.failures),
            ("api_retries", "Requests to the API server that were tried again.", state.retries),
        ]
    }

    private func write(_ readings: Readings, _ writer: inout MetricsWriter) {
        writer.family("bunraku_agent_leader", .gauge, "1 where this replica works, 0 where it stands by.")
        writer.sample(readings.isLeader ? 1 : 0)
        if let age = readings.catalogAge {
            writer.family(
                "bunraku_agent_catalog_age_seconds", .gauge, "Time since the master last confirmed the catalog.")
            writer.sample(age)
        }
        writer.family("bunraku_agent_reports_waiting", .gauge, "Reports that the master has not taken yet.")
        writer.sample(readings.reportsWaiting)
        writer.family("bunraku_agent_events_dropped_total", .counter, "Kubernetes events that were not written.")
        writer.sample(readings.eventsDropped)
    }
}

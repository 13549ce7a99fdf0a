import Prometheus
import Synchronization

/// What Prometheus is told, counted by hand.
final class Metrics: Sendable {
    /// A route's path with its parameters' names, and the status that was answered.
    private struct Answer: Hashable {
        let route: String
        let status: Int
    }

    private struct State {
        var answers: [Answer: Int] = [:]
        var reports: [String: Int] = [:]
        var catalogs = Histogram(bounds: Metrics.buckets)
        var notModified = 0
        var shed = 0
        var deploys: [String: Int] = [:]
    }

    /// Upper bounds of the histogram's buckets, in seconds.
    static let buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private let state = Mutex(State())

    func countAnswer(route: String, status: Int) {
        state.withLock { $0.answers[Answer(route: route, status: status), default: 0] += 1 }
    }

    func countReport(status: String) {
        state.withLock { $0.reports[status, default: 0] += 1 }
    }

    func countNotModified() {
        state.withLock { $0.notModified += 1 }
    }

    func countShed() {
        state.withLock { $0.shed += 1 }
    }

    func countDeploy(isSuccess: Bool) {
        state.withLock { $0.deploys[isSuccess ? "success" : "failure", default: 0] += 1 }
    }

    func observeCatalog(_ duration: Duration) {
        state.withLock { $0.catalogs.observe(duration) }
    }

    /// Prometheus' text format 0.0.4.
    func text(running: Int, waiting: Int) -> String {
        let state = state.withLock { $0 }
        var writer = MetricsWriter()
        writer.family("bunraku_http_requests_total", .counter, "Requests answered, by route and status.")
        for (answer, count) in state.answers.sorted(by: {
            ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status)
        }) {
            writer.sample(["route": answer.route, "status": String(answer.status)], count)
        }
        writer.family("bunraku_reports_total", .counter, "Reports stored, by the run's status.")
        for (status, count) in state.reports.sorted(by: { $0.key < $1.key }) {
            writer.sample(["status": status], count)
        }
        writer.family("bunraku_deploys_total", .counter, "Environments deployed by webhook, by result.")
        for (result, count) in state.deploys.sorted(by: { $0.key < $1.key }) {
            writer.sample(["result": result], count)
        }
        writer.family("bunraku_catalog_not_modified_total", .counter, "Catalog requests answered 304.")
        writer.sample(state.notModified)
        writer.family("bunraku_requests_shed_total", .counter, "Requests refused because too much was to be done.")
        writer.sample(state.shed)
        writer.family("bunraku_compiles_running", .gauge, "Catalog requests in the compiler.")
        writer.sample(running)
        writer.family("bunraku_compiles_waiting", .gauge, "Catalog requests waiting for the compiler.")
        writer.sample(waiting)
        writer.family("bunraku_catalog_duration_seconds", .histogram, "Time to get a catalog or its digest.")
        writer.histogram(state.catalogs)
        return writer.text
    }
}

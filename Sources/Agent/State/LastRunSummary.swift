import Foundation
import OrderedCollections

/// `last_run_summary.yaml`, Puppet's file that monitoring reads.
struct LastRunSummary: Sendable {
    private static let name = "last_run_summary.yaml"
    private let report: Report

    init(_ report: Report) { self.report = report }

    func store(in directory: StateDirectory) throws(StateError) {
        try directory.write(Array(text.utf8), to: Self.name)
    }

    var text: String {
        let events = report.statuses.flatMap(\.events)
        var lines = ["---", "version:", "  config: '\(report.configurationVersion.replacing("'", with: "''"))'"]
        lines += ["  puppet: \(Report.version)", "application:", "  run_mode: agent"]
        lines += ["  initial_environment: \(report.environment)", "  converged_environment: \(report.environment)"]
        lines.append("resources:")
        lines += [
            ("total", report.statuses.count), ("changed", report.statuses.count(where: \.changed)),
            ("corrective_change", report.statuses.count(where: \.correctiveChange)),
            ("failed", report.statuses.count(where: \.failed)), ("failed_to_restart", 0),
            ("out_of_sync", report.statuses.count(where: \.outOfSync)), ("restarted", 0), ("scheduled", 0),
            ("skipped", report.statuses.count(where: \.skipped)),
        ].map { "  \($0): \($1)" }
        lines.append("time:")
        lines += report.durations.map { "  \($0): \($1)" }
        lines.append("  last_run: \(Int(report.time.timeIntervalSince1970))")
        lines += ["changes:", "  total: \(events.count { $0.status == .success })", "events:"]
        lines += [
            ("total", events.count), ("failure", events.count { $0.status == .failure }),
            ("success", events.count { $0.status == .success }),
        ].map { "  \($0): \($1)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

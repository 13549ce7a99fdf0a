import Foundation
import JSON
import OrderedCollections

/// What the templates show of a report. They escape every value.
enum ReportPage {
    static func summaryValues(_ summary: ReportSummary) -> [String: Any] {
        [
            "id": String(summary.id), "host": summary.host, "environment": summary.environment,
            "status": summary.status,
            "statusClass": ["failed", "changed", "unchanged"].contains(summary.status) ? summary.status : "unknown",
            "time": summary.time, "digest": String((summary.catalogDigest ?? "").prefix(12)),
            "commit": String((summary.codeID ?? "").prefix(12)), "isCorrective": summary.isCorrective,
            "isNoop": summary.isNoop,
            "received": Date(timeIntervalSince1970: summary.receivedAt).formatted(.iso8601),
        ]
    }

    /// Resources that changed, failed or were skipped, and the log; at most a thousand of each.
    static func values(_ summary: ReportSummary, _ body: JSON) -> [String: Any] {
        var values = summaryValues(summary)
        let resources = Array((body["resource_statuses"]?.object ?? [:]).lazy.compactMap(resourceValues).prefix(limit))
        let logs = (body["logs"]?.array ?? []).prefix(limit).map(logValues)
        values["resources"] = resources
        values["hasResources"] = !resources.isEmpty
        values["logs"] = logs
        values["hasLogs"] = !logs.isEmpty
        return values
    }

    private static let limit = 1000

    private static func resourceValues(_ name: String, _ status: JSON) -> [String: Any]? {
        func isSet(_ member: String) -> Bool { status[member]?.boolean == true }
        let state = isSet("failed") ? "failed" : isSet("skipped") ? "skipped" : isSet("changed") ? "changed" : ""
        guard !state.isEmpty || isSet("out_of_sync") else { return nil }
        let messages = (status["events"]?.array ?? []).compactMap { $0["message"]?.string }
        let place = [status["file"]?.string, status["line"]?.integer.map(String.init)].compactMap(\.self)
        return [
            "name": name, "state": state.isEmpty ? "out of sync" : state, "isCorrective": isSet("corrective_change"),
            "messages": messages.joined(separator: "; "), "place": place.joined(separator: ":"),
        ]
    }

    private static func logValues(_ log: JSON) -> [String: Any] {
        [
            "level": log["level"]?.string ?? "", "time": log["time"]?.string ?? "",
            "source": log["source"]?.string ?? "", "message": log["message"]?.string ?? "",
        ]
    }
}

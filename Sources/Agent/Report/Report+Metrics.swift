import JSON
import OrderedCollections
import PuppetCatalog

extension Report {
    /// Puppet's metrics: each a list of name, label and value.
    func metrics() -> JSON {
        let events = statuses.flatMap(\.events)
        let resources: [(String, Int)] = [
            ("total", statuses.count), ("skipped", count(\.skipped)), ("failed", count(\.failed)),
            ("failed_to_restart", count(\.failedToRestart)), ("restarted", count(\.restarted)),
            ("changed", count(\.changed)),
            ("out_of_sync", count(\.outOfSync)), ("scheduled", 0), ("corrective_change", count(\.correctiveChange)),
        ]
        var outcomes: [(String, Int)] = [
            ("total", events.count), ("failure", events.count { $0.status == .failure }),
            ("success", events.count { $0.status == .success }),
        ]
        let pending = events.count { $0.status == .noop }
        if pending > 0 { outcomes.append(("noop", pending)) }
        let changes = [("total", events.count { $0.status == .success })]
        return [
            "resources": Self.metric("resources", resources.map { ($0, .integer($1)) }),
            "time": Self.metric("time", times.map { ($0.key, .double($0.value)) }),
            "changes": Self.metric("changes", changes.map { ($0, .integer($1)) }),
            "events": Self.metric("events", outcomes.map { ($0, .integer($1)) }),
        ]
    }

    /// Seconds by type of resource, then by phase.
    private var times: OrderedDictionary<String, Double> {
        var times: OrderedDictionary<String, Double> = [:]
        for status in statuses where !status.skipped {
            times[status.reference.type.lowercased(), default: 0] += status.evaluationTime.inSeconds
        }
        times.merge(durations) { _, phase in phase }
        return times
    }

    private func count(_ isWanted: (ResourceStatus) -> Bool) -> Int { statuses.count(where: isWanted) }

    private static func metric(_ name: String, _ values: [(String, JSON)]) -> JSON {
        [
            "name": .string(name), "label": .string(label(name)),
            "values": .array(values.map { name, value in [.string(name), .string(label(name)), value] }),
        ]
    }

    /// `out_of_sync` as `Out of sync`.
    private static func label(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}

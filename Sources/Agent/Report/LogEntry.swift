package import Foundation
import JSON

/// One line of a run's log, Puppet's field for field.
package struct LogEntry: Hashable, Sendable {
    package let level: Level
    package let message: String
    /// `Puppet` for the run itself, else the resource, with the property where one changed.
    package let source: String
    package let time: Date
    package var file: String?
    package var line: Int?
    /// Of the resource.
    package var tags: [String] = []

    package enum Level: String, Hashable, Sendable, Comparable, CaseIterable {
        case debug, info, notice, warning, err

        package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .notice: 2
            case .warning: 3
            case .err: 4
            }
        }

        /// The word that Puppet's console shows.
        package var title: String {
            switch self {
            case .debug: "Debug"
            case .info: "Info"
            case .notice: "Notice"
            case .warning: "Warning"
            case .err: "Error"
            }
        }
    }

    /// The source of entries that are about no resource.
    package static let runSource = "Puppet"

    /// `Notice: K8s::Deployment[a/b]/spec.replicas: changed 1 to 2`.
    ///
    /// An error says where the manifest is, as Puppet's evaluator does.
    package var consoleLine: String {
        let text = source == Self.runSource ? "\(level.title): \(message)" : "\(level.title): \(source): \(message)"
        guard level == .err, let file else { return text }
        return "\(text) (file: \(file)\(line.map { ", line: \($0)" } ?? ""))"
    }

    func json() -> JSON {
        var json: JSON = [
            "level": .string(level.rawValue), "message": .string(message), "source": .string(source),
            "tags": .array(([level.rawValue] + tags).map(JSON.string)), "time": .string(Timestamps.iso8601(time)),
        ]
        json["file"] = file.map(JSON.string) ?? .null
        json["line"] = line.map(JSON.integer) ?? .null
        return json
    }
}

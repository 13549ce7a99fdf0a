import Foundation
import JSON

/// A record of a promotion or a rollback, for people.
enum RecordText {
    /// `2026-11-24T09:00:00Z  promote staging → production  1a2b3c → 4d5e6f  by Ann: reason`; what is no record stays
    /// as it is.
    static func line(_ record: String) -> String {
        guard let json = try? JSONParser.parse(record), let action = json["action"]?.string,
            let source = json["source"]?.string, let target = json["target"]?.string, let from = json["from"]?.string,
            let to = json["to"]?.string, let who = json["who"]?.string, let time = json["time"]?.integer
        else { return record }
        let date = Date(timeIntervalSince1970: Double(time)).formatted(.iso8601)
        let what = source == target ? "\(action) \(target)" : "\(action) \(source) → \(target)"
        let reason = json["reason"]?.string.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
        return "\(date)  \(what)  \(from.prefix(12)) → \(to.prefix(12))  by \(who)\(reason)"
    }
}

import Foundation

/// Times as Puppet's reports write them: ISO 8601 in UTC with nine digits of fraction.
enum Timestamps {
    static func iso8601(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let fraction = min(max(date.timeIntervalSince1970 - seconds, 0), 0.999_999_999)
        let digits = String(Int(fraction * 1_000_000_000))
        let day = Date(timeIntervalSince1970: seconds).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: false))
        return day + "." + String(repeating: "0", count: max(0, 9 - digits.count)) + digits + "+00:00"
    }
}

extension Timestamps {
    /// For people, in whole seconds.
    static func seconds(_ date: Date) -> String {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)).formatted(.iso8601)
    }

    /// A time as the API server writes it, RFC 3339 in whole seconds.
    static func date(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

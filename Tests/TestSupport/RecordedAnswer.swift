package import JSON

/// What a program answered to a snippet, as the fixtures record it.
package enum RecordedAnswer: Hashable, Sendable {
    case value(String, type: String)
    case error(String)

    /// `{"error": …}`, or `{"value": …, "type": …}`; nil for anything else.
    package init?(_ json: JSON?) {
        if let text = json?["error"]?.string {
            self = .error(text)
        } else if let value = json?["value"]?.string, let type = json?["type"]?.string {
            self = .value(value, type: type)
        } else {
            return nil
        }
    }
}

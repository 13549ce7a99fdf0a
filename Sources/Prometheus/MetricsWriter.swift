/// Writes Prometheus' text format 0.0.4.
package struct MetricsWriter {
    package enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// What an answer with this text says that it is.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var text = ""
    private var name = ""

    package init() {}

    /// Starts a family; the samples that follow are its own.
    package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    package mutating func sample(_ labels: KeyValuePairs<String, String>, _ value: Int) {
        sample(suffix: "", Array(labels), String(value))
    }

    package mutating func sample(_ labels: KeyValuePairs<String, String>, _ value: Double) {
        sample(suffix: "", Array(labels), String(value))
    }

    package mutating func sample(_ value: Int) { sample([:], value) }

    package mutating func sample(_ value: Double) { sample([:], value) }

    package mutating func histogram(_ histogram: Histogram) { self.histogram([:], histogram) }

    package mutating func histogram(_ labels: KeyValuePairs<String, String>, _ histogram: Histogram) {
        let labels = Array(labels)
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            sample(suffix: "_bucket", labels + [("le", String(bound))], String(count))
        }
        sample(suffix: "_bucket", labels + [("le", "+Inf")], String(histogram.count))
        sample(suffix: "_sum", labels, String(histogram.sum))
        sample(suffix: "_count", labels, String(histogram.count))
    }

    private mutating func sample(suffix: String, _ labels: [(key: String, value: String)], _ value: String) {
        let list = labels.map { "\($0.key)=\"\(Self.escape($0.value))\"" }.joined(separator: ",")
        text += "\(name)\(suffix)\(list.isEmpty ? "" : "{\(list)}") \(value)\n"
    }

    private static func escape(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}

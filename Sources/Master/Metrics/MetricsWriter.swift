/// Writes Prometheus' text format.
struct MetricsWriter {
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    private(set) var text = ""
    private var name = ""

    /// Starts a family; the samples that follow are its own.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ labels: KeyValuePairs<String, String>, _ value: Int) {
        sample(suffix: "", labels, String(value))
    }

    /// The counts are cumulative, as Prometheus wants them.
    mutating func histogram(bounds: [Double], counts: [Int], total: Int, sum: Double) {
        for (bound, count) in zip(bounds, counts) { sample(suffix: "_bucket", ["le": String(bound)], String(count)) }
        sample(suffix: "_bucket", ["le": "+Inf"], String(total))
        sample(suffix: "_sum", [:], String(sum))
        sample(suffix: "_count", [:], String(total))
    }

    private mutating func sample(suffix: String, _ labels: KeyValuePairs<String, String>, _ value: String) {
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

import JSON
import OrderedCollections

/// What was measured, as a table for people or as JSON for programs.
struct Report {
    private let title: String
    private var rows: [Row] = []
    private var notes: [String] = []

    /// One figure of one program.
    struct Row {
        let program: String
        let measure: String
        let value: Double
        let unit: String
    }

    init(_ title: String) { self.title = title }

    mutating func add(_ program: String, _ measure: String, _ value: Double, _ unit: String) {
        rows.append(Row(program: program, measure: measure, value: value, unit: unit))
    }

    mutating func note(_ text: String) { notes.append(text) }

    /// Adds how many times the peer's figure is ours.
    mutating func compare(_ measure: String, with peer: String, _ theirs: Double, over ours: Double) {
        add("ratio to \(peer)", measure, theirs / ours, "×")
    }

    func write(_ format: ReportOptions.Format) {
        switch format {
        case .text: print(text)
        case .json: print(JSONWriter.text(json, .pretty))
        }
    }

    private var json: JSON {
        [
            "benchmark": .string(title),
            "figures": .array(
                rows.map { row in
                    [
                        "program": .string(row.program), "measure": .string(row.measure), "value": .double(row.value),
                        "unit": .string(row.unit),
                    ]
                }),
            "notes": .array(notes.map(JSON.string)),
        ]
    }

    private var text: String {
        let cells = rows.map { [$0.program, $0.measure, Self.text($0.value), $0.unit] }
        let widths = (0..<4).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let lines = cells.map { row in
            let program = Self.padded(row[0], widths[0], onLeft: false)
            let measure = Self.padded(row[1], widths[1], onLeft: false)
            return "  \(program)  \(measure)  \(Self.padded(row[2], widths[2], onLeft: true)) \(row[3])"
        }
        return ([title] + lines + notes.map { "  note: \($0)" }).joined(separator: "\n")
    }

    /// Three figures that matter: 0.123, 12.3, 1234.
    private static func text(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let scale: Double = abs(value) >= 100 ? 1 : abs(value) >= 10 ? 10 : abs(value) >= 1 ? 100 : 1000
        let rounded = (value * scale).rounded() / scale
        return scale == 1 ? String(Int(rounded)) : String(rounded)
    }

    private static func padded(_ text: String, _ width: Int, onLeft: Bool) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return onLeft ? blanks + text : text + blanks
    }
}

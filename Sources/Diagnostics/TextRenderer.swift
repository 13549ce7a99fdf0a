/// Renders diagnostics for people: message, place, the source line with a caret, notes.
///
/// ```
/// error: unknown variable: 'x' (unknown_variable)
///   --> manifests/site.pp:3:8
///    |  $y = $x
///    |       ^^
///   note: did you mean 'z'?
/// ```
package struct TextRenderer: Sendable {
    package let useColor: Bool

    package init(useColor: Bool = false) { self.useColor = useColor }

    package func render(_ diagnostic: Diagnostic) -> String {
        var lines = [headline(diagnostic)]
        if let place = diagnostic.place { lines += excerpt(place) }
        for note in diagnostic.notes {
            lines.append("  note: \(Self.printable(note.message.text))")
            if let place = note.place, place != diagnostic.place { lines += excerpt(place) }
        }
        return lines.joined(separator: "\n")
    }

    private func headline(_ diagnostic: Diagnostic) -> String {
        let word = diagnostic.severity.rawValue
        let text = Self.printable(diagnostic.message.text)
        guard useColor else { return "\(word): \(text)" }
        let code =
            switch diagnostic.severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        return "\u{1B}[1;\(code)m\(word):\u{1B}[0m \u{1B}[1m\(text)\u{1B}[0m"
    }

    private func excerpt(_ place: SourcePlace) -> [String] {
        let position = place.file.position(at: place.range.lower)
        var lines = ["  --> \(place.file.path):\(position.line):\(position.column)"]
        guard let text = place.file.line(position.line), !text.isEmpty else { return lines }
        let width = max(place.range.upper - place.range.lower, 1)
        let window = LineWindow(text, column: position.column, width: width)
        lines.append("   |  \(window.text)")
        lines.append("   |  \(window.marks)")
        return lines
    }
}

/// The part of a source line that is shown: so much of a long line as a person can read, around what is marked.
private struct LineWindow {
    let text: String
    let marks: String

    private static let longest = 120
    private static let contextBefore = 60

    init(_ line: String, column: Int, width: Int) {
        let characters = Array(line.unicodeScalars)
        let mark = min(max(column - 1, 0), characters.count)
        let isLong = characters.count > Self.longest
        let start = isLong && mark > Self.longest - Self.contextBefore ? mark - Self.contextBefore : 0
        let end = isLong ? min(start + Self.longest, characters.count) : characters.count
        let before = start > 0 ? "…" : ""
        let shown = String(String.UnicodeScalarView(characters[start..<end]))
        text = before + TextRenderer.printable(shown) + (end < characters.count ? "…" : "")
        let margin = characters[start..<mark].map { $0 == "\t" ? "\t" : " " }.joined()
        marks =
            String(repeating: " ", count: before.count) + margin
            + String(repeating: "^", count: min(width, max(end - mark, 1)))
    }
}

extension TextRenderer {
    /// The text without what could move a terminal's cursor or change its colours.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

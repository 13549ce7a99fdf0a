/// Renders diagnostics for people: message, place, the source line with a caret, notes, the call stack.
///
/// ```
/// error: Evaluation Error: Unknown variable: 'replica'.
///   --> modules/app/manifests/init.pp:3:8
///    |  $y = $replica
///    |       ^^^^^^^^
///   note: did you mean '$replicas'?
///   in Class[App], included at manifests/site.pp:2:3
/// ```
package struct TextRenderer: Sendable {
    package let useColor: Bool

    /// More levels than these say nothing new, as a rule: it is a recursion.
    private static let shownFrames = 8

    package init(useColor: Bool = false) { self.useColor = useColor }

    package func render(_ diagnostic: Diagnostic) -> String {
        var lines = [headline(diagnostic)]
        if let place = diagnostic.place { lines += excerpt(place) }
        for note in diagnostic.notes {
            lines.append("  note: \(Self.printable(note.message.text))")
            if let place = note.place, place != diagnostic.place { lines += excerpt(place) }
        }
        lines += diagnostic.callStack.prefix(Self.shownFrames).map { "  \(Self.printable($0.description))" }
        let more = diagnostic.callStack.count - Self.shownFrames
        if more > 0 { lines.append("  … and \(more) more") }
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
        var lines = ["  --> \(Self.printable(place.file.path)):\(position.line):\(position.column)"]
        guard let text = place.file.line(position.line), !text.isEmpty else { return lines }
        let end = place.file.position(at: place.range.upper)
        let endColumn = end.line == position.line ? end.column : text.unicodeScalars.count + 1
        let window = LineWindow(text, column: position.column, endColumn: endColumn)
        lines.append("   |  \(window.text)")
        lines.append("   |  \(window.marks)")
        return lines
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

/// The part of a source line that is shown, and the carets below it: so much of a long line as a person can read,
/// around what is marked.
struct LineWindow {
    let text: String
    let marks: String

    /// In characters.
    private static let longest = 120
    private static let contextBefore = 60

    /// The columns are 1-based, in characters, the end not included.
    init(_ line: String, column: Int, endColumn: Int) {
        let characters = Array(line.unicodeScalars)
        let mark = min(max(column - 1, 0), characters.count)
        let markEnd = min(max(endColumn - 1, mark), characters.count)
        let isLong = characters.count > Self.longest
        let start = isLong && mark > Self.longest - Self.contextBefore ? mark - Self.contextBefore : 0
        let end = isLong ? min(start + Self.longest, characters.count) : characters.count
        let before = start > 0 ? "…" : ""
        let shown = String(String.UnicodeScalarView(characters[start..<end]))
        text = before + TextRenderer.printable(shown) + (end < characters.count ? "…" : "")
        let margin = characters[start..<mark].map { scalar in
            scalar == "\t" ? "\t" : String(repeating: " ", count: scalar.terminalWidth)
        }
        let width = characters[mark..<max(mark, min(markEnd, end))].reduce(0) { $0 + $1.terminalWidth }
        marks =
            String(repeating: " ", count: before.count) + margin.joined() + String(repeating: "^", count: max(width, 1))
    }
}

extension Unicode.Scalar {
    /// The columns that a terminal gives the character: none for what combines with the one before, two for wide ones.
    fileprivate var terminalWidth: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch value {
        case 0x200B...0x200D, 0xFE00...0xFE0F, 0xFEFF: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

import Diagnostics
import PuppetTypes

/// The text of a template while it is being rendered.
final class TemplateOutput {
    private(set) var text = ""
    private(set) var isSecret = false
    private(set) var isSensitive = false
    /// The template's line of each of the text's lines, kept when the compile is traced.
    private(set) var lines: [Int]?

    /// Which parts of the text expressions gave, kept when the compile runs to be explained; in bytes.
    private(set) var pieces: [(range: Range<Int>, origin: ValueOrigin)] = []

    init(tracesLines: Bool) { lines = tracesLines ? [1] : nil }

    /// Notes what the text came from that was added last.
    func note(_ piece: String, _ origin: ValueOrigin) {
        let end = text.utf8.count
        pieces.append((end - piece.utf8.count..<end, origin))
    }

    /// Adds text of the template itself. `lastLine` is the template's line that it ends on.
    func append(literal piece: String, lastLine: @autoclosure () -> Int) {
        append(piece, line: { newlines in lastLine() - newlines }, step: 1)
    }

    /// Adds what an expression on a line of the template gave.
    func append(_ piece: String, line: @autoclosure () -> Int) {
        append(piece, line: { _ in line() }, step: 0)
    }

    private func append(_ piece: String, line: (_ newlines: Int) -> Int, step: Int) {
        guard lines != nil, !piece.isEmpty else {
            text += piece
            return
        }
        let isAtLineStart = text.isEmpty || text.utf8.last == UInt8(ascii: "\n")
        text += piece
        let newlines = piece.utf8.count { $0 == UInt8(ascii: "\n") }
        var current = line(newlines)
        // A line belongs to what stands first on it.
        if isAtLineStart, let last = lines?.indices.last { lines?[last] = current }
        for _ in 0..<newlines {
            current &+= step
            lines?.append(current)
        }
    }

    func markSecret() { isSecret = true }
    func markSensitive() { isSensitive = true }

    /// The whole text: `Sensitive` when a Sensitive went into it, secret when a secret did.
    var value: Value {
        if isSensitive { return .sensitive(.string(text)) }
        return isSecret ? .secret(text) : .string(text)
    }
}

import Diagnostics

/// Splits a manifest or template into tokens, once, over its bytes.
///
/// It follows Puppet's lexer in what it accepts. An error ends the tokens with `failure`, so that a syntax
/// error before it is still the one that is reported. The tokens of an interpolated string come in order:
/// `stringStart`, those of the expression, `stringMiddle`, …, `stringEnd`.
struct Lexer {
    /// What a template's lexer is in the middle of.
    enum TemplateMode { case none, text, code, expression }

    let bytes: [UInt8]
    var position = 0
    var tokens: [Token] = []
    /// The values of string, regular expression and template text tokens.
    var strings: [String] = []
    var warnings: [LexicalError] = []
    var failure: LexicalError?

    /// The last token, as far as it tells a regular expression from a division.
    var after: TokenKind?
    var braceCount = 0
    /// Where the line begins on which the scan is.
    var lineStart = 0
    /// Where the first thing on the line is that is not blank, once a parenthesis made this matter.
    var lineContentStart = -1
    /// Whether no slash after the scan ends a regular expression.
    var hasNoMoreRegularExpressions = false
    /// Where the next line continues, after the text of the heredocs of this line.
    var newlineJump: Int?
    var templateMode = TemplateMode.none
    var isTemplateTagOpen = false
    /// What was scanned last; Puppet quotes it in its message on an unclosed string.
    var lastMatched = 0..<0
    var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Lexes a whole manifest.
    mutating func lexManifest() {
        // Real manifests have a token for each 15 bytes.
        tokens.reserveCapacity(bytes.count / 12)
        run { lexer throws(LexicalError) in
            try lexer.checkStart()
            lexer.skipBlanks()
        }
        lexAll()
        finish()
    }

    /// Lexes until the end of input, or the first error.
    mutating func lexAll() {
        while position < bytes.count, failure == nil {
            let count = tokens.count
            do {
                try lexToken()
                if tokens.count > count { after = tokens[tokens.count - 1].kind }
            } catch {
                fail(error, takingBack: count)
            }
        }
    }

    /// Does one step; what it already emitted is taken back when it fails.
    mutating func run(_ step: (inout Lexer) throws(LexicalError) -> Void) {
        guard failure == nil else { return }
        let count = tokens.count
        do {
            try step(&self)
            if tokens.count > count { after = tokens[tokens.count - 1].kind }
        } catch {
            fail(error, takingBack: count)
        }
    }

    private mutating func fail(_ error: LexicalError, takingBack count: Int) {
        tokens.removeSubrange(count...)
        failure = error
    }

    mutating func finish() {
        let end = UInt32(truncatingIfNeeded: bytes.count)
        tokens.append(Token(kind: failure == nil ? .endOfInput : .failure, start: end, end: end, text: -1))
    }

    private func checkStart() throws(LexicalError) {
        guard bytes.count < Int(UInt32.max) else { throw error(.fileTooLarge, at: 0) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw error(.byteOrderMark("UTF-8", "EF BB BF"), at: 0) }
        if bytes.starts(with: [0xFE, 0xFF]) { throw error(.byteOrderMark("UTF-16", "FE FF"), at: 0) }
        if bytes.starts(with: [0xFF, 0xFE]) { throw error(.byteOrderMark("UTF-16", "FF FE"), at: 0) }
    }
}

extension Lexer {
    /// The byte at an offset from the position; 0 past the end.
    @inline(__always)
    func peek(_ distance: Int = 0) -> UInt8 { byte(at: position &+ distance) }

    /// The byte at an index; 0 outside.
    @inline(__always)
    func byte(at index: Int) -> UInt8 { index >= 0 && index < bytes.count ? bytes[index] : 0 }

    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
    }

    /// Emits a token of `length` bytes at the position and moves past it.
    mutating func emit(_ kind: TokenKind, _ length: Int) {
        emit(kind, position, position + length)
        position += length
    }

    mutating func emit(_ kind: TokenKind, _ start: Int, _ end: Int, text: Int32 = -1) {
        tokens.append(
            Token(
                kind: kind, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), text: text))
    }

    mutating func emit(_ kind: TokenKind, _ start: Int, _ end: Int, value: String) {
        strings.append(value)
        emit(kind, start, end, text: Int32(truncatingIfNeeded: strings.count - 1))
    }

    func error(_ problem: Problem, at offset: Int, length: Int = 1) -> LexicalError {
        LexicalError(
            id: problem.id, message: problem.message,
            range: SourceRange(min(offset, bytes.count), min(offset + length, bytes.count)))
    }

    /// The next five characters, as Puppet quotes them in messages.
    var following: String {
        guard position < bytes.count else { return "<eof>" }
        var end = position
        var count = 0
        while end < bytes.count {
            if bytes[end] & 0xC0 != 0x80 {
                if count == 5 { break }
                count += 1
            }
            end += 1
        }
        var result = ""
        for scalar in text(position..<end).unicodeScalars {
            switch scalar {
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "..."
    }
}

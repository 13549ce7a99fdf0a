extension Lexer {
    /// What ends a piece of string text.
    enum Terminator {
        /// The closing quote, or the end of a heredoc's text.
        case end
        /// `$`, before a variable's name or just a dollar.
        case dollar
        /// `${`.
        case dollarBrace
    }

    /// How string text is read: where it ends, and which escapes it knows.
    struct StringStyle {
        /// Whether a double quote ends it; else the end of input does.
        let isQuoted: Bool
        let interpolates: Bool
        let escapes: EscapeSet
    }

    /// `'text'`, in which only `\'` and `\\` are escapes.
    mutating func lexSingleQuoted() throws(LexicalError) {
        let start = position
        position += 1
        var index = position
        var hasEscape = false
        if peek() == UInt8(ascii: "'"), byte(at: skipBackslashPairs(at: index + 1)) == UInt8(ascii: "'") { index += 1 }
        while index < bytes.count, bytes[index] != UInt8(ascii: "'") {
            if bytes[index] == UInt8(ascii: "\\") {
                hasEscape = true
                index += 1
            }
            index += 1
        }
        guard index < bytes.count else {
            throw error(.unclosedQuote(after: "\"'\"", following: following), at: position)
        }
        let content = position..<index
        position = index + 1
        lastMatched = matchStart(of: index, from: start + 1)..<position
        emit(.string, start, position, value: hasEscape ? unescapeSingleQuoted(content) : text(content))
    }

    private func unescapeSingleQuoted(_ range: Range<Int>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let next = byte(at: index + 1)
            if bytes[index] == UInt8(ascii: "\\"), next == UInt8(ascii: "\\") || next == UInt8(ascii: "'") {
                index += 1
            }
            result.append(bytes[index])
            index += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `"text $variable ${expression}"`.
    mutating func lexDoubleQuoted() throws(LexicalError) {
        let start = position
        lastMatched = position..<(position + 1)
        position += 1
        try lexInterpolated(
            from: start, StringStyle(isQuoted: true, interpolates: true, escapes: .doubleQuoted))
    }

    /// Lexes string text with what is interpolated into it, from the position to its end.
    mutating func lexInterpolated(from start: Int, _ style: StringStyle) throws(LexicalError) {
        guard depth < Parser.maximumDepth else { throw error(.nestingTooDeep, at: start) }
        depth += 1
        defer { depth -= 1 }
        var start = start
        var value = ""
        var isFirst = true
        while true {
            let (text, terminator) = try scanStringText(style)
            value = value.isEmpty ? text : value + text
            switch terminator {
            case .end:
                return emit(isFirst ? .string : .stringEnd, start, position, value: value)
            case .dollar:
                let nameEnd = scanVariableName(at: position)
                guard nameEnd > position else {
                    value += "$"
                    lastMatched = position..<position
                    continue
                }
                emit(isFirst ? .stringStart : .stringMiddle, start, position - 1, value: value)
                emit(.variable, position - 1, nameEnd)
                lastMatched = position..<nameEnd
                position = nameEnd
            case .dollarBrace:
                emit(isFirst ? .stringStart : .stringMiddle, start, position, value: value)
                try lexInterpolation()
            }
            isFirst = false
            value = ""
            start = position
        }
    }

    /// Lexes the tokens of `${…}` after its opening, and the closing brace.
    ///
    /// A lone name, number or keyword stands for a variable, as does one before `.` or `[`. Without the
    /// closing brace the tokens go to the end of input, where the string turns out to be unclosed.
    private mutating func lexInterpolation() throws(LexicalError) {
        let outerBraces = braceCount
        braceCount += 1
        skipBlanks()
        let first = tokens.count
        while position < bytes.count {
            let count = tokens.count
            try lexToken()
            guard tokens.count > count else {
                skipBlanks()
                continue
            }
            guard tokens.count == count + 1 else { continue }
            after = tokens[count].kind
            if after == .rightBrace, braceCount == outerBraces {
                tokens.removeLast()
                makeVariable(at: first)
                return
            }
        }
        makeVariable(at: first)
    }

    private mutating func makeVariable(at index: Int) {
        guard index < tokens.count, tokens[index].kind.isVariableInInterpolation else { return }
        if index + 1 < tokens.count {
            let next = tokens[index + 1].kind
            guard next == .dot || next == .leftBracket else { return }
        }
        let token = tokens[index]
        tokens[index] = Token(kind: .variable, start: token.start, end: token.end, text: -1)
    }

    /// Reads text up to and with what ends it, and replaces its escapes.
    private mutating func scanStringText(_ style: StringStyle) throws(LexicalError) -> (String, Terminator) {
        let start = position
        var index = start
        var hasEscape = false
        var terminator = Terminator.end
        var length = 0
        if style.isQuoted, beginsWithQuotedTerminator { index += 1 }
        let escapesDollar = style.isQuoted || style.escapes.contains(UInt8(ascii: "$"))
        scan: while true {
            guard index < bytes.count else {
                guard !style.isQuoted else { throw unclosedQuote() }
                break
            }
            switch bytes[index] {
            case UInt8(ascii: "\\"):
                hasEscape = true
                if escapesDollar { index += 1 }
            case UInt8(ascii: "\"") where style.isQuoted:
                length = 1
                break scan
            case UInt8(ascii: "$") where style.interpolates:
                let isBrace = byte(at: index + 1) == UInt8(ascii: "{")
                terminator = isBrace ? .dollarBrace : .dollar
                length = isBrace ? 2 : 1
                break scan
            default: break
            }
            index += 1
        }
        index = min(index, bytes.count)
        position = index + length
        lastMatched = matchStart(of: index, from: start)..<position
        let value = hasEscape ? try unescape(start..<index, style) : text(start..<index)
        return (value, terminator)
    }

    /// Puppet takes a quote or dollar that is first in its text, and right before another, for text:
    /// `"""` is a string of one quote.
    private var beginsWithQuotedTerminator: Bool {
        func isTerminator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "$") }
        return isTerminator(peek()) && isTerminator(byte(at: skipBackslashPairs(at: position + 1)))
    }

    /// Where Puppet's match of a terminator begins: at the pairs of backslashes before it, and the character before
    /// them.
    private func matchStart(of terminator: Int, from start: Int) -> Int {
        var index = terminator
        while index - 2 >= start, bytes[index - 1] == UInt8(ascii: "\\"), bytes[index - 2] == UInt8(ascii: "\\") {
            index -= 2
        }
        guard index > start, bytes[index - 1] != UInt8(ascii: "\\") else { return index }
        repeat { index -= 1 } while index > start && bytes[index] & 0xC0 == 0x80
        return index
    }

    private func skipBackslashPairs(at start: Int) -> Int {
        var index = start
        while byte(at: index) == UInt8(ascii: "\\"), byte(at: index + 1) == UInt8(ascii: "\\") { index += 2 }
        return index
    }

    private func unclosedQuote() -> LexicalError {
        let last = text(lastMatched)
        let after = last == "'" ? "\"'\"" : "'\(last)'"
        return error(.unclosedQuote(after: after, following: following), at: position)
    }
}

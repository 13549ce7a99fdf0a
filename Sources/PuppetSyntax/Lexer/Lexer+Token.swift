extension Lexer {
    /// Lexes one token, or all those of a string or heredoc; or skips blanks or a comment and emits none.
    mutating func lexToken() throws(LexicalError) {
        switch peek() {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): skipBlanks()
        case UInt8(ascii: "\n"): lexNewline()
        case UInt8(ascii: "#"): skipLineComment()
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): lexName()
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): try lexClassReference()
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try lexNumber()
        case UInt8(ascii: "$"): lexVariable()
        case UInt8(ascii: "'"): try lexSingleQuoted()
        case UInt8(ascii: "\""): try lexDoubleQuoted()
        case UInt8(ascii: "/"): try lexSlash()
        case UInt8(ascii: "@"): try lexAt()
        case UInt8(ascii: ":"): try lexColon()
        case UInt8(ascii: "%"): try lexPercent()
        case UInt8(ascii: "-"): try lexMinus()
        case 0x80...:
            if blankLength(at: position) > 0 { skipBlanks() } else { emit(.other, 1) }
        default: lexPunctuation()
        }
    }

    /// Brackets and operators, the longest first.
    private mutating func lexPunctuation() {
        let next = peek(1)
        switch peek() {
        case UInt8(ascii: "."): emit(.dot, 1)
        case UInt8(ascii: ","): emit(.comma, 1)
        case UInt8(ascii: "["): lexLeftBracket()
        case UInt8(ascii: "]"): emit(.rightBracket, 1)
        case UInt8(ascii: "("): lexLeftParenthesis()
        case UInt8(ascii: ")"): emit(.rightParenthesis, 1)
        case UInt8(ascii: ";"): emit(.semicolon, 1)
        case UInt8(ascii: "?"): emit(.questionMark, 1)
        case UInt8(ascii: "*"): emit(.times, 1)
        case UInt8(ascii: "{"):
            braceCount += 1
            emit(after == .questionMark ? .selectorBrace : .leftBrace, 1)
        case UInt8(ascii: "}"):
            braceCount -= 1
            emit(.rightBrace, 1)
        case UInt8(ascii: "|"):
            guard next == UInt8(ascii: ">") else { return emit(.pipe, 1) }
            if peek(2) == UInt8(ascii: ">") { emit(.exportedCollectEnd, 3) } else { emit(.virtualCollectEnd, 2) }
        case UInt8(ascii: "="):
            switch next {
            case UInt8(ascii: "="): emit(.isEqual, 2)
            case UInt8(ascii: ">"): emit(.fatArrow, 2)
            case UInt8(ascii: "~"): emit(.match, 2)
            default: emit(.equals, 1)
            }
        case UInt8(ascii: "+"):
            switch next {
            case UInt8(ascii: "="): emit(.appends, 2)
            case UInt8(ascii: ">"): emit(.plusArrow, 2)
            default: emit(.plus, 1)
            }
        case UInt8(ascii: "!"):
            switch next {
            case UInt8(ascii: "="): emit(.notEqual, 2)
            case UInt8(ascii: "~"): emit(.noMatch, 2)
            default: emit(.not, 1)
            }
        case UInt8(ascii: "~"): if next == UInt8(ascii: ">") { emit(.inEdgeSub, 2) } else { emit(.tilde, 1) }
        case UInt8(ascii: "<"): lexLess()
        case UInt8(ascii: ">"):
            switch next {
            case UInt8(ascii: ">"): emit(.rightShift, 2)
            case UInt8(ascii: "="): emit(.greaterEqual, 2)
            default: emit(.greaterThan, 1)
            }
        default: emit(.other, 1)
        }
    }

    private mutating func lexLess() {
        switch peek(1) {
        case UInt8(ascii: "<"):
            if peek(2) == UInt8(ascii: "|") { emit(.exportedCollect, 3) } else { emit(.leftShift, 2) }
        case UInt8(ascii: "="): emit(.lessEqual, 2)
        case UInt8(ascii: "|"): emit(.virtualCollect, 2)
        case UInt8(ascii: "-"): emit(.outEdge, 2)
        case UInt8(ascii: "~"): emit(.outEdgeSub, 2)
        default: emit(.lessThan, 1)
        }
    }

    /// A bracket after a blank begins a list; one that touches what is before it is an access.
    private mutating func lexLeftBracket() {
        emit(position == 0 || isBlankOrLineEnd(before: position) ? .listStart : .leftBracket, 1)
    }

    /// A parenthesis that is first on its line begins an expression and is no call.
    private mutating func lexLeftParenthesis() {
        if lineContentStart < lineStart {
            var index = lineStart
            while index < position {
                let length = blankLength(at: index)
                guard length > 0 else { break }
                index += length
            }
            lineContentStart = index
        }
        emit(lineContentStart == position ? .lineStartParenthesis : .leftParenthesis, 1)
    }

    private mutating func lexNewline() {
        position = newlineJump ?? (position + 1)
        newlineJump = nil
        lineStart = position
    }

    private mutating func skipLineComment() {
        var index = position
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
        position = index
    }

    /// `@`, `@@` or a heredoc.
    private mutating func lexAt() throws(LexicalError) {
        switch peek(1) {
        case UInt8(ascii: "@"): emit(.doubleAt, 2)
        case UInt8(ascii: "("): try lexHeredoc()
        default: emit(.at, 1)
        }
    }

    /// `%`, or the end of a template's tag.
    private mutating func lexPercent() throws(LexicalError) {
        guard templateMode != .none, peek(1) == UInt8(ascii: ">") else { return emit(.modulo, 1) }
        if templateMode == .expression { emit(.eppEnd, position, position + 2) }
        position += 2
        templateMode = .text
        try lexTemplateText(skippingLine: false)
    }

    /// `-`, `->`, `-=`, or the trimming end of a template's tag.
    private mutating func lexMinus() throws(LexicalError) {
        if templateMode != .none, peek(1) == UInt8(ascii: "%"), peek(2) == UInt8(ascii: ">") {
            if templateMode == .expression { emit(.eppEndTrim, position, position + 3) }
            position += 3
            try lexTemplateText(skippingLine: true)
            return
        }
        switch peek(1) {
        case UInt8(ascii: ">"): emit(.inEdge, 2)
        case UInt8(ascii: "="): emit(.deletes, 2)
        default: emit(.minus, 1)
        }
    }

    mutating func skipBlanks() {
        let start = position
        var index = start
        while true {
            while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
            let length = blankLength(at: index)
            guard length > 0 else { break }
            index += length
        }
        position = index
        lastMatched = start..<index
    }

    /// The length of the blank at an index: space, tab, carriage return, or a Unicode space; 0 for none.
    func blankLength(at index: Int) -> Int {
        switch byte(at: index) {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): return 1
        case 0xC2: return byte(at: index + 1) == 0xA0 ? 2 : 0
        case 0xE1: return byte(at: index + 1) == 0x9A && byte(at: index + 2) == 0x80 ? 3 : 0
        case 0xE2:
            switch (byte(at: index + 1), byte(at: index + 2)) {
            case (0x80, 0x80...0x8A), (0x80, 0xAF), (0x81, 0x9F): return 3
            default: return 0
            }
        case 0xE3: return byte(at: index + 1) == 0x80 && byte(at: index + 2) == 0x80 ? 3 : 0
        default: return 0
        }
    }

    private func isBlankOrLineEnd(before index: Int) -> Bool {
        let last = byte(at: index - 1)
        if last == UInt8(ascii: "\n") { return true }
        if last < 0x80 { return blankLength(at: index - 1) == 1 }
        return blankLength(at: index - 2) == 2 || blankLength(at: index - 3) == 3
    }
}

extension Lexer {
    /// What follows a piece of a template's text.
    private enum TemplateText {
        case code, expression
        /// Text up to the end of input.
        case end
        /// The end of input, right after a comment or `<%%`.
        case nothing
    }

    /// Lexes a whole EPP template.
    mutating func lexTemplate() {
        run { lexer throws(LexicalError) in
            lexer.templateMode = .text
            lexer.emit(.eppStart, 0, 0)
            try lexer.lexTemplateText(skippingLine: false)
        }
        lexAll()
        if isTemplateTagOpen {
            run { lexer throws(LexicalError) in throw lexer.error(.eppUnbalancedTag, at: lexer.position) }
        }
        finish()
    }

    /// Lexes text up to the next tag with code, or to the end.
    ///
    /// - `<%`, `<%-` and `<%=` begin code; `<%-` also removes the blanks before it on its line.
    /// - `<%#` to `%>` is a comment. `<%%` and `%%>` are `<%` and `%>` themselves.
    /// - After `-%>` the rest of the line is removed when it is blank.
    mutating func lexTemplateText(skippingLine: Bool) throws(LexicalError) {
        let start = position
        guard position < bytes.count else {
            isTemplateTagOpen = false
            return
        }
        var text: [UInt8] = []
        let next = try scanTemplateText(skippingLine: skippingLine, into: &text)
        // The end of the text is rendered also when trimming left nothing of it.
        if !text.isEmpty || next == .end {
            emit(.renderString, start, position, value: String(decoding: text, as: UTF8.self))
        }
        switch next {
        case .end, .nothing:
            isTemplateTagOpen = false
        case .code:
            templateMode = .code
            isTemplateTagOpen = true
        case .expression:
            emit(.renderExpression, start, start)
            templateMode = .expression
            isTemplateTagOpen = true
        }
    }

    private mutating func scanTemplateText(
        skippingLine: Bool, into text: inout [UInt8]
    ) throws(LexicalError) -> TemplateText {
        var skippingLine = skippingLine
        while position < bytes.count {
            if skippingLine { skipBlankRestOfLine() }
            skippingLine = false
            guard appendText(into: &text) else { return .end }
            switch peek() {
            case _ where position >= bytes.count:
                throw error(.eppUnbalancedExpression, at: position)
            case UInt8(ascii: "-"):
                position += 1
                Self.removeTrailingBlanks(&text)
                return .code
            case UInt8(ascii: "%"):
                position += 1
                text.append(contentsOf: "<%".utf8)
            case UInt8(ascii: "="):
                position += 1
                return .expression
            case UInt8(ascii: "#"):
                let comment = try scanTemplateComment()
                if byte(at: comment.lowerBound + 1) == UInt8(ascii: "-") { Self.removeTrailingBlanks(&text) }
                skippingLine = byte(at: comment.upperBound - 3) == UInt8(ascii: "-")
            default:
                return .code
            }
        }
        return .nothing
    }

    /// Appends the text before the next `<%` and moves past that; false when there is none.
    private mutating func appendText(into text: inout [UInt8]) -> Bool {
        var start = position
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "<") where byte(at: index + 1) == UInt8(ascii: "%"):
                text.append(contentsOf: bytes[start..<index])
                position = index + 2
                return true
            case UInt8(ascii: "%")
            where byte(at: index + 1) == UInt8(ascii: "%") && byte(at: index + 2) == UInt8(ascii: ">"):
                // `%%>` is `%>`.
                text.append(contentsOf: bytes[start..<index])
                start = index + 1
                index += 3
            default: index += 1
            }
        }
        text.append(contentsOf: bytes[start...])
        position = index
        return false
    }

    /// Moves past a comment, from its `#`, and gives its range.
    private mutating func scanTemplateComment() throws(LexicalError) -> Range<Int> {
        let start = position
        var index = position + 1
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), bytes[index + 1] == UInt8(ascii: ">"),
                bytes[index - 1] != UInt8(ascii: "%")
            {
                position = index + 2
                return start..<position
            }
            index += 1
        }
        throw error(.eppUnbalancedComment, at: position)
    }

    private mutating func skipBlankRestOfLine() {
        while peek() == UInt8(ascii: " ") || peek() == UInt8(ascii: "\t") { position += 1 }
        if peek() == UInt8(ascii: "\r") { position += 1 }
        if peek() == UInt8(ascii: "\n") { position += 1 }
    }

    private static func removeTrailingBlanks(_ text: inout [UInt8]) {
        while text.last == UInt8(ascii: " ") || text.last == UInt8(ascii: "\t") { text.removeLast() }
    }
}

import Diagnostics

extension Parser {
    /// primary_expression: a literal, a variable, a parenthesis, a statement with a keyword, a definition
    func primary() throws(Stop) -> Expression {
        switch kind {
        case .name, .number, .variable, .string, .word, .boolean, .undef, .default, .classReference,
            .regularExpression, .attr, .private, .renderString:
            simple(advance())
        case .stringStart: try concatenatedString()
        case .heredoc: try heredoc()
        case .leftParenthesis, .lineStartParenthesis: try parenthesized()
        case .leftBracket, .listStart: try list()
        case .leftBrace: try hash()
        case .if: .if(try ifExpression())
        case .unless: try unless()
        case .case: try caseExpression()
        case .class: try hostClass()
        case .define: try resourceType()
        case .node: try node()
        case .function: try function()
        case .type: try typeKeyword()
        case .renderExpression: try render()
        default: throw unexpected()
        }
    }

    /// A primary of one token.
    private func simple(_ token: Token) -> Expression {
        let range = token.range
        switch token.kind {
        case .name: return .qualifiedName(QualifiedName(value: text(token), range: range))
        case .number: return number(token)
        case .variable: return .variable(VariableExpression(name: text(token), range: range))
        case .string: return .literalString(LiteralString(value: value(token), range: range))
        case .word: return .literalString(LiteralString(value: text(token), range: range))
        case .boolean:
            return .literalBoolean(LiteralBoolean(value: bytes[Int(token.start)] == UInt8(ascii: "t"), range: range))
        case .undef: return .literalUndef(LiteralUndef(range: range))
        case .default: return .literalDefault(LiteralDefault(range: range))
        case .classReference:
            return .qualifiedReference(QualifiedReference(casedValue: text(token), range: range))
        case .regularExpression: return regularExpression(token)
        case .renderString: return .renderString(RenderStringExpression(value: value(token), range: range))
        default: return .reservedWord(ReservedWord(word: text(token), range: range))
        }
    }

    func regularExpression(_ token: Token) -> Expression {
        .literalRegularExpression(LiteralRegularExpression(pattern: value(token), range: token.range))
    }

    /// '(' assignment ')'
    private func parenthesized() throws(Stop) -> Expression {
        let open = advance()
        let expression = try assignment()
        let close = try expect(.rightParenthesis)
        return .parenthesized(ParenthesizedExpression(expr: expression, range: open.range.through(close)))
    }

    /// '[' (collection_entry (',' collection_entry)* ','?)? ']'
    func list() throws(Stop) -> Expression {
        let open = advance()
        var elements = ArgumentList()
        while kind != .rightBracket {
            try argument(into: &elements, allowsKeyword: true)
            guard accept(.comma) else { break }
        }
        let close = try expect(.rightBracket)
        return .literalList(LiteralList(values: elements.expressions, range: open.range.through(close)))
    }

    /// '{' (hashpair (',' hashpair)* ','?)? '}'
    func hash() throws(Stop) -> Expression {
        let open = try expect(.leftBrace)
        return try hash(open, firstKey: nil)
    }

    /// A hash after its brace, and after its first key when that is parsed already.
    func hash(_ open: Token, firstKey: Expression?) throws(Stop) -> Expression {
        var entries: [KeyedEntry] = []
        if kind != .rightBrace { entries.reserveCapacity(Self.usualCount) }
        var key = firstKey
        while key != nil || kind != .rightBrace {
            let entryKey = if let key { key } else { try hashEntry() }
            key = nil
            entries.append(try entry(entryKey))
            guard accept(.comma) else { break }
        }
        let close = try expect(.rightBrace)
        return .literalHash(LiteralHash(entries: entries, range: open.range.through(close)))
    }

    /// STRING | DQPRE assignment (DQMID assignment)* DQPOST
    private func concatenatedString() throws(Stop) -> Expression {
        let start = advance()
        var segments: [Expression] = []
        func literal(_ token: Token, _ parser: Parser) -> Expression? {
            let value = parser.value(token)
            return value.isEmpty ? nil : .literalString(LiteralString(value: value, range: token.range))
        }
        if let segment = literal(start, self) { segments.append(segment) }
        while true {
            let expression = try assignment()
            segments.append(.text(TextExpression(expr: expression, range: expression.range)))
            guard kind == .stringMiddle || kind == .stringEnd else { throw unexpected() }
            let piece = advance()
            if let segment = literal(piece, self) { segments.append(segment) }
            guard piece.kind == .stringMiddle else {
                return .concatenatedString(
                    ConcatenatedString(segments: segments, range: start.range.through(piece)))
            }
        }
    }

    /// HEREDOC and the string of its text
    private func heredoc() throws(Stop) -> Expression {
        let tag = advance()
        let syntax = value(tag)
        let text: Expression
        switch kind {
        case .string: text = simple(advance())
        case .stringStart: text = try concatenatedString()
        default: throw unexpected()
        }
        return .heredoc(
            HeredocExpression(syntax: syntax.isEmpty ? nil : syntax, textExpr: text, range: tag.range))
    }

    /// string: STRING | WORD; dq_string; heredoc
    func quotedText() throws(Stop) -> Expression {
        switch kind {
        case .string, .word: simple(advance())
        case .stringStart: try concatenatedString()
        case .heredoc: try heredoc()
        default: throw unexpected()
        }
    }
}

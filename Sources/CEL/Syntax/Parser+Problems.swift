/// What the parser expects, and what it says where something else is there: the words of Kubernetes' parser.
extension Parser {
    mutating func expect(_ symbol: Token.Symbol) throws(CELError) {
        guard !skip(symbol) else { return }
        let next = index + 1 < tokens.count ? tokens[index + 1] : current
        // What is meant is guessed as the parser of Kubernetes does: a word too many, or one left out.
        let message =
            if next.kind == .symbol(symbol) {
                "extraneous input '\(current.text)' expecting '\(symbol.rawValue)'"
            } else if mayFollowClosing {
                "missing '\(symbol.rawValue)' at '\(current.text)'"
            } else {
                "mismatched input '\(current.text)' expecting '\(symbol.rawValue)'"
            }
        throw CELError(.syntax, "Syntax error: \(message)", at: current.offset)
    }

    func mismatched(_ expected: String) -> CELError {
        CELError(
            .syntax, "Syntax error: mismatched input '\(current.text)' expecting \(expected)", at: current.offset)
    }

    /// The end of a list or map, where a comma could be too.
    mutating func expectEnd(_ symbol: Token.Symbol) throws(CELError) {
        guard !skip(symbol) else { return }
        let next = index + 1 < tokens.count ? tokens[index + 1] : current
        let words = next.kind == .symbol(symbol) ? "extraneous" : "mismatched"
        throw CELError(
            .syntax, "Syntax error: \(words) input '\(current.text)' expecting {'\(symbol.rawValue)', ','}",
            at: current.offset)
    }

    private var mayFollowClosing: Bool {
        switch current.kind {
        case .end: true
        case .symbol(let symbol): ![.leftParenthesis, .leftBrace, .not, .true, .false, .null].contains(symbol)
        case .identifier, .quotedIdentifier, .integer, .unsigned, .double, .string, .bytes: false
        }
    }

    func unexpected() -> CELError {
        let isFirstArgument = index > 0 && tokens[index - 1].kind == .symbol(.leftParenthesis) && isInCall
        let start = "'[', '{', '(', \(isFirstArgument ? "')', " : "")'.', '-', '!', 'true', 'false', 'null'"
        let words = "NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER"
        return CELError(
            .syntax, "Syntax error: mismatched input '\(current.text)' expecting {\(start), \(words)}",
            at: current.offset)
    }

    func unexpectedAfterEnd() -> CELError {
        let isLast = index + 1 < tokens.count && tokens[index + 1].kind == .end
        let words = isLast ? "extraneous input" : "mismatched input"
        return CELError(.syntax, "Syntax error: \(words) '\(current.text)' expecting <EOF>", at: current.offset)
    }
}

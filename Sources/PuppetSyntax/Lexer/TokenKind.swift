/// The terminals of the grammar, named as in Puppet's.
enum TokenKind: UInt8, Sendable {
    case leftBracket, listStart, rightBracket, leftBrace, selectorBrace, rightBrace
    case leftParenthesis, lineStartParenthesis, rightParenthesis
    case equals, appends, deletes, isEqual, notEqual, match, noMatch
    case greaterEqual, greaterThan, lessEqual, lessThan
    case fatArrow, plusArrow, leftShift, rightShift
    case exportedCollect, virtualCollect, exportedCollectEnd, virtualCollectEnd
    case plus, minus, divide, times, modulo, not, dot, pipe, at, doubleAt, colon, comma, semicolon, questionMark, tilde
    case inEdge, inEdgeSub, outEdge, outEdgeSub
    case string, word, stringStart, stringMiddle, stringEnd, number, variable, heredoc, regularExpression
    case name, classReference
    case eppStart, eppEnd, eppEndTrim, renderString, renderExpression
    case `case`, `class`, `default`, define, `if`, elsif, `else`, inherits, node, and, or, undef, boolean
    case `in`, unless, function, type, attr, `private`
    /// A byte that begins no token.
    case other
    /// The lexer stopped here; `Lexer.failure` says why.
    case failure
    case endOfInput
}

extension TokenKind {
    /// Words that are attribute names, and variables inside `${}`, in spite of being keywords.
    var isKeyword: Bool {
        switch self {
        case .case, .class, .default, .define, .if, .elsif, .else, .inherits, .node, .and, .or, .undef, .in, .unless,
            .function, .type, .attr, .private:
            true
        default: false
        }
    }

    /// Whether the first token of `${…}` stands for a variable.
    var isVariableInInterpolation: Bool {
        isKeyword || self == .boolean || self == .number || self == .name || self == .word
    }

    /// Whether an expression may begin with it, and so a statement.
    var beginsExpression: Bool {
        switch self {
        case .name, .number, .variable, .string, .word, .boolean, .undef, .default, .classReference,
            .regularExpression, .attr, .private, .renderString, .stringStart, .heredoc, .leftParenthesis,
            .lineStartParenthesis, .leftBracket, .listStart, .leftBrace, .if, .unless, .case, .class, .define, .node,
            .function, .type, .renderExpression, .not, .minus, .times, .at, .doubleAt:
            true
        default: false
        }
    }

    /// Whether a slash after this token begins a regular expression and not a division.
    var mayPrecedeRegularExpression: Bool {
        switch self {
        case .rightParenthesis, .rightBracket, .exportedCollectEnd, .virtualCollectEnd, .name, .classReference, .number,
            .string, .boolean, .stringStart, .stringMiddle, .stringEnd, .heredoc, .regularExpression, .variable, .word:
            false
        default: true
        }
    }
}

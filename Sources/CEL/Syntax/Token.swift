/// A word of an expression.
struct Token {
    enum Kind: Equatable {
        case identifier(String)
        /// `` `a.b` ``, a name that needs quotes.
        case quotedIdentifier(String)
        case integer(String)
        case unsigned(String)
        case double(String)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
        case end
    }

    enum Symbol: String, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case lessOrEqual = "<="
        case greaterOrEqual = ">="
        case and = "&&"
        case or = "||"
        case less = "<"
        case greater = ">"
        case leftBracket = "["
        case rightBracket = "]"
        case leftBrace = "{"
        case rightBrace = "}"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case dot = "."
        case comma = ","
        case minus = "-"
        case not = "!"
        case question = "?"
        case colon = ":"
        case plus = "+"
        case star = "*"
        case slash = "/"
        case percent = "%"
        case `in`
        case `true`
        case `false`
        case null
    }

    let kind: Kind
    /// In characters from the start of the expression.
    let offset: Int
    /// As it was written.
    let text: String
}

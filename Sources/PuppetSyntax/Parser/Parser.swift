import Diagnostics

/// A recursive descent parser over the tokens of one file, with precedence climbing for expressions.
///
/// Methods quote the production of Puppet's grammar that they parse. The first error ends the parse of what it is in.
/// A class, because frames that hold no copy of it leave more of the stack to deep input.
final class Parser {
    /// The parse cannot go on; `problem` says why. Small, since every frame of a deep parse has room for it.
    struct Stop: Error {}

    /// How deep expressions may be inside each other. Safe on a thread with 512 KiB of stack.
    static let maximumDepth = 100
    /// How many levels a tree may have, with those of long chains, `1 + 1 + …`. It bounds the stack of whoever
    /// walks the tree.
    static let maximumHeight = 250

    /// For how many elements a list of statements, attributes, parameters or entries has room from the start:
    /// most have no more.
    static let usualCount = 4

    let file: SourceFile
    let bytes: [UInt8]
    let tokens: [Token]
    let strings: [String]
    let failure: LexicalError?
    /// Why the parse stopped.
    private(set) var problem: Diagnostic?
    private var index = 0
    /// What the token is.
    private(set) var kind: TokenKind
    /// How many expressions the parse is inside.
    var depth = 0
    /// How many levels the expression that is being parsed has so far.
    var height = 0
    /// The names of the classes that the parse is inside.
    var namespaces: [String] = []
    var definitions: [Expression] = []
    /// Whether the last assignment was a mere expression: no resource, relationship or assignment.
    var isPlainExpression = true
    /// Literals that are too large; found here, since the tree cannot hold them, and reported by the validator.
    var overflows: [Diagnostic] = []

    init(file: SourceFile, lexer: Lexer) {
        self.file = file
        bytes = file.bytes
        tokens = lexer.tokens
        kind = lexer.tokens.first?.kind ?? .endOfInput
        strings = lexer.strings
        failure = lexer.failure
    }

    /// program: statements | epp_expression | nothing
    func program() throws(Stop) -> Expression {
        switch kind {
        case .endOfInput: return .nop(Nop(range: token.range))
        case .eppStart: return try template()
        default: break
        }
        let statements = try statements()
        guard kind == .endOfInput else { throw unexpected() }
        return Self.blockOrExpression(statements, range: nil)
    }

    /// A block of more than one statement; one statement stands for itself.
    static func blockOrExpression(_ statements: [Expression], range: SourceRange?) -> Expression {
        guard let first = statements.first, let last = statements.last else { return .nop(Nop(range: range ?? .zero)) }
        guard statements.count > 1 else { return first }
        return .block(BlockExpression(statements: statements, range: range ?? first.range.through(last.range)))
    }
}

extension Parser {
    var token: Token { tokens[index] }
    var nextKind: TokenKind { index + 1 < tokens.count ? tokens[index + 1].kind : .endOfInput }

    /// Moves past the token; the last one, end of input or failure, stays.
    @discardableResult
    func advance() -> Token {
        let token = tokens[index]
        if index + 1 < tokens.count {
            index += 1
            kind = tokens[index].kind
        }
        return token
    }

    @discardableResult
    func accept(_ expected: TokenKind) -> Bool {
        guard kind == expected else { return false }
        advance()
        return true
    }

    @discardableResult
    func expect(_ expected: TokenKind) throws(Stop) -> Token {
        guard kind == expected else { throw unexpected() }
        return advance()
    }

    /// The text of a name, number or keyword; of a variable without its dollar.
    func text(_ token: Token) -> String {
        var start = Int(token.start)
        let end = min(Int(token.end), bytes.count)
        guard start < end else { return "" }
        if token.kind == .variable, bytes[start] == UInt8(ascii: "$") { start += 1 }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[start..<end]), as: UTF8.self)
        }
    }

    /// The value of a string, regular expression or template text token.
    func value(_ token: Token) -> String {
        let index = Int(token.text)
        return strings.indices.contains(index) ? strings[index] : ""
    }
}

extension Parser {
    func error(_ id: String, _ message: Diagnostic.Message, at range: SourceRange) -> Diagnostic {
        Diagnostic(id: id, message, at: SourcePlace(file: file, range: range))
    }

    /// Notes why the parse stops.
    func stop(_ id: String, _ message: Diagnostic.Message, at range: SourceRange) -> Stop {
        problem = error(id, message, at: range)
        return Stop()
    }

    /// Stops at a token that cannot stand where it does.
    func unexpected() -> Stop {
        switch kind {
        case .failure:
            guard let failure else { return stop("syntax_error", .syntaxErrorAtEnd, at: token.range) }
            return stop(failure.id, failure.message, at: failure.range)
        case .endOfInput:
            // Past the end: Puppet names no line either.
            return stop("syntax_error", .syntaxErrorAtEnd, at: SourceRange(bytes.count + 1, bytes.count + 1))
        default:
            return stop("syntax_error", .syntaxError(at: shownText(token)), at: token.range)
        }
    }

    private func shownText(_ token: Token) -> String {
        switch token.kind {
        case .string, .word, .stringStart, .stringMiddle, .stringEnd, .renderString, .heredoc:
            token.text >= 0 ? value(token) : text(token)
        case .regularExpression: LiteralRegularExpression.shown(value(token))
        case .other, .eppStart, .renderExpression: ""
        default: text(token)
        }
    }

    /// Notes that the parse goes into an expression, and gives what `leave` must be given.
    func enter() throws(Stop) -> Int {
        guard depth < Self.maximumDepth else { throw stop("nesting_too_deep", .nestingTooDeep, at: token.range) }
        depth += 1
        defer { height = 0 }
        return height
    }

    func leave(_ outerHeight: Int) {
        depth -= 1
        height = max(outerHeight, height + 1)
    }

    /// Notes that the expression so far becomes the operand of another.
    func grow() throws(Stop) {
        height += 1
        guard depth + height <= Self.maximumHeight else {
            throw stop("nesting_too_deep", .nestingTooDeep, at: token.range)
        }
    }
}

extension SourceRange {
    /// From the beginning of this range to the end of another; this one when the other ends before.
    func through(_ other: SourceRange) -> SourceRange { SourceRange(lower, max(upper, other.upper)) }
    func through(_ token: Token) -> SourceRange { through(token.range) }
}

extension Diagnostic.Message {
    fileprivate static let syntaxErrorAtEnd: Self = "Syntax error at end of input"
    fileprivate static func syntaxError(at text: String) -> Self { "Syntax error at '\(text)'" }
}

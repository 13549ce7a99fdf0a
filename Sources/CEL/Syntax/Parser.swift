/// Parses an expression; the grammar is that of the language definition, by precedence.
struct Parser {
    let tokens: [Token]
    /// Whether what Kubernetes 1.36 does not have is refused.
    let isStrict: Bool
    private(set) var index = 0
    /// Whether what is parsed next may be an argument of a call.
    private(set) var isInCall = false
    /// How deep what is parsed now is nested.
    private var depth = 0
    /// How deep the expression is that was parsed last.
    private var height = 0

    /// That of cel-go.
    static let depthLimit = 250
    private static let sizeLimit = 100_000

    /// - Parameter isStrict: Whether what Kubernetes 1.36 does not have is refused, such as `` a.`b-c` ``.
    static func parse(_ source: String, isStrict: Bool = false) throws(CELError) -> Expression {
        let size = source.unicodeScalars.count
        guard size <= sizeLimit else {
            throw CELError(
                .syntax, "expression code point size exceeds limit: size: \(size), limit \(sizeLimit)", at: 0)
        }
        var lexer = Lexer(source)
        var parser = Parser(tokens: lexer.tokens(), isStrict: isStrict)
        var errors = lexer.errors
        do throws(CELError) {
            let expression = try parser.expression()
            guard parser.current.kind == .end else { throw parser.unexpectedAfterEnd() }
            if errors.isEmpty { return expression }
        } catch {
            errors.append(error)
        }
        throw CELError.joined(Array(errors.prefix(100)), in: source) ?? CELError(.syntax, "Syntax error", at: 0)
    }

    private init(tokens: [Token], isStrict: Bool) {
        self.tokens = tokens
        self.isStrict = isStrict
    }

    // MARK: - Words

    var current: Token { tokens[min(index, tokens.count - 1)] }

    mutating func take() -> Token {
        let token = current
        index += 1
        return token
    }

    func isAt(_ symbol: Token.Symbol) -> Bool { current.kind == .symbol(symbol) }

    mutating func skip(_ symbol: Token.Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        index += 1
        return true
    }

    /// An expression begins that has one as deep as `inner` in it.
    private mutating func grow(over inner: Int) throws(CELError) {
        height = inner + 1
        guard max(height, depth) <= Self.depthLimit else {
            throw CELError(.syntax, "expression recursion limit exceeded: \(Self.depthLimit)", at: current.offset)
        }
    }

    // MARK: - Operators

    /// `a ? b : c`
    mutating func expression() throws(CELError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        try grow(over: 0)
        let condition = try binary(level: 0)
        let offset = current.offset
        guard skip(.question) else { return condition }
        var inner = height
        let first = try binary(level: 0)
        inner = max(inner, height)
        guard skip(.colon) else { throw mismatched("':'") }
        let second = try expression()
        try grow(over: max(inner, height))
        return .call("_?_:_", [condition, first, second], at: offset)
    }

    private static let levels: [[Token.Symbol]] = [
        [.or], [.and], [.less, .lessOrEqual, .greaterOrEqual, .greater, .equal, .notEqual, .in], [.plus, .minus],
        [.star, .slash, .percent],
    ]

    private func operatorLevel() -> (level: Int, symbol: Token.Symbol)? {
        guard case .symbol(let symbol) = current.kind,
            let level = Self.levels.firstIndex(where: { $0.contains(symbol) })
        else { return nil }
        return (level, symbol)
    }

    private mutating func binary(level: Int) throws(CELError) -> Expression {
        var left = try unary()
        while let (found, symbol) = operatorLevel(), found >= level {
            if found < 2 {
                left = try logical(left, found, symbol)
                continue
            }
            let offset = take().offset
            let inner = height
            let right = try binary(level: found + 1)
            try grow(over: max(inner, height))
            left = .call(symbol == .in ? "@in" : "_\(symbol.rawValue)_", [left, right], at: offset)
        }
        return left
    }

    /// A chain of `&&` or `||`, as a balanced tree: it may be long.
    private mutating func logical(
        _ first: Expression, _ level: Int, _ symbol: Token.Symbol
    ) throws(CELError) -> Expression {
        var terms = [first]
        var offsets: [Int] = []
        var inner = height
        while isAt(symbol) {
            offsets.append(take().offset)
            terms.append(try binary(level: level + 1))
            inner = max(inner, height)
        }
        try grow(over: inner + terms.count.bitWidth - terms.count.leadingZeroBitCount)
        return balanced(terms, offsets, "_\(symbol.rawValue)_")
    }

    private func balanced(_ terms: [Expression], _ offsets: [Int], _ name: String) -> Expression {
        guard terms.count > 1 else { return terms[0] }
        let middle = (terms.count - 1) / 2
        let left = balanced(Array(terms[...middle]), Array(offsets[..<middle]), name)
        let right = balanced(Array(terms[(middle + 1)...]), Array(offsets[(middle + 1)...]), name)
        return .call(name, [left, right], at: offsets[middle])
    }

    /// `!a`, `--a`
    private mutating func unary() throws(CELError) -> Expression {
        for (symbol, name) in [(Token.Symbol.not, "!_"), (.minus, "-_")] where isAt(symbol) {
            if symbol == .minus, let literal = try negativeLiteral() { return try member(of: literal) }
            let offset = current.offset
            var count = 0
            while skip(symbol) { count += 1 }
            let operand = try member(of: try primary())
            try grow(over: height)
            return count.isMultiple(of: 2) ? operand : .call(name, [operand], at: offset)
        }
        return try member(of: try primary())
    }

    /// A number with its sign: the least integer has no positive twin.
    private mutating func negativeLiteral() throws(CELError) -> Expression? {
        guard index + 1 < tokens.count else { return nil }
        let number = tokens[index + 1]
        switch number.kind {
        case .integer(let digits):
            let offset = take().offset
            index += 1
            return .literal(try integer("-" + digits, at: offset), at: offset)
        case .double(let digits):
            let offset = take().offset
            index += 1
            return .literal(try double("-" + digits, at: offset), at: offset)
        default: return nil
        }
    }

    // MARK: - Members

    /// `a.b`, `a.?b`, `a.f(…)`, `a[b]`, `a[?b]`
    private mutating func member(of primary: Expression) throws(CELError) -> Expression {
        var operand = primary
        while true {
            let offset = current.offset
            if skip(.dot) {
                try grow(over: height)
                let isOptional = skip(.question)
                let name = current
                switch take().kind {
                case .identifier(let text):
                    let open = current.offset
                    if !isOptional, skip(.leftParenthesis) {
                        let inner = height
                        let arguments = try arguments()
                        try grow(over: max(inner, height))
                        operand = try expand(text, of: operand, arguments, at: open)
                    } else {
                        operand = .select(operand, field: text, isOptional: isOptional, at: offset)
                    }
                case .quotedIdentifier(let text):
                    guard !isStrict else {
                        throw CELError(.syntax, "unsupported syntax: '`'", at: name.offset)
                    }
                    operand = .select(operand, field: text, isOptional: isOptional, at: offset)
                default:
                    throw CELError(
                        .syntax,
                        "Syntax error: no viable alternative at input '.\(name.kind == .end ? "" : name.text)'",
                        at: name.offset)
                }
            } else if skip(.leftBracket) {
                let inner = height
                let isOptional = skip(.question)
                let index = try expression()
                try grow(over: max(inner, height))
                try expect(.rightBracket)
                operand = .index(operand, index, isOptional: isOptional, at: offset)
            } else {
                return operand
            }
        }
    }

    private mutating func arguments() throws(CELError) -> [Expression] {
        var arguments: [Expression] = []
        var inner = 0
        guard !skip(.rightParenthesis) else { return [] }
        isInCall = true
        defer { isInCall = false }
        repeat {
            arguments.append(try expression())
            inner = max(inner, height)
        } while skip(.comma)
        height = inner
        try expect(.rightParenthesis)
        return arguments
    }

    private mutating func primary() throws(CELError) -> Expression {
        let token = current
        let offset = token.offset
        height = 0
        switch token.kind {
        case .symbol(.leftParenthesis):
            index += 1
            let inner = try expression()
            try expect(.rightParenthesis)
            return inner
        case .symbol(.leftBracket):
            index += 1
            return .list(try elements(), at: offset)
        case .symbol(.leftBrace):
            index += 1
            return .map(try entries(), at: offset)
        case .symbol(.true), .symbol(.false):
            index += 1
            return .literal(.boolean(token.kind == .symbol(.true)), at: offset)
        case .symbol(.null):
            index += 1
            return .literal(.null, at: offset)
        case .integer, .unsigned, .double, .string, .bytes:
            index += 1
            return .literal(try literal(token), at: offset)
        case .symbol(.dot):
            index += 1
            guard case .identifier = current.kind else { throw unexpected() }
            return try name(prefix: ".")
        case .identifier: return try name(prefix: "")
        case .symbol, .quotedIdentifier, .end: throw unexpected()
        }
    }

    /// `a`, `f(…)`, or `a.b{…}`
    private mutating func name(prefix: String) throws(CELError) -> Expression {
        let token = take()
        guard case .identifier(let text) = token.kind else { throw unexpected() }
        if ReservedWords.language.contains(text) {
            throw CELError(.syntax, "reserved identifier: \(text)", at: token.offset)
        }
        let open = current.offset
        if skip(.leftParenthesis) { return try expand(text, try arguments(), at: open) }
        var end = index
        var full = text
        while end + 1 < tokens.count, tokens[end].kind == .symbol(.dot),
            case .identifier(let next) = tokens[end + 1].kind
        {
            full += ".\(next)"
            end += 2
        }
        guard end < tokens.count, tokens[end].kind == .symbol(.leftBrace) else {
            return .identifier(prefix + text, at: token.offset)
        }
        index = end + 1
        _ = try entries(ofMessage: true)
        return .message(full, at: open)
    }

    private mutating func elements() throws(CELError) -> [Expression.Element] {
        var elements: [Expression.Element] = []
        var inner = 0
        while !isAt(.rightBracket) {
            let isOptional = skip(.question)
            elements.append(.init(value: try expression(), isOptional: isOptional))
            inner = max(inner, height)
            if !skip(.comma) { break }
        }
        try expectEnd(.rightBracket)
        try grow(over: inner)
        return elements
    }

    private mutating func entries(ofMessage: Bool = false) throws(CELError) -> [Expression.Entry] {
        var entries: [Expression.Entry] = []
        var inner = 0
        while !isAt(.rightBrace) {
            let isOptional = skip(.question)
            let key: Expression
            if ofMessage, case .quotedIdentifier(let text) = current.kind {
                key = .identifier(text, at: take().offset)
            } else {
                key = try expression()
            }
            guard skip(.colon) else { throw mismatched("':'") }
            inner = max(inner, height)
            entries.append(.init(key: key, value: try expression(), isOptional: isOptional))
            inner = max(inner, height)
            if !skip(.comma) { break }
        }
        try expectEnd(.rightBrace)
        try grow(over: inner)
        return entries
    }
}

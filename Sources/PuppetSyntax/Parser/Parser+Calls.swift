import Diagnostics

extension Parser {
    /// Collects arguments; hash entries without their braces that are next to each other become one hash.
    struct ArgumentList {
        private var finished: [Expression] = []
        private var entries: [KeyedEntry] = []

        var endsWithEntry: Bool { !entries.isEmpty }

        mutating func append(_ entry: KeyedEntry) { entries.append(entry) }

        mutating func append(_ expression: Expression) {
            finish()
            finished.append(expression)
        }

        private mutating func finish() {
            guard let first = entries.first, let last = entries.last else { return }
            finished.append(.literalHash(LiteralHash(entries: entries, range: first.range.through(last.range))))
            entries = []
        }

        var expressions: [Expression] {
            mutating get {
                finish()
                return finished
            }
        }
    }

    /// argument: assignment | hash_entry '=>' hash_entry
    ///
    /// An element of a list may also be the word `type` or `function`.
    func argument(into arguments: inout ArgumentList, allowsKeyword: Bool) throws(Stop) {
        let keyword = keywordLiteral()
        let first = if let keyword { keyword } else { try assignment() }
        if kind == .fatArrow { return arguments.append(try entry(first)) }
        if keyword != nil, !allowsKeyword { throw unexpected() }
        arguments.append(first)
    }

    /// The rest of an entry after its key.
    func entry(_ key: Expression) throws(Stop) -> KeyedEntry {
        let arrow = try expect(.fatArrow)
        let value = try hashEntry()
        return KeyedEntry(key: key, value: value, range: arrow.range.through(value.range))
    }

    /// hash_entry: assignment | 'type' | 'function'
    func hashEntry() throws(Stop) -> Expression {
        if let keyword = keywordLiteral() { return keyword }
        return try assignment()
    }

    /// The words `type` and `function` where they are values and do not begin a definition.
    private func keywordLiteral() -> Expression? {
        guard kind == .type || kind == .function else { return nil }
        switch (kind, nextKind) {
        case (.type, .leftParenthesis), (.type, .classReference): return nil
        case (.function, .name), (.function, .word), (.function, .classReference), (.function, .class),
            (.function, .string):
            return nil
        default:
            let token = advance()
            return .literalString(LiteralString(value: text(token), range: token.range))
        }
    }

    /// expression '(' (argument (',' argument)* ','?)? ')' lambda?
    func call(_ functor: Expression) throws(Stop) -> Expression {
        advance()
        let arguments = try arguments(allowsTrailingComma: true)
        let close = try expect(.rightParenthesis)
        let lambda = kind == .pipe ? try lambda() : nil
        return .callNamedFunction(
            CallNamedFunctionExpression(
                functorExpr: functor, arguments: arguments, lambda: lambda, isValueRequired: true,
                range: functor.range.through(lambda?.range ?? close.range)))
    }

    /// The arguments before a closing parenthesis.
    private func arguments(allowsTrailingComma: Bool) throws(Stop) -> [Expression] {
        guard kind != .rightParenthesis else { return [] }
        var arguments = ArgumentList()
        repeat {
            try argument(into: &arguments, allowsKeyword: false)
        } while accept(.comma) && !(allowsTrailingComma && kind == .rightParenthesis)
        return arguments.expressions
    }

    /// expression '.' (NAME | 'type') ('(' (argument (',' argument)*)? ')')? lambda?
    func callMethod(_ receiver: Expression) throws(Stop) -> Expression {
        let dot = advance()
        guard kind == .name || kind == .type else { throw unexpected() }
        let name = advance()
        let functor = Expression.namedAccess(
            NamedAccessExpression(
                leftExpr: receiver, rightExpr: .qualifiedName(QualifiedName(value: text(name), range: name.range)),
                range: dot.range.through(name)))
        var range = functor.range
        var arguments: [Expression] = []
        if kind == .leftParenthesis {
            range = advance().range
            arguments = try self.arguments(allowsTrailingComma: false)
            range = range.through(try expect(.rightParenthesis))
        }
        let lambda = kind == .pipe ? try lambda() : nil
        return .callMethod(
            CallMethodExpression(
                functorExpr: functor, arguments: arguments, lambda: lambda, isValueRequired: true, range: range))
    }

    /// lambda: '|' parameters? '|' opt_return_type '{' statements? '}'
    func lambda() throws(Stop) -> LambdaExpression {
        let open = try expect(.pipe)
        let parameters = try parameters(until: .pipe)
        let returnType = try returnType()
        let body = try body()
        return LambdaExpression(
            parameters: parameters, returnType: returnType, body: body, range: open.range.through(body.range))
    }

    /// (parameter (',' parameter)* ','?)? and the closing token
    func parameters(until close: TokenKind) throws(Stop) -> [Parameter] {
        var parameters: [Parameter] = []
        if kind != close { parameters.reserveCapacity(Self.usualCount) }
        while kind != close {
            parameters.append(try parameter())
            guard accept(.comma) else { break }
        }
        try expect(close)
        return parameters
    }

    /// parameter: parameter_type? '*'? VARIABLE ('=' expression)?
    private func parameter() throws(Stop) -> Parameter {
        let typeExpr = kind == .classReference ? try typeReference() : nil
        let capturesRest = accept(.times)
        let name = try expect(.variable)
        let value = accept(.equals) ? try expression() : nil
        return Parameter(
            name: text(name), value: value, typeExpr: typeExpr, capturesRest: capturesRest, range: name.range)
    }

    /// opt_return_type: ('>>' parameter_type)?
    func returnType() throws(Stop) -> Expression? {
        guard accept(.rightShift) else { return nil }
        return try typeReference()
    }

    /// parameter_type: CLASSREF ('[' access_args ']')?
    func typeReference() throws(Stop) -> Expression {
        let name = try expect(.classReference)
        let reference = Expression.qualifiedReference(QualifiedReference(casedValue: text(name), range: name.range))
        guard kind == .leftBracket else { return reference }
        let keys = try accessArguments(allowsTrailingComma: false)
        let close = try expect(.rightBracket)
        return .access(AccessExpression(leftExpr: reference, keys: keys, range: name.range.through(close)))
    }
}

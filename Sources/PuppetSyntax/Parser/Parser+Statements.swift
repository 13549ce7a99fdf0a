import Diagnostics

extension Parser {
    /// A statement, or what looks like the argument list of a call without parentheses.
    private enum Statement {
        case expression(Expression)
        case list([Expression], comma: SourceRange)
    }

    /// statements: statement (';'? statement)*
    func statements() throws(Stop) -> [Expression] {
        try statements(beginningWith: try assignment())
    }

    /// Statements of which the first assignment is parsed already.
    func statements(beginningWith first: Expression) throws(Stop) -> [Expression] {
        var list = [try statement(first)]
        while accept(.semicolon) || kind.beginsExpression {
            list.append(try statement(try assignment()))
        }
        if kind == .failure { throw unexpected() }
        return try makeCalls(list)
    }

    /// '{' statements? '}'
    ///
    /// Always a block, or a nop when empty.
    func body() throws(Stop) -> Expression {
        let (statements, range) = try bracedStatements()
        return statements.isEmpty
            ? .nop(Nop(range: range)) : .block(BlockExpression(statements: statements, range: range))
    }

    func bracedStatements() throws(Stop) -> ([Expression], SourceRange) {
        let open = try expect(.leftBrace)
        let statements = kind == .rightBrace ? [] : try statements()
        let close = try expect(.rightBrace)
        return (statements, open.range.through(close))
    }

    /// syntactic_statement: assignment (',' assignment)*
    private func statement(_ first: Expression) throws(Stop) -> Statement {
        guard kind == .comma else { return .expression(first) }
        let comma = token.range
        var list = [first]
        while accept(.comma) { list.append(try assignment()) }
        return .list(list, comma: comma)
    }

    /// The functions that may be called as a statement, without parentheses.
    private static let statementFunctions: Set<String> = [
        "require", "realize", "include", "contain", "tag", "debug", "info", "notice", "warning", "err", "fail",
        "import", "break", "next", "return",
    ]

    static func isStatementFunction(_ expression: Expression) -> Bool {
        guard case .qualifiedName(let name) = expression else { return false }
        return statementFunctions.contains(name.value)
    }

    /// Makes calls of the names of statement functions and what follows them.
    private func makeCalls(_ statements: [Statement]) throws(Stop) -> [Expression] {
        var result: [Expression] = []
        result.reserveCapacity(statements.count)
        for statement in statements {
            if let name = result.last, Self.isStatementFunction(name) {
                result[result.count - 1] = Self.statementCall(name, statement)
                continue
            }
            switch statement {
            case .expression(let expression): result.append(Self.asStatement(expression))
            case .list(_, let comma):
                guard case .qualifiedName(let name)? = result.last else {
                    throw stop("illegal_argument_list", .illegalArgumentList, at: comma)
                }
                throw stop("illegal_argument_list", .argumentListNotAllowed(for: name.value), at: comma)
            }
        }
        return result
    }

    private static func statementCall(_ name: Expression, _ statement: Statement) -> Expression {
        let arguments: [Expression] =
            switch statement {
            case .expression(let expression): [expression]
            case .list(let expressions, _): expressions
            }
        return .callNamedFunction(
            CallNamedFunctionExpression(
                functorExpr: name, arguments: arguments, lambda: nil, isValueRequired: false,
                range: name.range.through(arguments.last?.range ?? name.range)))
    }

    /// The value of a call that is a statement is not needed.
    private static func asStatement(_ expression: Expression) -> Expression {
        guard case .callNamedFunction(let call) = expression else { return expression }
        return .callNamedFunction(
            CallNamedFunctionExpression(
                functorExpr: call.functorExpr, arguments: call.arguments, lambda: call.lambda,
                isValueRequired: false, range: call.range))
    }

    /// A name and the hash after it, `name { attribute => value }`, which look like a resource without a title.
    static func nameAndHash(_ name: Expression, _ hash: Expression, range: SourceRange) -> Expression {
        if isStatementFunction(name) {
            return .callNamedFunction(
                CallNamedFunctionExpression(
                    functorExpr: name, arguments: [hash], lambda: nil, isValueRequired: false, range: range))
        }
        return .block(BlockExpression(statements: [name, hash], range: range))
    }
}

extension Parser {
    /// assignment: (relationship ('=' | '+=' | '-='))* relationship
    func assignment() throws(Stop) -> Expression {
        let outerHeight = height
        height = 0
        defer { height = max(outerHeight, height) }
        let first = try relationship()
        guard let symbol = assignmentOperator else { return first }
        return try assignmentTail(first, symbol)
    }

    private func assignmentTail(
        _ first: Expression, _ symbol: AssignmentOperator
    ) throws(Stop) -> Expression {
        var lefts: [(left: Expression, symbol: AssignmentOperator, range: SourceRange)] = []
        var right = first
        var symbol: AssignmentOperator? = symbol
        while let current = symbol {
            lefts.append((right, current, advance().range))
            try grow()
            right = try relationship()
            symbol = assignmentOperator
        }
        for (left, symbol, range) in lefts.reversed() {
            right = .assignment(
                AssignmentExpression(
                    operator: symbol, leftExpr: left, rightExpr: right, range: range.through(right.range)))
        }
        isPlainExpression = false
        return right
    }

    private var assignmentOperator: AssignmentOperator? {
        switch kind {
        case .equals: .assign
        case .appends: .append
        case .deletes: .remove
        default: nil
        }
    }

    /// relationship: resource (('->' | '~>' | '<-' | '<~') resource)*
    private func relationship() throws(Stop) -> Expression {
        var left = try resource()
        while let symbol = relationshipOperator {
            let range = advance().range
            try grow()
            let right = try resource()
            left = .relationship(
                RelationshipExpression(
                    operator: symbol, leftExpr: left, rightExpr: right, range: range.through(right.range)))
            isPlainExpression = false
        }
        return left
    }

    private var relationshipOperator: RelationshipOperator? {
        switch kind {
        case .inEdge: .before
        case .inEdgeSub: .notify
        case .outEdge: .require
        case .outEdgeSub: .subscribe
        default: nil
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let illegalArgumentList: Self = "illegal comma separated argument list"

    fileprivate static func argumentListNotAllowed(for name: String) -> Self {
        "attempt to pass argument list to the function '\(name)' which cannot be called without parentheses"
    }
}

import Diagnostics

extension Parser {
    /// statements: statement (';'? statement)*
    func statements() throws(Stop) -> [Expression] {
        try statements(beginningWith: try assignment())
    }

    /// Statements of which the first assignment is parsed already.
    func statements(beginningWith first: Expression) throws(Stop) -> [Expression] {
        var list = StatementList()
        try statement(first, into: &list)
        while accept(.semicolon) || kind.beginsExpression { try statement(try assignment(), into: &list) }
        if kind == .failure { throw unexpected() }
        if let (message, comma) = list.problem { throw stop("illegal_argument_list", message, at: comma) }
        return list.expressions
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
    private func statement(_ first: Expression, into list: inout StatementList) throws(Stop) {
        guard kind == .comma else { return list.append(first) }
        let comma = token.range
        var arguments = [first]
        while accept(.comma) { arguments.append(try assignment()) }
        list.append(arguments, comma: comma)
    }

    /// A name and the hash after it, `name { attribute => value }`, which look like a resource without a title.
    static func nameAndHash(_ name: Expression, _ hash: Expression, range: SourceRange) -> Expression {
        if StatementList.isStatementFunction(name) {
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

import Diagnostics

extension Parser {
    /// epp_expression: EPP_START ('|' parameters? '|')? statements?
    func template() throws(Stop) -> Expression {
        let start = advance().range
        let hasParameters = accept(.pipe)
        let parameters = hasParameters ? try parameters(until: .pipe) : []
        var body = Expression.nop(Nop(range: start))
        if kind != .endOfInput {
            let statements = try statements()
            body = .block(BlockExpression(statements: statements, range: start))
        }
        guard kind == .endOfInput else { throw unexpected() }
        let epp = EppExpression(parametersSpecified: hasParameters, body: body, range: start)
        return .lambda(LambdaExpression(parameters: parameters, returnType: nil, body: .epp(epp), range: start))
    }

    /// RENDER_EXPR (expression | '{' statements '}') EPP_END
    func render() throws(Stop) -> Expression {
        let start = advance()
        let expr = kind == .leftBrace ? try renderedBraces() : try expression()
        guard kind == .eppEnd || kind == .eppEndTrim else { throw unexpected() }
        let end = advance()
        return .render(RenderExpression(expr: expr, range: start.range.through(end)))
    }

    /// What begins with a brace right after `<%=`: a hash when a key or nothing follows, else statements.
    private func renderedBraces() throws(Stop) -> Expression {
        let open = advance()
        if kind == .rightBrace || nextKind == .fatArrow {
            return try expression(beginningWith: try hash(open, firstKey: nil))
        }
        let first = try assignment()
        if kind == .fatArrow {
            return try expression(beginningWith: try hash(open, firstKey: first))
        }
        let statements = try statements(beginningWith: first)
        let close = try expect(.rightBrace)
        return Self.blockOrExpression(statements, range: open.range.through(close))
    }
}

import Diagnostics

extension Parser {
    /// A part of an `if`: its keyword, test and body.
    private struct Branch {
        let keyword: SourceRange
        let test: Expression
        let body: Expression
        let end: SourceRange
    }

    /// 'if' expression '{' statements? '}' ('elsif' …)* ('else' '{' statements? '}')?
    func ifExpression() throws(Stop) -> IfExpression {
        var branch = try branch()
        var branches: [Branch] = []
        while kind == .elsif {
            try grow()
            branches.append(branch)
            branch = try self.branch()
        }
        let (elseExpr, elseEnd) = try elsePart()
        let end = elseEnd ?? branch.end
        var result = IfExpression(
            test: branch.test, thenExpr: branch.body, elseExpr: elseExpr, range: branch.keyword.through(end))
        for branch in branches.reversed() {
            result = IfExpression(
                test: branch.test, thenExpr: branch.body, elseExpr: .if(result), range: branch.keyword.through(end))
        }
        return result
    }

    private func branch() throws(Stop) -> Branch {
        let keyword = advance().range
        let test = try expression()
        let (body, end) = try conditionalBody()
        return Branch(keyword: keyword, test: test, body: body, end: end)
    }

    /// A body of which one statement stands for itself.
    private func conditionalBody() throws(Stop) -> (Expression, SourceRange) {
        let (statements, range) = try bracedStatements()
        return (Self.blockOrExpression(statements, range: range), range)
    }

    private func elsePart() throws(Stop) -> (Expression, SourceRange?) {
        guard kind == .else else { return (.nop(Nop(range: token.range)), nil) }
        advance()
        return try conditionalBody()
    }

    /// 'unless' expression '{' statements? '}' ('else' '{' statements? '}')?
    func unless() throws(Stop) -> Expression {
        let branch = try branch()
        let (elseExpr, end) = try elsePart()
        return .unless(
            UnlessExpression(
                test: branch.test, thenExpr: branch.body, elseExpr: elseExpr,
                range: branch.keyword.through(end ?? branch.end)))
    }

    /// 'case' expression '{' case_option+ '}'
    func caseExpression() throws(Stop) -> Expression {
        let keyword = advance().range
        let test = try expression()
        try expect(.leftBrace)
        var options: [CaseOption] = []
        repeat {
            options.append(try caseOption())
        } while kind != .rightBrace
        let close = try expect(.rightBrace)
        return .case(CaseExpression(test: test, options: options, range: keyword.through(close)))
    }

    /// case_option: expression (',' expression)* ':' '{' statements? '}'
    private func caseOption() throws(Stop) -> CaseOption {
        var values = [try expression()]
        while accept(.comma) { values.append(try expression()) }
        let colon = try expect(.colon)
        let body = try body()
        return CaseOption(values: values, thenExpr: body, range: colon.range.through(body.range))
    }
}

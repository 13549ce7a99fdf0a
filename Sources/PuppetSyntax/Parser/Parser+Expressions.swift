import Diagnostics

extension Parser {
    /// How tightly operators bind, loosest first.
    private enum Precedence: Int, Comparable {
        case lowest, or, and, selector, order, equality, shift, sum, product, match, membership, minus, splat, not,
            postfix

        static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }
    }

    /// An operator between two operands.
    private enum BinaryOperator {
        case arithmetic(ArithmeticOperator), comparison(ComparisonOperator), match(MatchOperator), membership, and, or
    }

    /// expression: operands joined by operators
    func expression() throws(Stop) -> Expression {
        try expression(above: .lowest)
    }

    private func expression(above minimum: Precedence) throws(Stop) -> Expression {
        let outerHeight = try enter()
        defer { leave(outerHeight) }
        return try operators(on: try prefix(), above: minimum)
    }

    /// Goes on with an operand that is parsed already.
    func expression(beginningWith operand: Expression) throws(Stop) -> Expression {
        try operators(on: operand, above: .lowest)
    }

    /// '!' expression | '-' expression | '*' expression | primary_expression
    private func prefix() throws(Stop) -> Expression {
        switch kind {
        case .not: try not()
        case .minus: try minus()
        case .times: try unfold()
        default: try primary()
        }
    }

    private func not() throws(Stop) -> Expression {
        let range = advance().range
        let operand = try expression(above: .not)
        return .not(NotExpression(expr: operand, range: range.through(operand.range)))
    }

    private func minus() throws(Stop) -> Expression {
        let range = advance().range
        let operand = try expression(above: .minus)
        return .unaryMinus(UnaryMinusExpression(expr: operand, range: range.through(operand.range)))
    }

    private func unfold() throws(Stop) -> Expression {
        let range = advance().range
        let operand = try expression(above: .splat)
        return .unfold(UnfoldExpression(expr: operand, range: range.through(operand.range)))
    }

    private func operators(
        on operand: consuming Expression, above minimum: Precedence
    ) throws(Stop) -> Expression {
        var left = consume operand
        while true {
            switch kind {
            case .leftParenthesis: left = try call(left)
            case .dot:
                // Two levels: the call, and the access to its name.
                try grow()
                left = try callMethod(left)
            case .leftBracket: left = try access(left)
            case .virtualCollect, .exportedCollect: left = try collect(left)
            case .questionMark:
                guard minimum < .selector else { return left }
                left = try selector(left)
            default:
                guard let (symbol, precedence) = binaryOperator, minimum < precedence else { return left }
                left = try binary(symbol, precedence, left)
            }
            try grow()
        }
    }

    private func binary(
        _ symbol: BinaryOperator, _ precedence: Precedence, _ left: Expression
    ) throws(Stop) -> Expression {
        let start = advance().range
        let right = try expression(above: precedence)
        let range = start.through(right.range)
        switch symbol {
        case .arithmetic(let symbol):
            return .arithmetic(ArithmeticExpression(operator: symbol, leftExpr: left, rightExpr: right, range: range))
        case .comparison(let symbol):
            return .comparison(ComparisonExpression(operator: symbol, leftExpr: left, rightExpr: right, range: range))
        case .match(let symbol):
            return .match(MatchExpression(operator: symbol, leftExpr: left, rightExpr: right, range: range))
        case .membership: return .in(InExpression(leftExpr: left, rightExpr: right, range: range))
        case .and: return .and(AndExpression(leftExpr: left, rightExpr: right, range: range))
        case .or: return .or(OrExpression(leftExpr: left, rightExpr: right, range: range))
        }
    }

    private var binaryOperator: (BinaryOperator, Precedence)? {
        switch kind {
        case .in: (.membership, .membership)
        case .match: (.match(.match), .match)
        case .noMatch: (.match(.notMatch), .match)
        case .times: (.arithmetic(.multiply), .product)
        case .divide: (.arithmetic(.divide), .product)
        case .modulo: (.arithmetic(.modulo), .product)
        case .plus: (.arithmetic(.add), .sum)
        case .minus: (.arithmetic(.subtract), .sum)
        case .leftShift: (.arithmetic(.leftShift), .shift)
        case .rightShift: (.arithmetic(.rightShift), .shift)
        case .isEqual: (.comparison(.equal), .equality)
        case .notEqual: (.comparison(.notEqual), .equality)
        case .greaterThan: (.comparison(.greater), .order)
        case .greaterEqual: (.comparison(.greaterOrEqual), .order)
        case .lessThan: (.comparison(.less), .order)
        case .lessEqual: (.comparison(.lessOrEqual), .order)
        case .and: (.and, .and)
        case .or: (.or, .or)
        default: nil
        }
    }

    /// expression '?' (selector_entry | '{' selector_entry (',' selector_entry)* ','? '}')
    private func selector(_ left: Expression) throws(Stop) -> Expression {
        advance()
        var entries: [SelectorEntry] = []
        var end: SourceRange
        if accept(.selectorBrace) {
            repeat {
                entries.append(try selectorEntry())
            } while accept(.comma) && kind != .rightBrace
            end = try expect(.rightBrace).range
        } else {
            let entry = try selectorEntry()
            end = entry.range
            entries.append(entry)
        }
        return .selector(
            SelectorExpression(leftExpr: left, selectors: entries, range: left.range.through(end)))
    }

    /// selector_entry: expression '=>' expression
    private func selectorEntry() throws(Stop) -> SelectorEntry {
        let matching = try expression()
        let arrow = try expect(.fatArrow)
        let value = try expression()
        return SelectorEntry(matchingExpr: matching, valueExpr: value, range: arrow.range.through(value.range))
    }

    /// expression '[' access_args ','? ']'
    private func access(_ left: Expression) throws(Stop) -> Expression {
        let keys = try accessArguments(allowsTrailingComma: true)
        let close = try expect(.rightBracket)
        return .access(AccessExpression(leftExpr: left, keys: keys, range: left.range.through(close)))
    }

    /// '[' access_arg (',' access_arg)*
    ///
    /// access_arg: expression | hash_entry '=>' hash_entry
    func accessArguments(allowsTrailingComma: Bool) throws(Stop) -> [Expression] {
        try expect(.leftBracket)
        var arguments = ArgumentList()
        while true {
            try argument(into: &arguments, allowsKeyword: false)
            guard isPlainExpression || arguments.endsWithEntry else { throw unexpected() }
            guard kind == .comma else { break }
            if allowsTrailingComma, nextKind == .rightBracket {
                advance()
                break
            }
            advance()
        }
        return arguments.expressions
    }
}

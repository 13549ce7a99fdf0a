package import Diagnostics

/// `(expr)`.
package struct ParenthesizedExpression: Hashable, Sendable {
    package let expr: Expression
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        self.range = range
    }
}

/// `!expr`.
package struct NotExpression: Hashable, Sendable {
    package let expr: Expression
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        self.range = range
    }
}

/// `-expr`.
package struct UnaryMinusExpression: Hashable, Sendable {
    package let expr: Expression
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        self.range = range
    }
}

/// `*expr`.
package struct UnfoldExpression: Hashable, Sendable {
    package let expr: Expression
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        self.range = range
    }
}

/// `$a = b`.
package struct AssignmentExpression: Hashable, Sendable {
    package let `operator`: AssignmentOperator
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(`operator`: AssignmentOperator, leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.operator = `operator`
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `a + b`.
package struct ArithmeticExpression: Hashable, Sendable {
    package let `operator`: ArithmeticOperator
    package let leftExpr: Expression
    package let rightExpr: Expression
    /// Whether the left is a parameter of the lambda that ends with this, so that nothing reads it afterwards.
    package private(set) var consumesLeft = false
    package let range: SourceRange

    package init(`operator`: ArithmeticOperator, leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.operator = `operator`
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }

    /// The same as the last expression of a lambda with these parameters.
    func ending(lambdaOf parameters: [Parameter]) -> ArithmeticExpression {
        guard `operator` == .add, case .variable(let variable) = leftExpr,
            parameters.contains(where: { $0.key == variable.key })
        else { return self }
        var copy = self
        copy.consumesLeft = true
        return copy
    }
}

/// `a == b`.
package struct ComparisonExpression: Hashable, Sendable {
    package let `operator`: ComparisonOperator
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(`operator`: ComparisonOperator, leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.operator = `operator`
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `a =~ b`.
package struct MatchExpression: Hashable, Sendable {
    package let `operator`: MatchOperator
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(`operator`: MatchOperator, leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.operator = `operator`
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `a in b`.
package struct InExpression: Hashable, Sendable {
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `a and b`.
package struct AndExpression: Hashable, Sendable {
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `a or b`.
package struct OrExpression: Hashable, Sendable {
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `A['x'] -> B['y']`.
package struct RelationshipExpression: Hashable, Sendable {
    package let `operator`: RelationshipOperator
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(`operator`: RelationshipOperator, leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.operator = `operator`
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `left[key, …]`.
package struct AccessExpression: Hashable, Sendable {
    package let leftExpr: Expression
    package let keys: [Expression]
    package let range: SourceRange

    package init(leftExpr: Expression, keys: [Expression], range: SourceRange) {
        self.leftExpr = leftExpr
        self.keys = keys
        self.range = range
    }
}

/// `left.name`, the functor of a method call.
package struct NamedAccessExpression: Hashable, Sendable {
    package let leftExpr: Expression
    package let rightExpr: Expression
    package let range: SourceRange

    package init(leftExpr: Expression, rightExpr: Expression, range: SourceRange) {
        self.leftExpr = leftExpr
        self.rightExpr = rightExpr
        self.range = range
    }
}

/// `matching => value` of a selector.
package struct SelectorEntry: Hashable, Sendable {
    package let matchingExpr: Expression
    package let valueExpr: Expression
    package let range: SourceRange

    package init(matchingExpr: Expression, valueExpr: Expression, range: SourceRange) {
        self.matchingExpr = matchingExpr
        self.valueExpr = valueExpr
        self.range = range
    }
}

/// `left ? { matching => value }`.
package struct SelectorExpression: Hashable, Sendable {
    package let leftExpr: Expression
    package let selectors: [SelectorEntry]
    package let range: SourceRange

    package init(leftExpr: Expression, selectors: [SelectorEntry], range: SourceRange) {
        self.leftExpr = leftExpr
        self.selectors = selectors
        self.range = range
    }
}

package enum AssignmentOperator: String, Hashable, Sendable {
    case assign = "="
    case append = "+="
    case remove = "-="
}

package enum ArithmeticOperator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"
    case leftShift = "<<"
    case rightShift = ">>"
}

package enum ComparisonOperator: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

package enum MatchOperator: String, Hashable, Sendable {
    case match = "=~"
    case notMatch = "!~"
}

/// `->` orders; `~>` also notifies. The left pointing ones have the target on their left.
package enum RelationshipOperator: String, Hashable, Sendable {
    case before = "->"
    case notify = "~>"
    case require = "<-"
    case subscribe = "<~"
}

package import Diagnostics

/// Statements in order; the value is the last one's.
package struct BlockExpression: Hashable, Sendable {
    package let statements: [Expression]
    package let range: SourceRange

    package init(statements: [Expression], range: SourceRange) {
        self.statements = statements
        self.range = range
    }
}

/// `if test { } elsif … else { }`. An `elsif` is an `if` in the `else`.
package struct IfExpression: Hashable, Sendable {
    package let test: Expression
    /// A block, or a nop when empty.
    package let thenExpr: Expression
    /// A nop when absent or empty.
    package let elseExpr: Expression
    package let range: SourceRange

    package init(test: Expression, thenExpr: Expression, elseExpr: Expression, range: SourceRange) {
        self.test = test
        self.thenExpr = thenExpr
        self.elseExpr = elseExpr
        self.range = range
    }
}

/// `unless test { } else { }`.
package struct UnlessExpression: Hashable, Sendable {
    package let test: Expression
    package let thenExpr: Expression
    package let elseExpr: Expression
    package let range: SourceRange

    package init(test: Expression, thenExpr: Expression, elseExpr: Expression, range: SourceRange) {
        self.test = test
        self.thenExpr = thenExpr
        self.elseExpr = elseExpr
        self.range = range
    }
}

/// `value, value: { … }`.
package struct CaseOption: Hashable, Sendable {
    package let values: [Expression]
    package let thenExpr: Expression
    package let range: SourceRange

    package init(values: [Expression], thenExpr: Expression, range: SourceRange) {
        self.values = values
        self.thenExpr = thenExpr
        self.range = range
    }
}

/// `case test { option … }`.
package struct CaseExpression: Hashable, Sendable {
    package let test: Expression
    package let options: [CaseOption]
    package let range: SourceRange

    package init(test: Expression, options: [CaseOption], range: SourceRange) {
        self.test = test
        self.options = options
        self.range = range
    }
}

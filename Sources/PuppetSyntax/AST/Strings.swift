package import Diagnostics

/// `"a ${b} c"`. The segments are literal strings and text expressions.
package struct ConcatenatedString: Hashable, Sendable {
    package let segments: [Expression]
    package let range: SourceRange

    package init(segments: [Expression], range: SourceRange) {
        self.segments = segments
        self.range = range
    }
}

/// `${expr}` or `$name` inside a string.
package struct TextExpression: Hashable, Sendable {
    package let expr: Expression
    /// The variable that a bare word stands for.
    package let variable: VariableExpression?
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        if case .qualifiedName(let name) = expr {
            variable = VariableExpression(name: name.value, range: range)
        } else {
            variable = nil
        }
        self.range = range
    }
}

/// `@(END)` with its text.
package struct HeredocExpression: Hashable, Sendable {
    /// The name after the colon of `@(END:json)`; nil when there is none.
    package let syntax: String?
    /// A literal string, or a concatenated string; margin, escapes and line ends are already done.
    package let textExpr: Expression
    package let range: SourceRange

    package init(syntax: String?, textExpr: Expression, range: SourceRange) {
        self.syntax = syntax
        self.textExpr = textExpr
        self.range = range
    }
}

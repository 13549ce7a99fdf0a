package import Diagnostics

/// The body of an EPP template; the whole template is a lambda around it.
package struct EppExpression: Hashable, Sendable {
    /// Whether the template began with `<%- | … | -%>`.
    package let parametersSpecified: Bool
    package let body: Expression
    package let range: SourceRange

    package init(parametersSpecified: Bool, body: Expression, range: SourceRange) {
        self.parametersSpecified = parametersSpecified
        self.body = body
        self.range = range
    }
}

/// Text of a template, as it is.
package struct RenderStringExpression: Hashable, Sendable {
    package let value: String
    package let range: SourceRange

    package init(value: String, range: SourceRange) {
        self.value = value
        self.range = range
    }
}

/// `<%= expr %>`.
package struct RenderExpression: Hashable, Sendable {
    package let expr: Expression
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        self.range = range
    }
}

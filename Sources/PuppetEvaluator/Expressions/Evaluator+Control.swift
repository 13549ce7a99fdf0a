import Diagnostics
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// Runs something after which the match variables are what they were.
    func keepingMatch<Result>(
        _ scope: Scope, _ body: () throws(Interruption) -> Result
    ) throws(Interruption) -> Result {
        let match = scope.match
        defer { scope.match = match }
        return try body()
    }

    func evaluateIf(_ node: IfExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        return try evaluate(try taken(node, scope), scope)
    }

    func evaluateUnless(_ node: UnlessExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        return try evaluate(try taken(node, scope), scope)
    }

    func evaluateCase(_ node: CaseExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        guard let branch = try taken(node, scope) else { return .undef }
        return try evaluate(branch, scope)
    }

    func evaluateSelector(_ node: SelectorExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        return try evaluate(try taken(node, scope), scope)
    }

    /// The branch that a conditional expression takes; nil for none, and for other expressions.
    func taken(_ expression: Expression, _ scope: Scope) throws(Interruption) -> Expression? {
        switch expression {
        case .if(let node): try taken(node, scope)
        case .unless(let node): try taken(node, scope)
        case .case(let node): try taken(node, scope)
        case .selector(let node): try taken(node, scope)
        default: nil
        }
    }

    private func taken(_ node: IfExpression, _ scope: Scope) throws(Interruption) -> Expression {
        try evaluate(node.test, scope).isTruthy ? node.thenExpr : node.elseExpr
    }

    private func taken(_ node: UnlessExpression, _ scope: Scope) throws(Interruption) -> Expression {
        try evaluate(node.test, scope).isTruthy ? node.elseExpr : node.thenExpr
    }

    private func taken(_ node: CaseExpression, _ scope: Scope) throws(Interruption) -> Expression? {
        let test = try evaluate(node.test, scope)
        var defaultExpression: Expression?
        for option in node.options {
            for candidate in option.values {
                let candidate = candidate.withoutParentheses
                if case .literalDefault = candidate {
                    defaultExpression = option.thenExpr
                } else if try isMatch(test, candidate, scope) {
                    return option.thenExpr
                }
            }
        }
        return defaultExpression
    }

    private func taken(_ node: SelectorExpression, _ scope: Scope) throws(Interruption) -> Expression {
        let test = try evaluate(node.leftExpr, scope)
        var defaultExpression: Expression?
        for selector in node.selectors {
            let candidate = selector.matchingExpr.withoutParentheses
            if case .literalDefault = candidate {
                defaultExpression = selector.valueExpr
            } else if try isMatch(test, candidate, scope) {
                return selector.valueExpr
            }
        }
        guard let defaultExpression else {
            throw fail(
                "unmatched_selector", "No matching entry for selector parameter with value '\(RubyText.string(test))'",
                node.leftExpr.range)
        }
        return defaultExpression
    }

    private func isMatch(_ test: Value, _ candidate: Expression, _ scope: Scope) throws(Interruption) -> Bool {
        if case .unfold(let node) = candidate {
            for option in try evaluateUnfold(node, scope) where try matches(test, option: option, scope) { return true }
            return false
        }
        return try matches(test, option: try evaluate(candidate, scope), scope)
    }
}

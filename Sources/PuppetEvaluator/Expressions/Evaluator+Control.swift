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
        return try evaluate(try evaluate(node.test, scope).isTruthy ? node.thenExpr : node.elseExpr, scope)
    }

    func evaluateUnless(_ node: UnlessExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        return try evaluate(try evaluate(node.test, scope).isTruthy ? node.elseExpr : node.thenExpr, scope)
    }

    func evaluateCase(_ node: CaseExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        let test = try evaluate(node.test, scope)
        var defaultExpression: Expression?
        for option in node.options {
            for candidate in option.values {
                let candidate = candidate.withoutParentheses
                if case .literalDefault = candidate {
                    defaultExpression = option.thenExpr
                } else if try isMatch(test, candidate, scope) {
                    return try evaluate(option.thenExpr, scope)
                }
            }
        }
        guard let defaultExpression else { return .undef }
        return try evaluate(defaultExpression, scope)
    }

    func evaluateSelector(_ node: SelectorExpression, _ scope: Scope) throws(Interruption) -> Value {
        let match = scope.match
        defer { scope.match = match }
        let test = try evaluate(node.leftExpr, scope)
        var defaultExpression: Expression?
        for selector in node.selectors {
            let candidate = selector.matchingExpr.withoutParentheses
            if case .literalDefault = candidate {
                defaultExpression = selector.valueExpr
            } else if try isMatch(test, candidate, scope) {
                return try evaluate(selector.valueExpr, scope)
            }
        }
        guard let defaultExpression else {
            throw fail(
                "unmatched_selector", "No matching entry for selector parameter with value '\(RubyText.string(test))'",
                node.leftExpr.range)
        }
        return try evaluate(defaultExpression, scope)
    }

    private func isMatch(_ test: Value, _ candidate: Expression, _ scope: Scope) throws(Interruption) -> Bool {
        if case .unfold(let node) = candidate {
            for option in try evaluateUnfold(node, scope) where try matches(test, option: option, scope) { return true }
            return false
        }
        return try matches(test, option: try evaluate(candidate, scope), scope)
    }
}

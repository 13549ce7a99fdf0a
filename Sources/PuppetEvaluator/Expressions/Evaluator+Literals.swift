import Diagnostics
import JSON
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// The values of a list's elements or a call's arguments; `*x` gives the elements of `x`.
    func evaluateUnfolding(_ expressions: [Expression], _ scope: Scope) throws(Interruption) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { try evaluate(expression, unfoldingInto: &values, scope) }
        if values.count > expressions.count { try checkNesting(.array(values)) }
        return values
    }

    func evaluate(
        _ expression: Expression, unfoldingInto values: inout [Value], _ scope: Scope
    ) throws(Interruption) {
        let unwrapped = expression.withoutParentheses
        if case .unfold(let node) = unwrapped {
            values.append(contentsOf: try evaluateUnfold(node, scope))
        } else {
            values.append(try evaluate(unwrapped, scope))
        }
    }

    func evaluateUnfold(_ node: UnfoldExpression, _ scope: Scope) throws(Interruption) -> [Value] {
        switch try evaluate(node.expr, scope) {
        case .undef: []
        case .array(let elements): elements
        case .hash(let entries): entries.map { .array([$0.key, $0.value]) }
        case let value: [value]
        }
    }

    func evaluateList(_ node: LiteralList, _ scope: Scope) throws(Interruption) -> Value {
        var measure = newMeasure()
        let list = try list(node, scope, &measure, depth: 0)
        try accept(measure)
        literalHoldsSecret = measure.holdsSecret
        return list
    }

    private func list(
        _ node: LiteralList, _ scope: Scope, _ measure: inout ValueMeasure, depth: Int
    ) throws(Interruption) -> Value {
        var values: [Value] = []
        values.reserveCapacity(node.values.count)
        for expression in node.values {
            let unwrapped = expression.withoutParentheses
            if case .unfold(let node) = unwrapped {
                let elements = try evaluateUnfold(node, scope)
                for element in elements { measure.include(element, depth: depth + 1) }
                values.append(contentsOf: elements)
            } else {
                values.append(try evaluatePart(unwrapped, scope, &measure, depth: depth + 1))
            }
        }
        try checkSize(values.count)
        measure.includeContainer(of: values.count, depth: depth)
        return .array(values)
    }

    func evaluateHash(_ node: LiteralHash, _ scope: Scope) throws(Interruption) -> Value {
        var measure = newMeasure()
        let hash = try hash(node, scope, &measure, depth: 0)
        try accept(measure)
        literalHoldsSecret = measure.holdsSecret
        return hash
    }

    private func hash(
        _ node: LiteralHash, _ scope: Scope, _ measure: inout ValueMeasure, depth: Int
    ) throws(Interruption) -> Value {
        measure.includeContainer(of: node.entries.count &* 2, depth: depth, size: node.namesSize)
        if !node.names.isEmpty {
            var values = ContiguousArray<Value>()
            values.reserveCapacity(node.names.count)
            for entry in node.entries {
                values.append(try evaluatePart(entry.value, scope, &measure, depth: depth + 1))
            }
            return .hash(PuppetHash(uncheckedUniqueKeys: HashKeys.of(node).keys, values: values))
        }
        var entries = PuppetHash(minimumCapacity: node.entries.count)
        for entry in node.entries {
            let key = try evaluatePart(entry.key, scope, &measure, depth: depth + 1)
            entries.updateValue(try evaluatePart(entry.value, scope, &measure, depth: depth + 1), forKey: key)
        }
        return .hash(entries)
    }

    /// An element of a list or a hash that stands in the manifest, measured as a part of the outermost.
    private func evaluatePart(
        _ expression: Expression, _ scope: Scope, _ measure: inout ValueMeasure, depth: Int
    ) throws(Interruption) -> Value {
        switch expression {
        case .literalList(let node):
            return try evaluate(expression) { () throws(Interruption) in
                try list(node, scope, &measure, depth: depth)
            }
        case .literalHash(let node):
            return try evaluate(expression) { () throws(Interruption) in
                try hash(node, scope, &measure, depth: depth)
            }
        default:
            let value = try evaluate(expression, scope)
            measure.include(value, depth: depth)
            return value
        }
    }

    /// A double-quoted string. What is made from a secret is a secret.
    func evaluateString(_ node: ConcatenatedString, _ scope: Scope) throws(Interruption) -> Value {
        var text = ""
        var isSecret = false
        for segment in node.segments {
            if case .literalString(let literal) = segment {
                text += literal.value
                continue
            }
            let value =
                if case .text(let node) = segment { try evaluateInterpolated(node, scope) } else {
                    try evaluate(segment, scope)
                }
            text += interpolated(value, isSecret: &isSecret)
        }
        try checkSize(text.utf8.count)
        try countSteps(text.utf8.count >> 4)
        return isSecret ? .secret(text) : .string(text)
    }

    func evaluateText(_ node: TextExpression, _ scope: Scope) throws(Interruption) -> Value {
        var isSecret = false
        let text = interpolated(try evaluateInterpolated(node, scope), isSecret: &isSecret)
        return isSecret ? .secret(text) : .string(text)
    }

    /// The value of `${expr}`; a bare word there is a variable's name.
    private func evaluateInterpolated(_ node: TextExpression, _ scope: Scope) throws(Interruption) -> Value {
        if let variable = node.variable { return try self.variable(variable, scope) }
        return try evaluate(node.expr, scope)
    }

    /// The text that a value has inside a string.
    func interpolated(_ value: Value, isSecret: inout Bool) -> String {
        switch value {
        case .string(let text): return text
        case .undef: return ""
        case .secret(let text):
            isSecret = true
            return text
        case .sensitive(let inner):
            isSecret = true
            return interpolated(inner, isSecret: &isSecret)
        case .array, .hash, .object, .deferred:
            if value.holdsSecret { isSecret = true }
            return ValueFormatter.interpolated(value)
        case .default, .boolean, .integer, .float, .regexp, .type, .binary, .semVer, .semVerRange, .timestamp,
            .timespan, .uri:
            return ValueFormatter.interpolated(value)
        }
    }

    func evaluateHeredoc(_ node: HeredocExpression, _ scope: Scope) throws(Interruption) -> Value {
        let value = try evaluate(node.textExpr, scope)
        if node.syntax == "json", case .string(let text) = value {
            do throws(JSONParser.Failure) {
                _ = try JSONParser.parse(text)
            } catch {
                throw raise(
                    "invalid_heredoc",
                    "Invalid produced text having syntax: 'json'. JSON syntax checker: Cannot parse invalid JSON string. \"\(error.message)\"",
                    at: place(node.textExpr.range))
            }
        }
        return value
    }

    func evaluateReservedWord(_ node: ReservedWord) throws(Interruption) -> Value {
        throw fail(
            "reserved_word", "Use of reserved word: \(node.word), must be quoted if intended to be a String value",
            node.range)
    }

    /// A lambda is evaluated by the call that it belongs to; standing alone it is nothing.
    func evaluateLambda(_ node: LambdaExpression) throws(Interruption) -> Value {
        throw fail("illegal_lambda", "A Lambda can only be given to a function", node.range)
    }

    func evaluateNamedAccess(_ node: NamedAccessExpression, _ scope: Scope) throws(Interruption) -> Value {
        throw fail("illegal_expression", "Illegal expression. A '.' expression is only allowed as a call", node.range)
    }
}

extension Expression {
    /// What the parentheses around an expression hold.
    var withoutParentheses: Expression {
        var expression = self
        while case .parenthesized(let node) = expression { expression = node.expr }
        return expression
    }
}

/// The keys of a hash that stands in a manifest, as they are kept with it.
private final class HashKeys: Sendable {
    let keys: ContiguousArray<Value>

    private init(_ names: [String]) { keys = ContiguousArray(names.map(Value.string)) }

    static func of(_ node: LiteralHash) -> HashKeys {
        if let known = node.namesNote.content as? HashKeys { return known }
        let keys = HashKeys(node.names)
        node.namesNote.keep(keys)
        return keys
    }
}

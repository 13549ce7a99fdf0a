import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes
import Regexp

extension Evaluator {
    func evaluateComparison(_ node: ComparisonExpression, _ scope: Scope) throws(Interruption) -> Bool {
        let left = try evaluate(node.leftExpr, scope)
        let right = try evaluate(node.rightExpr, scope)
        switch node.operator {
        case .equal: return ValueComparison.equals(left, right)
        case .notEqual: return !ValueComparison.equals(left, right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if case .type(let type) = left {
                guard case .type(let other) = right else { return false }
                return compare(type, node.operator, other)
            }
            do throws(TypeError) {
                return compare(try ValueComparison.compare(left, right), node.operator)
            } catch {
                throw fail(
                    "comparison_not_possible",
                    "Comparison of: \(Label.of(left)) \(node.operator.rawValue) \(Label.of(right)), is not possible. Caused by '\(error.message)'.",
                    node.range)
            }
        }
    }

    private func compare(_ order: Int, _ comparison: ComparisonOperator) -> Bool {
        switch comparison {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .equal: order == 0
        case .notEqual: order != 0
        }
    }

    /// Types compare by what they accept: `Integer < Numeric`.
    private func compare(_ left: PuppetType, _ comparison: ComparisonOperator, _ right: PuppetType) -> Bool {
        switch comparison {
        case .less: right.isAssignable(from: left) && left != right
        case .lessOrEqual: right.isAssignable(from: left)
        case .greater: left.isAssignable(from: right) && left != right
        case .greaterOrEqual: left.isAssignable(from: right)
        case .equal: left == right
        case .notEqual: left != right
        }
    }

    func evaluateAnd(_ node: AndExpression, _ scope: Scope) throws(Interruption) -> Bool {
        guard try evaluate(node.leftExpr, scope).isTruthy else { return false }
        return try evaluate(node.rightExpr, scope).isTruthy
    }

    func evaluateOr(_ node: OrExpression, _ scope: Scope) throws(Interruption) -> Bool {
        if try evaluate(node.leftExpr, scope).isTruthy { return true }
        return try evaluate(node.rightExpr, scope).isTruthy
    }

    func evaluateMatch(_ node: MatchExpression, _ scope: Scope) throws(Interruption) -> Bool {
        let left = try evaluate(node.leftExpr, scope)
        let pattern = try evaluate(node.rightExpr, scope)
        let wantsMatch = node.operator == .match
        let source: String
        switch pattern {
        case .type(let type): return type.accepts(left) == wantsMatch
        case .semVerRange(let range): return try Self.includes(range, left) == wantsMatch
        case .regexp(let text), .string(let text), .secret(let text): source = text
        default:
            throw fail(
                "match_not_regexp",
                "Can not convert right match operand to a regular expression. Caused by 'no implicit conversion of \(Label.of(pattern)) into String'.",
                node.rightExpr.range)
        }
        let regexp: PuppetRegexp
        do throws(RegexpError) {
            regexp = try types.regexp(source)
        } catch {
            throw fail(
                "match_not_regexp",
                "Can not convert right match operand to a regular expression. Caused by '\(pattern.holdsSecret ? BuiltinFunctions.shown(pattern) : error.message)'.",
                node.rightExpr.range)
        }
        guard let text = left.stringContent else {
            throw fail(
                "match_not_string", "Left match operand must result in a String value. Got \(Label.article(left)).",
                node.leftExpr.range)
        }
        return try match(regexp, text, isSecret: left.isSecretString, scope) == wantsMatch
    }

    /// Matches, and sets `$0`, `$1`, … if it did.
    private func match(
        _ regexp: PuppetRegexp, _ text: String, isSecret: Bool, _ scope: Scope
    ) throws(Interruption) -> Bool {
        guard let match = try RubyString.firstMatch(of: regexp, in: text) else { return false }
        scope.match = match.captures.map { capture in
            guard let capture else { return .undef }
            return isSecret ? .secret(String(capture)) : .string(String(capture))
        }
        return true
    }

    private static func includes(_ range: SemVerRange, _ value: Value) throws(Interruption) -> Bool {
        switch value {
        case .semVer: return PuppetType.semVer([range]).accepts(value)
        case .string(let text), .secret(let text):
            do throws(TypeError) {
                return PuppetType.semVer([range]).accepts(
                    try TypeConversion.new(.semVer([]), arguments: [.string(text)]))
            } catch {
                return false
            }
        default: return false
        }
    }

    func evaluateIn(_ node: InExpression, _ scope: Scope) throws(Interruption) -> Bool {
        let left = try evaluate(node.leftExpr, scope)
        let right = try evaluate(node.rightExpr, scope)
        // A regular expression that matches sets the match variables, as with `=~`.
        if case .regexp(let source) = left { return try contains(source, in: right, scope) }
        do throws(TypeError) {
            return try ValueComparison.contains(left, in: right)
        } catch {
            throw .failure(error.message)
        }
    }

    private func contains(_ source: String, in container: Value, _ scope: Scope) throws(Interruption) -> Bool {
        let regexp = try compiled(source)
        switch container {
        case .string(let text), .secret(let text):
            return try match(regexp, text, isSecret: container.isSecretString, scope)
        case .array(let elements):
            for element in elements {
                if let text = element.stringContent {
                    if try match(regexp, text, isSecret: element.isSecretString, scope) { return true }
                } else if element == .regexp(source) {
                    return true
                }
            }
            return false
        case .hash(let entries):
            return try contains(source, in: .array(Array(entries.keys)), scope)
        default:
            return false
        }
    }

    func compiled(_ source: String) throws(Interruption) -> PuppetRegexp {
        do throws(RegexpError) { return try types.regexp(source) } catch { throw .failure(error.message) }
    }

    /// Whether a value matches the option of a case or selector. A match sets `$0`, `$1`, ….
    func matches(_ value: Value, option: Value, _ scope: Scope) throws(Interruption) -> Bool {
        switch option {
        case .regexp(let source):
            guard let text = value.stringContent else { return value == option }
            return try match(compiled(source), text, isSecret: value.isSecretString, scope)
        case .type(let type):
            if case .type(let other) = value, other == type { return true }
            return type.accepts(value)
        case .semVerRange(let range):
            if value == option { return true }
            guard case .semVer = value else { return false }
            return try Self.includes(range, value)
        case .array(let options):
            guard case .array(let values) = value, values.count == options.count else { return false }
            for (element, elementOption) in zip(values, options) {
                guard elementOption == .default ? true : try matches(element, option: elementOption, scope) else {
                    return false
                }
            }
            return true
        case .hash(let options):
            guard case .hash(let entries) = value else { return false }
            for (key, entryOption) in options {
                guard let entry = entries[key], try matches(entry, option: entryOption, scope) else { return false }
            }
            return true
        case .default: return true
        default:
            return ValueComparison.equals(value, option)
        }
    }
}

extension Value {
    var isSecretString: Bool { if case .secret = self { true } else { false } }
}

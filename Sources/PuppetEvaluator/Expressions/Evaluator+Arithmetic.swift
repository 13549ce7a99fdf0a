import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func evaluateUnaryMinus(_ node: UnaryMinusExpression, _ scope: Scope) throws(Interruption) -> Value {
        switch try numeric(try evaluate(node.expr, scope), node.range) {
        case .integer(let value):
            guard let result = Int(exactly: -Int128(value)) else { throw overflow(-Int128(value), .unaryMinus(node)) }
            return .integer(result)
        case .float(let value): return .float(-value)
        case .timespan(let value):
            return .timespan(Timespan(nanoseconds: value.nanoseconds == .min ? .max : -value.nanoseconds))
        case let other:
            throw fail(
                "operator_not_applicable", "Operator '-' is not applicable to \(Label.article(other)).", node.range)
        }
    }

    func evaluateArithmetic(_ node: ArithmeticExpression, _ scope: Scope) throws(Interruption) -> Value {
        var left = try evaluate(node.leftExpr, scope)
        let right = try evaluate(node.rightExpr, scope)
        if node.consumesLeft, tracer == nil, left.isListOrHash, case .variable(let variable) = node.leftExpr,
            scope.isBound(variable.key)
        {
            left = .undef
            return try grown(scope.take(variable.key) ?? .undef, by: right)
        }
        switch (left, node.operator) {
        case (.array, .add), (.array, .subtract), (.array, .leftShift), (.hash, .add), (.hash, .subtract),
            (.hash, .leftShift):
            return try combine(left, right, node)
        case (.binary(let first), .add):
            guard case .binary(let second) = right else { throw .failure("Can only append Binary to a Binary") }
            return .binary(first + second)
        case (.uri(let base), .add):
            return try merge(uri: base, right)
        default:
            return try calculate(left, right, node)
        }
    }

    /// `$memo + …` as the last of a lambda: nothing reads the variable any more, so its list or hash grows in place, and
    /// costs by what is added to it.
    private func grown(_ value: consuming Value, by right: Value) throws(Interruption) -> Value {
        if case .array(var elements) = value {
            // Lets go of the list, so that it is not copied.
            value = .undef
            let before = GrownValue.Identity(elements)
            let added = Self.list(right)
            try countSteps(added.count >> 2)
            elements.append(contentsOf: added)
            try checkGrown(before, to: GrownValue.Identity(elements), by: .array(added)) { .array(elements) }
            return .array(elements)
        }
        guard case .hash(var entries) = value else { return value }
        value = .undef
        let before = GrownValue.Identity(entries)
        try merge(right, into: &entries)
        let isLonger = entries.count - before.count == Self.entryCount(right)
        try checkGrown(isLonger ? before : nil, to: GrownValue.Identity(entries), by: right) { .hash(entries) }
        return .hash(entries)
    }

    /// How many entries a value adds to a hash, at the most; nil for what is no hash.
    private static func entryCount(_ value: Value) -> Int? {
        if case .hash(let entries) = value { entries.count } else { nil }
    }

    /// `+`, `-` and `<<` on lists and hashes.
    private func combine(_ left: Value, _ right: Value, _ node: ArithmeticExpression) throws(Interruption) -> Value {
        switch (left, node.operator) {
        case (.array(let elements), .add):
            let added = Self.list(right)
            try countSteps((elements.count &+ added.count) >> 2)
            let list = Value.array(elements + added)
            try checkNesting(list)
            return list
        case (.array(let elements), .subtract):
            let removed = Set(Self.list(right))
            return .array(elements.filter { !removed.contains($0) })
        case (.array(let elements), _):
            let list = Value.array(elements + [right])
            try checkNesting(list)
            return list
        case (.hash(let entries), .add):
            try countSteps(entries.count >> 2)
            let hash = Value.hash(try merging(entries, right))
            try checkNesting(hash)
            return hash
        case (.hash(let entries), .subtract):
            let removed: Set<Value> =
                switch right {
                case .array(let keys): Set(keys)
                case .hash(let other): Set(other.keys)
                default: [right]
                }
            return .hash(entries.filter { !removed.contains($0.key) })
        default:
            throw notApplicable(left, node)
        }
    }

    private static func list(_ value: Value) -> [Value] {
        switch value {
        case .array(let elements): elements
        case .hash(let entries): entries.map { .array([$0.key, $0.value]) }
        default: [value]
        }
    }

    private func merging(_ entries: PuppetHash, _ right: Value) throws(Interruption) -> PuppetHash {
        var result = entries
        try merge(right, into: &result)
        return result
    }

    private func merge(_ right: Value, into result: inout PuppetHash) throws(Interruption) {
        switch right {
        case .hash(let other):
            for (key, value) in other { result[key] = value }
        case .array(let elements):
            // [[k, v], …] when every element is a list, else [k, v, k, v].
            let isPairs = !elements.isEmpty && elements.allSatisfy { if case .array = $0 { true } else { false } }
            if isPairs {
                for case .array(let pair) in elements {
                    guard pair.count == 1 || pair.count == 2 else {
                        throw .failure("invalid number of elements (\(pair.count) for 1..2)")
                    }
                    result[pair[0]] = pair.count == 2 ? pair[1] : .undef
                }
            } else {
                guard elements.count.isMultiple(of: 2) else { throw .failure("odd number of arguments for Hash") }
                for index in stride(from: 0, to: elements.count, by: 2) {
                    result[elements[index]] = elements[index + 1]
                }
            }
        default:
            throw .failure("Can only append Array or Hash to a Hash")
        }
    }

    private func merge(uri base: String, _ right: Value) throws(Interruption) -> Value {
        let reference: String
        switch right {
        case .uri(let text), .string(let text): reference = text
        default: throw .failure("An URI can only be merged with an URI or String")
        }
        return .uri(URIReference.merge(base, reference))
    }

    private func calculate(_ left: Value, _ right: Value, _ node: ArithmeticExpression) throws(Interruption) -> Value {
        let first = try numeric(left, node.leftExpr.range)
        let second = try numeric(right, node.rightExpr.range)
        switch (first, second) {
        case (.integer(let a), .integer(let b)): return .integer(try integer(a, b, node))
        case (.integer(let a), .float(let b)):
            // The count of a shift is cut to an integer.
            if node.operator == .leftShift || node.operator == .rightShift,
                let count = Int(exactly: b.rounded(.towardZero))
            {
                return .integer(try integer(a, count, node))
            }
            return .float(try float(Double(a), b, first, second, node))
        case (.float(let a), .integer(let b)): return .float(try float(a, Double(b), first, second, node))
        case (.float(let a), .float(let b)): return .float(try float(a, b, first, second, node))
        default: return try TimeArithmetic.calculate(first, second, node, self)
        }
    }

    private func integer(_ a: Int, _ b: Int, _ node: ArithmeticExpression) throws(Interruption) -> Int {
        let result: Int128
        switch node.operator {
        case .add: result = Int128(a) + Int128(b)
        case .subtract: result = Int128(a) - Int128(b)
        case .multiply: result = Int128(a) * Int128(b)
        case .divide:
            guard b != 0 else { throw fail("division_by_zero", "Division by 0", node.rightExpr.range) }
            result = Self.floorDivide(Int128(a), Int128(b)).quotient
        case .modulo:
            guard b != 0 else { throw fail("division_by_zero", "Division by 0", node.rightExpr.range) }
            result = Self.floorDivide(Int128(a), Int128(b)).remainder
        case .leftShift: return try shift(a, left: b, node)
        case .rightShift: return try shift(a, left: b == .min ? .max : -b, node)
        }
        guard let exact = Int(exactly: result) else { throw overflow(result, .arithmetic(node)) }
        return exact
    }

    /// Division rounds down, as Ruby's does.
    private static func floorDivide(_ a: Int128, _ b: Int128) -> (quotient: Int128, remainder: Int128) {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder != 0 && (remainder < 0) != (b < 0) ? (quotient - 1, remainder + b) : (quotient, remainder)
    }

    private func shift(_ a: Int, left count: Int, _ node: ArithmeticExpression) throws(Interruption) -> Int {
        if a == 0 || count == 0 { return a }
        if count < 0 { return count <= -63 ? (a < 0 ? -1 : 0) : a >> -count }
        guard count < 63, let exact = Int(exactly: Int128(a) << count) else {
            guard count < 64 else {
                throw fail(
                    "numeric_overflow", overflowText(.arithmetic(node), isNegative: a < 0, "a number of \(count) bits"),
                    node.range)
            }
            throw overflow(Int128(a) << count, .arithmetic(node))
        }
        return exact
    }

    private func float(
        _ a: Double, _ b: Double, _ left: Value, _ right: Value, _ node: ArithmeticExpression
    ) throws(Interruption) -> Double {
        let result: Double
        switch node.operator {
        case .add: result = a + b
        case .subtract: result = a - b
        case .multiply: result = a * b
        case .divide: result = a / b
        case .modulo:
            if case .float = left { throw notApplicable(left, node) }
            throw notApplicable(left, right, node)
        case .leftShift, .rightShift:
            throw notApplicable(left, node)
        }
        if result.isInfinite {
            throw fail(
                "infinity", "The result of the \(node.operator.rawValue) expression is Infinity", node.leftExpr.range)
        }
        return result
    }

    /// A number as it is. A string that reads as one is refused, as Puppet refuses it with `strict=error`.
    func numeric(_ value: Value, _ range: SourceRange) throws(Interruption) -> Value {
        switch value {
        case .integer, .float, .timespan, .timestamp: return value
        case .string(let text):
            if let number = NumericString.parse(text) {
                throw fail(
                    "numeric_coercion",
                    "The string '\(text)' was automatically coerced to the numerical value \(ValueFormatter.interpolated(number))",
                    range)
            }
        case .secret:
            throw fail("not_numeric", "The value 'Sensitive [value redacted]' cannot be converted to Numeric.", range)
        default: break
        }
        let shown = value.holdsSecret ? BuiltinFunctions.shown(value) : RubyText.string(value)
        throw fail("not_numeric", "The value '\(shown)' cannot be converted to Numeric.", range)
    }

    func notApplicable(_ left: Value, _ node: ArithmeticExpression) -> Interruption {
        fail(
            "operator_not_applicable",
            "Operator '\(node.operator.rawValue)' is not applicable to \(Label.article(left)).",
            node.leftExpr.range)
    }

    func notApplicable(_ left: Value, _ right: Value, _ node: ArithmeticExpression) -> Interruption {
        let text = "Operator '\(node.operator.rawValue)' is not applicable to \(Label.article(left))"
        return fail(
            "operator_not_applicable", "\(text) when right side is \(Label.article(right)).", node.leftExpr.range)
    }

    private func overflow(_ value: Int128, _ expression: Expression) -> Interruption {
        let magnitude = String(value.magnitude, radix: 16)
        let text = "\(value < 0 ? "-" : "+")0x\(magnitude)"
        return fail("numeric_overflow", overflowText(expression, isNegative: value < 0, text), expression.range)
    }

    private func overflowText(_ expression: Expression, isNegative: Bool, _ value: String) -> String {
        let end = isNegative ? "min" : "max"
        return
            "\(Label.capitalizedArticle(expression)) resulted in a value outside of Puppet Integer \(end) range, got '\(value)'"
    }
}

extension Value {
    fileprivate var isListOrHash: Bool {
        switch self {
        case .array, .hash: true
        default: false
        }
    }
}

import OrderedCollections

/// An expression with all its names resolved, ready to be run many times.
indirect enum Node: Sendable {
    case constant(CELValue)
    case local(Int)
    /// A variable that comes from outside, or a type of its name where there is none.
    case global(Int, name: String, fallback: CELValue?, at: Int)
    case select(Node, field: String, isOptional: Bool, at: Int)
    case has(Node, field: String, at: Int)
    case index(Node, Node, isOptional: Bool, at: Int)
    case and(Node, Node, at: Int)
    case or(Node, Node, at: Int)
    case conditional(Node, Node, Node, at: Int)
    case equal(Node, Node, isNegated: Bool)
    case call(Call)
    case list([Element], at: Int)
    case map([Entry], at: Int)
    case fold(Fold)
    case bind(slot: Int, Node, in: Node)
    /// `a.or(b)` and `a.orValue(b)` of optionals.
    case otherwise(Node, Node, isOptional: Bool, at: Int)

    struct Call: Sendable {
        let name: String
        let overloads: [Overload]
        let arguments: [Node]
        let offset: Int
    }

    struct Element: Sendable {
        let value: Node
        let isOptional: Bool
    }

    struct Entry: Sendable {
        let key: Node
        let value: Node
        let isOptional: Bool
    }

    func evaluate(_ context: inout EvaluationContext) throws(CELError) -> CELValue {
        switch self {
        case .constant(let value): return value
        case .local(let slot):
            try context.spend(1)
            return context.locals[slot]
        case .global(let index, let name, let fallback, let offset):
            if let value = context.globals[index] {
                try context.spend(1)
                return value
            }
            guard let fallback else {
                throw CELError(.evaluation, "no such attribute(s): \(name)", at: offset)
            }
            return fallback
        case .select(let operand, let field, let isOptional, let offset):
            let value = try operand.evaluate(&context)
            try context.spend(1)
            do { return try value.member(field, isOptional: isOptional) } catch { throw error.located(at: offset) }
        case .has(let operand, let field, let offset):
            let value = try operand.evaluate(&context)
            do { return .boolean(try value.has(field)) } catch { throw error.located(at: offset) }
        case .index(let operand, let index, let isOptional, let offset):
            let value = try operand.evaluate(&context)
            let key = try index.evaluate(&context)
            try context.spend(1)
            do { return try value.element(key, isOptional: isOptional) } catch { throw error.located(at: offset) }
        case .and(let left, let right, let offset):
            return .boolean(try Self.decide(left, right, unless: false, at: offset, &context))
        case .or(let left, let right, let offset):
            return .boolean(try Self.decide(left, right, unless: true, at: offset, &context))
        case .conditional(let condition, let first, let second, let offset):
            guard case .boolean(let isTrue) = try condition.evaluate(&context) else {
                throw CELError(.evaluation, "no such overload", at: offset)
            }
            return try (isTrue ? first : second).evaluate(&context)
        case .equal(let left, let right, let isNegated):
            let (a, b) = (try left.evaluate(&context), try right.evaluate(&context))
            try context.spend(equalityCost(a, b))
            return .boolean(try context.equal(a, b) != isNegated)
        case .call(let call): return try call.evaluate(&context)
        case .list(let elements, let offset): return try Self.list(elements, offset, &context)
        case .map(let entries, let offset): return try Self.map(entries, offset, &context)
        case .fold(let fold): return try fold.evaluate(&context)
        case .bind(let slot, let value, let body):
            context.locals[slot] = try value.evaluate(&context)
            try context.spend(1)
            return try body.evaluate(&context)
        case .otherwise(let first, let second, let isOptional, let offset):
            guard case .optional(let value) = try first.evaluate(&context) else {
                throw CELError(.evaluation, "no such overload", at: offset)
            }
            guard let value else { return try second.evaluate(&context) }
            return isOptional ? .optional(value) : value
        }
    }

    /// The same node, or its value where that is the same whenever it is asked for.
    var folded: Node {
        let isConstant: Bool =
            switch self {
            case .list(let elements, _): elements.allSatisfy { $0.value.isConstant && !$0.isOptional }
            case .map(let entries, _):
                entries.allSatisfy { $0.key.isConstant && $0.value.isConstant && !$0.isOptional }
            case .call(let call): Self.conversions.contains(call.name) && call.arguments.allSatisfy(\.isConstant)
            default: false
            }
        guard isConstant else { return self }
        var context = EvaluationContext(globals: [], localCount: 0, costLimit: 1_000_000, timeZoneOffset: nil)
        // What fails fails when it is run.
        return (try? evaluate(&context)).map { .constant($0) } ?? self
    }

    private var isConstant: Bool { if case .constant = self { true } else { false } }

    private static let conversions: Set<String> = [
        "bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint",
    ]

    private func equalityCost(_ left: CELValue, _ right: CELValue) -> Int {
        (min(left.size, right.size) + 9) / 10
    }

    /// `&&` and `||`: where one side decides, the other may fail.
    private static func decide(
        _ left: Node, _ right: Node, unless deciding: Bool, at offset: Int, _ context: inout EvaluationContext
    ) throws(CELError) -> Bool {
        var failure: CELError?
        do {
            if try left.truth(offset, &context) == deciding { return deciding }
        } catch {
            if error.kind == .costExceeded { throw error }
            failure = error
        }
        do {
            if try right.truth(offset, &context) == deciding { return deciding }
        } catch {
            throw error.kind == .costExceeded ? error : failure ?? error
        }
        if let failure { throw failure }
        return !deciding
    }

    func truth(_ offset: Int, _ context: inout EvaluationContext) throws(CELError) -> Bool {
        guard case .boolean(let value) = try evaluate(&context) else {
            throw CELError(.evaluation, "no such overload", at: offset)
        }
        return value
    }

    private static func list(
        _ elements: [Element], _ offset: Int, _ context: inout EvaluationContext
    ) throws(CELError) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            let value = try element.value.evaluate(&context)
            guard element.isOptional else {
                values.append(value)
                continue
            }
            guard case .optional(let inner) = value else {
                throw CELError(
                    .evaluation, "cannot initialize optional list element from non-optional value \(value.text)",
                    at: offset)
            }
            if let inner { values.append(inner) }
        }
        try context.spend(10)
        return .list(values)
    }

    private static func map(
        _ entries: [Entry], _ offset: Int, _ context: inout EvaluationContext
    ) throws(CELError) -> CELValue {
        var values: OrderedDictionary<CELKey, CELValue> = [:]
        for entry in entries {
            let keyValue = try entry.key.evaluate(&context)
            guard let key = CELKey(keyValue) else {
                throw CELError(.evaluation, "unsupported key type: \(keyValue.typeName)", at: offset)
            }
            var value = try entry.value.evaluate(&context)
            if entry.isOptional {
                guard case .optional(let inner) = value else {
                    throw CELError(
                        .evaluation,
                        "cannot initialize optional entry '\(keyValue.text)' from non-optional value \(value.text)",
                        at: offset)
                }
                guard let inner else { continue }
                value = inner
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw CELError(.evaluation, "Failed with repeated key: \(keyValue.text)", at: offset)
            }
        }
        try context.spend(30)
        return .map(CELMap(values))
    }
}

extension Node.Call {
    func evaluate(_ context: inout EvaluationContext) throws(CELError) -> CELValue {
        var values: [CELValue] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments { values.append(try argument.evaluate(&context)) }
        for overload in overloads where overload.accepts(values) {
            do {
                if case .pattern = overload.cost { try context.spend(overload, values, .null) }
                let result = try overload.body(Arguments(values: values), &context)
                if case .pattern = overload.cost { return result }
                try context.spend(overload, values, result)
                return result
            } catch {
                throw error.located(at: offset)
            }
        }
        throw CELError(.evaluation, misfit(values), at: offset)
    }

    /// What is said where no form of the function takes the arguments.
    private func misfit(_ values: [CELValue]) -> String {
        switch (name, values.first) {
        case ("_+_", .boolean), ("_-_", .boolean), ("_*_", .boolean), ("_/_", .boolean), ("_%_", .boolean),
            (_, .null) where name.hasPrefix("_"), ("size", _):
            return "no such overload: \(name)"
        case ("startsWith", _), ("endsWith", _), ("contains", _): return "no such overload"
        default:
            if name.contains("_") || name.hasPrefix("@") { return "no such overload" }
            return "no such overload: \(name)(\(values.map(\.typeName).joined(separator: ", ")))"
        }
    }
}

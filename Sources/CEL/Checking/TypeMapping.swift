/// What is known of the types that letters of signatures stand for.
struct TypeMapping {
    private var known: [String: CELType] = [:]
    private var count = 0

    /// A type that is not known yet.
    mutating func fresh() -> CELType {
        count += 1
        return .parameter("T\(count)")
    }

    /// A signature with its letters replaced by types that are not known yet.
    mutating func instantiate(_ overload: Overload) -> (parameters: [CELType], result: CELType) {
        let letters = ["A": fresh(), "B": fresh()]
        func replaced(_ type: CELType) -> CELType {
            switch type {
            case .parameter(let letter): letters[letter] ?? type
            case .list(let element): .list(replaced(element))
            case .map(let key, let value): .map(replaced(key), replaced(value))
            case .optional(let value): .optional(replaced(value))
            default: type
            }
        }
        return (overload.parameters.map(replaced), replaced(overload.result))
    }

    /// The type with all that is known put in.
    func resolved(_ type: CELType, depth: Int = 0) -> CELType {
        guard depth < 100 else { return .dynamic }
        switch type {
        case .parameter(let letter): return known[letter].map { resolved($0, depth: depth + 1) } ?? type
        case .list(let element): return .list(resolved(element, depth: depth + 1))
        case .map(let key, let value):
            return .map(resolved(key, depth: depth + 1), resolved(value, depth: depth + 1))
        case .optional(let value): return .optional(resolved(value, depth: depth + 1))
        default: return type
        }
    }

    /// As `resolved`, with what nothing is known of as anything.
    func settled(_ type: CELType) -> CELType {
        switch resolved(type) {
        case .parameter: .dynamic
        case .list(let element): .list(settled(element))
        case .map(let key, let value): .map(settled(key), settled(value))
        case .optional(let value): .optional(settled(value))
        case let other: other
        }
    }

    /// Whether values of the types can be arguments; what that says of unknown types is kept if they can.
    mutating func assign(_ types: [CELType], to parameters: [CELType]) -> Bool {
        guard types.count == parameters.count else { return false }
        let before = known
        for (type, parameter) in zip(types, parameters) where !assign(type, to: parameter, depth: 0) {
            known = before
            return false
        }
        return true
    }

    private mutating func assign(_ type: CELType, to parameter: CELType, depth: Int) -> Bool {
        guard depth < 100 else { return false }
        let (left, right) = (resolved(type), resolved(parameter))
        if left == right { return true }
        switch (left, right) {
        case (.dynamic, .parameter(let letter)), (.parameter(let letter), .dynamic):
            known[letter] = .dynamic
            return true
        case (.dynamic, _), (_, .dynamic): return true
        case (_, .parameter(let letter)):
            guard !mentions(left, letter) else { return false }
            known[letter] = left
            return true
        case (.parameter(let letter), _):
            guard !mentions(right, letter) else { return false }
            known[letter] = right
            return true
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)):
            return assign(a, to: b, depth: depth + 1)
        case (.map(let a, let b), .map(let c, let d)):
            return assign(a, to: c, depth: depth + 1) && assign(b, to: d, depth: depth + 1)
        case (.type, .type): return true
        case (.null, _): return isNullable(right)
        case (_, .null): return isNullable(left)
        default: return false
        }
    }

    private func isNullable(_ type: CELType) -> Bool {
        switch type {
        case .object, .timestamp, .duration, .named, .optional: true
        default: false
        }
    }

    private func mentions(_ type: CELType, _ letter: String) -> Bool {
        switch type {
        case .parameter(let other): other == letter
        case .list(let inner), .optional(let inner): mentions(inner, letter)
        case .map(let key, let value): mentions(key, letter) || mentions(value, letter)
        default: false
        }
    }
}

import JSON
import OrderedCollections

/// The small part of CEL that most validation rules are written in: fields of `self`, literals, comparisons,
/// `&&`, `||`, `!`, `in`, `has()` and `size()`.
struct ValidationRule {
    private let tokens: [Substring]
    private let root: JSON
    private var index = 0
    private var depth = 0

    /// What is not understood, or does not apply.
    private struct NotUnderstood: Error {}

    /// Nil where the rule uses more than is understood.
    static func evaluate(_ rule: String, on value: JSON) -> Bool? {
        guard rule.utf8.count <= 4096, let tokens = tokens(rule) else { return nil }
        var evaluation = ValidationRule(tokens: tokens, root: value)
        guard let outcome = try? evaluation.disjunction(), evaluation.index == tokens.count else { return nil }
        return outcome.boolean
    }

    private init(tokens: [Substring], root: JSON) {
        self.tokens = tokens
        self.root = root
    }

    private static func tokens(_ text: String) -> [Substring]? {
        var tokens: [Substring] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first == "'" || first == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: first) else { return nil }
                guard !rest[..<end].contains("\\") else { return nil }
                tokens.append(rest[...end])
                rest = rest[rest.index(after: end)...]
            } else if first.isLetter || first == "_" || first.isNumber {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || ($0 == "." && first.isNumber) }
                tokens.append(word)
                rest = rest.dropFirst(word.count)
            } else {
                let pair = rest.prefix(2)
                let symbol = ["&&", "||", "==", "!=", "<=", ">="].contains(pair) ? pair : rest.prefix(1)
                tokens.append(symbol)
                rest = rest.dropFirst(symbol.count)
            }
        }
        return tokens
    }

    private func peek() -> Substring? { index < tokens.count ? tokens[index] : nil }

    private mutating func take(_ token: String) -> Bool {
        guard peek() == token[...] else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ token: String) throws {
        guard take(token) else { throw NotUnderstood() }
    }

    private mutating func disjunction() throws -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw NotUnderstood() }
        var result = try conjunction()
        while take("||") {
            guard let left = result.boolean, let right = try conjunction().boolean else { throw NotUnderstood() }
            result = .boolean(left || right)
        }
        return result
    }

    private mutating func conjunction() throws -> JSON {
        var result = try relation()
        while take("&&") {
            guard let left = result.boolean, let right = try relation().boolean else { throw NotUnderstood() }
            result = .boolean(left && right)
        }
        return result
    }

    private mutating func relation() throws -> JSON {
        let left = try unary()
        guard let symbol = peek(), ["==", "!=", "<", "<=", ">", ">=", "in"].contains(symbol) else { return left }
        index += 1
        let right = try unary()
        switch symbol {
        case "==": return .boolean(left == right)
        case "!=": return .boolean(left != right)
        case "in":
            if let elements = right.array { return .boolean(elements.contains(left)) }
            guard let members = right.object, let key = left.string else { throw NotUnderstood() }
            return .boolean(members.keys.contains(key))
        default: return .boolean(try compare(left, right, symbol))
        }
    }

    private func compare(_ left: JSON, _ right: JSON, _ symbol: Substring) throws -> Bool {
        if let a = left.double, let b = right.double {
            switch symbol {
            case "<": return a < b
            case "<=": return a <= b
            case ">": return a > b
            default: return a >= b
            }
        }
        guard let a = left.string, let b = right.string else { throw NotUnderstood() }
        switch symbol {
        case "<": return a < b
        case "<=": return a <= b
        case ">": return a > b
        default: return a >= b
        }
    }

    private mutating func unary() throws -> JSON {
        if take("!") {
            guard let value = try unary().boolean else { throw NotUnderstood() }
            return .boolean(!value)
        }
        if take("-") {
            switch try unary() {
            case .integer(let number): return .integer(0 &- number)
            case .double(let number): return .double(-number)
            case .null, .boolean, .string, .array, .object: throw NotUnderstood()
            }
        }
        return try member()
    }

    private mutating func member() throws -> JSON {
        var value = try primary()
        while true {
            if take(".") {
                guard let name = peek().map(String.init) else { throw NotUnderstood() }
                index += 1
                if peek() == "(" {
                    value = try call(name, on: value)
                } else {
                    guard let child = value[name] else { throw NotUnderstood() }
                    value = child
                }
            } else if take("[") {
                let key = try disjunction()
                try expect("]")
                guard let child = key.integer.flatMap({ value[$0] }) ?? key.string.flatMap({ value[$0] }) else {
                    throw NotUnderstood()
                }
                value = child
            } else {
                return value
            }
        }
    }

    private mutating func call(_ name: String, on value: JSON) throws -> JSON {
        try expect("(")
        if name == "size", take(")") { return try size(value) }
        guard let text = value.string, let argument = try disjunction().string else { throw NotUnderstood() }
        try expect(")")
        switch name {
        case "startsWith": return .boolean(text.hasPrefix(argument))
        case "endsWith": return .boolean(text.hasSuffix(argument))
        case "contains": return .boolean(text.contains(argument))
        case "matches":
            guard let regex = try? Regex(argument) else { throw NotUnderstood() }
            return .boolean(text.firstMatch(of: regex) != nil)
        default: throw NotUnderstood()
        }
    }

    private mutating func primary() throws -> JSON {
        guard let token = peek() else { throw NotUnderstood() }
        index += 1
        switch token {
        case "(":
            let value = try disjunction()
            try expect(")")
            return value
        case "[":
            var elements: [JSON] = []
            while !take("]") {
                elements.append(try disjunction())
                if peek() != "]" { try expect(",") }
            }
            return .array(elements)
        case "self": return root
        case "true": return true
        case "false": return false
        case "null": return .null
        case "has":
            try expect("(")
            let start = index
            let found = (try? member()) != nil
            if !found { index = start }
            while let next = peek(), next != ")" { if !found || next != ")" { index += 1 } }
            try expect(")")
            return .boolean(found)
        case "size":
            try expect("(")
            let value = try disjunction()
            try expect(")")
            return try size(value)
        default: return try literal(token)
        }
    }

    private func size(_ value: JSON) throws -> JSON {
        switch value {
        case .string(let text): .integer(text.unicodeScalars.count)
        case .array(let elements): .integer(elements.count)
        case .object(let members): .integer(members.count)
        case .null, .boolean, .integer, .double: throw NotUnderstood()
        }
    }

    private func literal(_ token: Substring) throws -> JSON {
        if let first = token.first, first == "'" || first == "\"" {
            return .string(String(token.dropFirst().dropLast()))
        }
        if let number = Int(token) { return .integer(number) }
        if let number = Double(token) { return .double(number) }
        throw NotUnderstood()
    }
}

import OrderedCollections
import PuppetTypes

/// Evaluates the snippets that need no evaluator: literals, types, `Type.new(…)`, and one comparison.
struct Snippet {
    struct Unsupported: Error {}

    private var rest: Substring

    /// The value of a snippet, or the error that the type system raises.
    static func evaluate(_ code: String) throws -> Value {
        var snippet = Snippet(rest: Substring(code))
        let left = try snippet.expression()
        snippet.skipBlanks()
        if snippet.rest.isEmpty { return left }
        let operators = ["=~", "!~", "==", "!=", "<=", ">=", "<<", ">>", "<", ">", "in "]
        guard let name = operators.first(where: { snippet.rest.hasPrefix($0) }), name != "<<", name != ">>" else {
            throw Unsupported()
        }
        snippet.rest = snippet.rest.dropFirst(name.count)
        let right = try snippet.expression()
        snippet.skipBlanks()
        guard snippet.rest.isEmpty else { throw Unsupported() }
        return .boolean(try compare(left, name, right))
    }

    private static func compare(_ left: Value, _ name: String, _ right: Value) throws -> Bool {
        switch (name, left, right) {
        case ("==", _, _): return ValueComparison.equals(left, right)
        case ("!=", _, _): return !ValueComparison.equals(left, right)
        case ("in ", _, _): return try ValueComparison.contains(left, in: right)
        case ("=~", _, .type(let type)): return type.accepts(left)
        case ("!~", _, .type(let type)): return !type.accepts(left)
        case (_, .type(let left), .type(let right)): return try compare(left, name, right)
        case (_, .type, _): return false
        case ("<", _, _): return try ValueComparison.compare(left, right) < 0
        case (">", _, _): return try ValueComparison.compare(left, right) > 0
        case ("<=", _, _): return try ValueComparison.compare(left, right) <= 0
        case (">=", _, _): return try ValueComparison.compare(left, right) >= 0
        default: throw Unsupported()
        }
    }

    private static func compare(_ left: PuppetType, _ name: String, _ right: PuppetType) throws -> Bool {
        switch name {
        case "<": right.isAssignable(from: left) && left != right
        case ">": left.isAssignable(from: right) && left != right
        case "<=": right.isAssignable(from: left)
        case ">=": left.isAssignable(from: right)
        default: throw Unsupported()
        }
    }

    private mutating func skipBlanks() { rest = rest.drop(while: \.isWhitespace) }

    private mutating func skip(_ text: String) -> Bool {
        skipBlanks()
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func expression() throws -> Value {
        var value = try primary()
        while true {
            if case .type(let type) = value, rest.first == "[" {
                rest.removeFirst()
                value = .type(try type.parameterized(try list(until: "]")))
            } else if case .type(let type) = value, rest.first == "(" {
                rest.removeFirst()
                value = try TypeConversion.new(type, arguments: try list(until: ")"))
            } else if case .type(let type) = value, skip(".new(") {
                value = try TypeConversion.new(type, arguments: try list(until: ")"))
            } else {
                return value
            }
        }
    }

    private mutating func list(until end: String) throws -> [Value] {
        var values: [Value] = []
        while !skip(end) {
            values.append(try expression())
            _ = skip(",")
        }
        return values
    }

    private mutating func primary() throws -> Value {
        skipBlanks()
        guard let first = rest.first else { throw Unsupported() }
        switch first {
        case "'": return try quoted("'")
        case "\"": return try quoted("\"")
        case "[":
            rest.removeFirst()
            return .array(try list(until: "]"))
        case "{": return try hash()
        case "/": return try regexp()
        case "-", "0"..."9": return try number()
        default: return try word()
        }
    }

    private mutating func quoted(_ mark: Character) throws -> Value {
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst(), character != mark {
            guard character == "\\", let next = rest.popFirst() else {
                if character == "$", mark == "\"" { throw Unsupported() }
                text.append(character)
                continue
            }
            if mark == "'" {
                text += next == "'" || next == "\\" ? String(next) : "\\\(next)"
            } else {
                guard let escaped = ["t": "\t", "n": "\n", "\"": "\"", "\\": "\\"][next] else { throw Unsupported() }
                text += escaped
            }
        }
        return .string(text)
    }

    private mutating func hash() throws -> Value {
        rest.removeFirst()
        var entries: PuppetHash = [:]
        while !skip("}") {
            let key = try expression()
            guard skip("=>") else { throw Unsupported() }
            entries[key] = try expression()
            _ = skip(",")
        }
        return .hash(entries)
    }

    private mutating func regexp() throws -> Value {
        rest.removeFirst()
        var source = ""
        while let character = rest.popFirst(), character != "/" {
            guard character == "\\", let next = rest.popFirst() else {
                source.append(character)
                continue
            }
            source += next == "/" ? "/" : "\\\(next)"
        }
        return .regexp(source)
    }

    private mutating func number() throws -> Value {
        let isNegative = skip("-")
        let digits = rest.prefix { $0.isNumber || $0.isLetter || $0 == "." }
        rest = rest[digits.endIndex...]
        let text = (isNegative ? "-" : "") + digits
        if let value = NumericText.integer(text, radix: nil) { return .integer(value) }
        guard let value = Double(text) else { throw Unsupported() }
        return .float(value)
    }

    private mutating func word() throws -> Value {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == ":" || $0 == "_" }
        rest = rest[name.endIndex...]
        switch name {
        case "undef": return .undef
        case "default": return .default
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "File", "Notify": return .type(.resource(typeName: String(name), title: nil))
        default:
            if name.first?.isLowercase ?? false { return .string(String(name)) }
            guard let first = name.first, first.isUppercase, let type = PuppetType.named(String(name)) else {
                throw Unsupported()
            }
            return .type(type)
        }
    }
}

package import JSON

/// Puppet Notation: a tree as nested lists, for people and tests.
///
/// `$x + 1` is `(+ (var "x") 1)` as text, and `{"^": ["+", {"^": ["var", "x"]}, 1]}` as JSON.
package enum PuppetNotation {
    package static func text(_ expression: Expression) -> String {
        var result = ""
        Form(expression).write(into: &result)
        return result
    }

    package static func json(_ expression: Expression) -> JSON {
        Form(expression).json
    }
}

extension PuppetNotation {
    /// A piece of Puppet Notation.
    indirect enum Form {
        case undef
        case boolean(Bool)
        case integer(Int)
        case float(Double)
        case string(String)
        /// `[a b]`
        case list([Form])
        /// `{:key value}`
        case map([(key: String, value: Form)])
        /// `(name a b)`
        case call(String, [Form])
    }
}

extension PuppetNotation.Form {
    func write(into text: inout String) {
        switch self {
        case .undef: text += "nil"
        case .boolean(let value): text += String(value)
        case .integer(let value): text += String(value)
        case .float(let value): text += Self.number(value)
        case .string(let value): Self.quote(value, into: &text)
        case .list(let elements):
            text += "["
            Self.write(elements, into: &text)
            text += "]"
        case .map(let entries):
            text += "{"
            for (position, entry) in entries.enumerated() {
                if position > 0 { text += " " }
                text += ":\(entry.key) "
                entry.value.write(into: &text)
            }
            text += "}"
        case .call(let name, let elements):
            text += "(" + name
            if !elements.isEmpty { text += " " }
            Self.write(elements, into: &text)
            text += ")"
        }
    }

    private static func write(_ elements: [Self], into text: inout String) {
        for (position, element) in elements.enumerated() {
            if position > 0 { text += " " }
            element.write(into: &text)
        }
    }

    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\t": text += "\\t"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\0"..<" ":
                let octal = String(scalar.value, radix: 8)
                text += "\\o" + String(repeating: "0", count: 3 - octal.count) + octal
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// A float as Ruby prints it: `1.0e+15` from 1e15 on, `1.0e-05` below 0.0001.
    private static func number(_ value: Double) -> String {
        let description = value.description
        guard let mark = description.firstIndex(of: "e") else {
            guard value.magnitude >= 1e15 else { return description }
            return exponential(description)
        }
        var mantissa = String(description[..<mark])
        if !mantissa.contains(".") { mantissa += ".0" }
        var exponent = String(description[description.index(after: mark)...])
        let sign = exponent.hasPrefix("-") ? "-" : "+"
        exponent = String(exponent.drop { $0 == "-" || $0 == "+" })
        return mantissa + "e" + sign + (exponent.count < 2 ? "0" + exponent : exponent)
    }

    private static func exponential(_ description: String) -> String {
        let isNegative = description.hasPrefix("-")
        let digits = description.drop { $0 == "-" }.prefix { $0 != "." }
        var fraction = String(digits.dropFirst())
        while fraction.count > 1, fraction.hasSuffix("0") { fraction.removeLast() }
        return (isNegative ? "-" : "") + digits.prefix(1) + "." + fraction + "e+" + String(digits.count - 1)
    }

    var json: JSON {
        switch self {
        case .undef: return .null
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .float(let value): return .double(value)
        case .string(let value): return .string(value)
        case .list(let elements): return .array(elements.map(\.json))
        case .map(let entries): return ["#": .array(entries.flatMap { [.string($0.key), $0.value.json] })]
        case .call(let name, let elements): return ["^": .array([.string(name)] + elements.map(\.json))]
        }
    }
}

import OrderedCollections

/// Values as Ruby's own `to_s` and `inspect` show them: some functions, formats and messages contain that text.
package enum RubyText {
    /// What stands as it is, and what as `Sensitive [value redacted]`.
    package enum Secrets: Sendable {
        case masked
        /// Secret strings are shown, a `Sensitive` is not.
        case textsShown
        /// For texts that become secrets themselves.
        case shown
    }

    /// Ruby's `to_s`.
    package static func string(_ value: Value, secrets: Secrets = .masked) -> String {
        switch value {
        case .undef: ""
        case .string(let text), .uri(let text): text
        case .secret(let text): secrets == .masked ? ValueFormatter.redacted : text
        case .sensitive(let inner): secrets == .shown ? string(inner, secrets: secrets) : ValueFormatter.redacted
        case .array, .hash: inspect(value, secrets: secrets)
        case .regexp(let source): ValueFormatter.regexpText(source)
        default: ValueFormatter.plain(value)
        }
    }

    /// Ruby's `inspect`.
    package static func inspect(_ value: Value, secrets: Secrets = .masked) -> String {
        switch value {
        case .undef: "nil"
        case .default: ":default"
        case .string(let text): inspect(text)
        case .secret(let text): secrets == .masked ? ValueFormatter.redacted : inspect(text)
        case .sensitive(let inner):
            secrets == .shown ? inspect(inner, secrets: secrets) : "#<\(ValueFormatter.redacted)>"
        case .array(let elements):
            "[" + elements.map { inspect($0, secrets: secrets) }.joined(separator: ", ") + "]"
        case .hash(let entries):
            "{"
                + entries.map { "\(inspect($0.key, secrets: secrets))=>\(inspect($0.value, secrets: secrets))" }
                .joined(separator: ", ") + "}"
        case .uri(let text): "#<URI::Generic \(text)>"
        default: ValueFormatter.programmatic(value)
        }
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\n": "\\n", "\t": "\\t", "\r": "\\r", "\u{0C}": "\\f", "\u{0B}": "\\v", "\u{08}": "\\b", "\u{07}": "\\a",
        "\u{1B}": "\\e", "\"": "\\\"", "\\": "\\\\",
    ]

    /// `String#inspect`.
    package static func inspect(_ text: String, asciiOnly: Bool = false) -> String {
        var result = "\""
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if let escape = escapes[scalar] {
                result += escape
            } else if scalar == "#", index + 1 < scalars.count, "{$@".unicodeScalars.contains(scalars[index + 1]) {
                result += "\\#"
            } else if asciiOnly ? !(0x20..<0x7F).contains(scalar.value) : !isPrintable(scalar) {
                result += escape(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return digits.count <= 4 ? "\\u" + String(repeating: "0", count: 4 - digits.count) + digits : "\\u{\(digits)}"
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7F).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }
}

extension Value {
    /// What Ruby's messages call the value: `nil`, `true`, or its class.
    package var rubyOperand: String {
        switch self {
        case .undef: "nil"
        case .boolean(let value): value ? "true" : "false"
        default: rubyClass
        }
    }
}

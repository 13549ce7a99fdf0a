import JSON
import OrderedCollections

/// Writes values as text.
package enum ValueFormatter {
    static let redacted = "Sensitive [value redacted]"

    /// The value as `"${value}"` shows it.
    package static func interpolated(_ value: Value) -> String {
        switch value {
        case .undef: ""
        case .array(let elements): "[" + elements.map(interpolated).joined(separator: ", ") + "]"
        case .hash(let entries):
            "{" + entries.map { "\(interpolated($0.key)) => \(interpolated($0.value))" }.joined(separator: ", ") + "}"
        default: plain(value)
        }
    }

    /// The value as `%s` shows it: strings as they are.
    static func plain(_ value: Value) -> String {
        switch value {
        case .undef: ""
        case .default: "default"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .float(let value): FloatText.shortest(value)
        case .string(let text), .secret(let text), .uri(let text): text
        case .array, .hash: programmatic(value)
        case .sensitive: redacted
        case .regexp(let source): delimited(source)
        case .type(let type): type.description
        case .binary(let bytes): Base64.encode(bytes)
        case .semVer(let version): version.description
        case .semVerRange(let range): range.description
        case .timestamp(let time): time.description
        case .timespan(let span): span.description
        case .deferred, .object: programmatic(value)
        }
    }

    /// The value as `%p` shows it: as it could be written in a manifest.
    package static func programmatic(_ value: Value) -> String {
        switch value {
        case .undef: "undef"
        case .string(let text), .secret(let text): quoted(text)
        case .array(let elements): "[" + elements.map(programmatic).joined(separator: ", ") + "]"
        case .hash(let entries):
            "{" + entries.map { "\(programmatic($0.key)) => \(programmatic($0.value))" }.joined(separator: ", ") + "}"
        case .sensitive: "#<\(redacted)>"
        case .binary(let bytes): "Binary(\"\(Base64.encode(bytes))\")"
        case .uri(let text): "URI(\(quoted(text)))"
        case .semVerRange(let range): range.normalizedText
        case .timestamp(let time): "Timestamp('\(time)')"
        case .timespan(let span): "Timespan('\(span)')"
        case .deferred(let call):
            object("Deferred", ["name": .string(call.name), "arguments": .array(call.arguments)])
        case .object(let value): object(value.typeName, value.attributes)
        default: plain(value)
        }
    }

    private static func object(_ name: String, _ attributes: OrderedDictionary<String, Value>) -> String {
        let entries = attributes.map { "\(quoted($0.key)) => \(programmatic($0.value))" }
        return "\(name)({\(entries.joined(separator: ", "))})"
    }

    /// A value among the arguments of a type.
    static func literal(_ value: Value) -> String {
        switch value {
        case .semVer, .semVerRange, .timestamp, .timespan: "'\(plain(value))'"
        default: programmatic(value)
        }
    }

    /// The text between quotes: single ones, unless a control character needs double ones.
    static func quoted(_ text: String) -> String {
        if text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return doubleQuoted(text) }
        var result = "'"
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                result += "\\"
                result.unicodeScalars.append(scalar)
                isEscaped = false
            } else if scalar == "'" {
                result += "\\'"
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + (isEscaped ? "\\'" : "'")
    }

    static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\"": result += "\\\""
            case "$": result += "\\$"
            case "\\": result += "\\\\"
            default:
                if scalar.value < 0x20 {
                    result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// A regular expression between slashes. Beyond ASCII it carries its flags, as in Puppet.
    static func delimited(_ source: String) -> String {
        if source.utf8.contains(where: { $0 >= 0x80 }) { return "/\(regexpText(source))/" }
        var result = "/"
        var isEscaped = false
        for scalar in source.unicodeScalars {
            if scalar == "/", !isEscaped { result += "\\" }
            isEscaped = scalar == "\\" && !isEscaped
            result.unicodeScalars.append(scalar)
        }
        return result + "/"
    }

    /// A regular expression with its flags, `(?-mix:a)`, as error messages show it.
    package static func regexpText(_ source: String) -> String {
        source.hasPrefix("(?") && source.hasSuffix(")") && hasFlags(source) ? source : "(?-mix:\(source))"
    }

    private static func hasFlags(_ source: String) -> Bool {
        let flags = source.dropFirst(2).prefix { "mix-".contains($0) }
        return !flags.isEmpty && source.dropFirst(2 + flags.count).first == ":"
    }
}

extension SemVerRange {
    /// The range with each alternative written out in bounds.
    var normalizedText: String {
        alternatives.map { bounds in
            if bounds.isEmpty { return "*" }
            return bounds.map { ($0.comparison == .equal ? "" : $0.comparison.rawValue) + $0.version.description }
                .joined(separator: " ")
        }.joined(separator: " || ")
    }
}

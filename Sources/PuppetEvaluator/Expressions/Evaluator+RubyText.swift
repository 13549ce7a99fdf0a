import PuppetTypes

extension Evaluator {
    /// A value as some of Puppet's messages show it: Ruby's own text. Secrets are masked.
    static func rubyText(_ value: Value) -> String {
        switch value {
        case .undef: ""
        case .string(let text): text
        case .secret, .sensitive: "Sensitive [value redacted]"
        case .array, .hash: inspect(value)
        case .regexp(let pattern): "(?-mix:\(pattern))"
        default: ValueFormatter.interpolated(value)
        }
    }

    private static func inspect(_ value: Value) -> String {
        switch value {
        case .undef: "nil"
        case .default: ":default"
        case .string(let text): quoted(text)
        case .array(let elements): "[" + elements.map(inspect).joined(separator: ", ") + "]"
        case .hash(let entries):
            "{" + entries.map { "\(inspect($0.key))=>\(inspect($0.value))" }.joined(separator: ", ") + "}"
        case .regexp(let pattern): "/\(pattern)/"
        default: rubyText(value)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

import OrderedCollections

/// Values as Ruby's `inspect` shows them, which `%p` of `format` and some messages contain.
package enum RubyInspection {
    package static func text(_ value: Value) -> String {
        switch value {
        case .undef: "nil"
        case .default: ":default"
        case .string(let text), .secret(let text): ValueFormatter.rubyInspect(text)
        case .array(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
        case .hash(let entries):
            "{" + entries.map { "\(text($0.key))=>\(text($0.value))" }.joined(separator: ", ") + "}"
        case .uri(let text): "#<URI::Generic \(text)>"
        default: ValueFormatter.programmatic(value)
        }
    }
}

extension Value {
    /// What Ruby's messages call the value: `nil`, `true`, or its class.
    var rubyOperand: String {
        switch self {
        case .undef: "nil"
        case .boolean(let value): value ? "true" : "false"
        default: rubyClass
        }
    }
}

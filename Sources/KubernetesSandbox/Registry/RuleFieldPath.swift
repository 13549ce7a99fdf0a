import JSON

/// The `fieldPath` of a rule: `.spec.host`, `.labels['a']`, of fields that the schema has.
enum RuleFieldPath {
    /// The path as messages write it; nil for one that the schema does not have.
    static func parse(_ text: String, in schema: CustomSchema) -> String? {
        var schema = schema
        var rest = Substring(text)
        var path = ""
        guard !rest.isEmpty else { return nil }
        while let first = rest.popFirst() {
            let name: String
            switch first {
            case ".":
                name = String(rest.prefix { $0 != "." && $0 != "[" && $0 != "]" })
                rest = rest.dropFirst(name.count)
            case "[":
                guard rest.popFirst() == "'", let quoted = quoted(&rest), rest.popFirst() == "]" else { return nil }
                name = quoted
            default: return nil
            }
            if schema.json["properties"] != nil {
                guard let property = schema.property(name) else { return nil }
                path += path.isEmpty ? name : ".\(name)"
                schema = property
            } else if let additional = schema.additionalProperties {
                path += "[\(name)]"
                schema = additional
            } else {
                return nil
            }
        }
        return path
    }

    /// The rest of a text in quotes, up to and with the closing one.
    private static func quoted(_ rest: inout Substring) -> String? {
        let escapes: [Character: Character] = [
            "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}", "'": "'",
            "\\": "\\",
        ]
        var text = ""
        while let next = rest.popFirst() {
            switch next {
            case "'": return text
            case "\\":
                guard let escaped = rest.popFirst().flatMap({ escapes[$0] }) else { return nil }
                text.append(escaped)
            default: text.append(next)
            }
        }
        return nil
    }
}

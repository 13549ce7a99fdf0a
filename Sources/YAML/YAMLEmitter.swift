package import JSON
import OrderedCollections

/// Writes readable block-style YAML that kubectl and Ruby read back to the same value.
///
/// Members keep their order; a list stands unindented under its key, as kubectl prints it.
package struct YAMLEmitter {
    private var lines = ""

    private init() {}

    /// One document, ending in a newline, without `---`.
    package static func text(_ json: JSON) -> String {
        var emitter = YAMLEmitter()
        switch json {
        case .array(let elements) where !elements.isEmpty: emitter.write(elements, indent: 0, isInline: false)
        case .object(let members) where !members.isEmpty: emitter.write(members, indent: 0, isInline: false)
        case .null, .boolean, .integer, .double, .string, .array, .object:
            emitter.lines += emitter.inline(json, indent: 0) + "\n"
        }
        return emitter.lines
    }

    /// Several documents, each after `---`.
    package static func text(documents: [JSON]) -> String {
        documents.map { "---\n" + text($0) }.joined()
    }

    private func margin(_ indent: Int) -> String { String(repeating: "  ", count: indent) }

    /// `isInline`: the first member follows `- ` on its line.
    private mutating func write(_ members: JSONObject, indent: Int, isInline: Bool) {
        for (position, (key, value)) in members.elements.enumerated() {
            if position > 0 || !isInline { lines += margin(indent) }
            lines += YAMLEmitterScalar.key(key, margin: margin(indent))
            switch value {
            case .array(let elements) where !elements.isEmpty:
                lines += "\n"
                write(elements, indent: indent, isInline: false)
            case .object(let nested) where !nested.isEmpty:
                lines += "\n"
                write(nested, indent: indent + 1, isInline: false)
            case .null, .boolean, .integer, .double, .string, .array, .object:
                lines += " " + inline(value, indent: indent + 1) + "\n"
            }
        }
    }

    private mutating func write(_ elements: [JSON], indent: Int, isInline: Bool) {
        for (position, element) in elements.enumerated() {
            if position > 0 || !isInline { lines += margin(indent) }
            lines += "- "
            switch element {
            case .array(let nested) where !nested.isEmpty: write(nested, indent: indent + 1, isInline: true)
            case .object(let members) where !members.isEmpty: write(members, indent: indent + 1, isInline: true)
            case .null, .boolean, .integer, .double, .string, .array, .object:
                lines += inline(element, indent: indent + 1) + "\n"
            }
        }
    }

    /// What follows `key: ` or `- `; a block scalar brings its further lines.
    private func inline(_ value: JSON, indent: Int) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): YAMLEmitterScalar.number(value)
        case .string(let text): YAMLEmitterScalar.text(text, margin: margin(max(indent, 1)))
        case .array: "[]"
        case .object: "{}"
        }
    }
}

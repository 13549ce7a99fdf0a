import OrderedCollections

/// Writes JSON as UTF-8 bytes.
package struct JSONWriter {
    /// How the text is laid out.
    package enum Layout: Sendable {
        /// No blanks; members in their own order.
        case compact
        /// Two blanks a level, `"key": value`; members in their own order. As Ruby's `JSON.pretty_generate`.
        case pretty
        /// No blanks; members sorted by name in UTF-8 order. The form that digests are made of.
        case canonical
    }

    private var bytes: [UInt8] = []
    private let layout: Layout

    private init(layout: Layout) { self.layout = layout }

    package static func bytes(_ value: JSON, _ layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        writer.write(value, indent: 0)
        return writer.bytes
    }

    package static func text(_ value: JSON, _ layout: Layout = .compact) -> String {
        String(decoding: bytes(value, layout), as: UTF8.self)
    }

    private mutating func write(_ value: JSON, indent: Int) {
        switch value {
        case .null: append("null")
        case .boolean(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .double(let value): append(number(value))
        case .string(let value): write(value)
        case .array(let elements): write(elements, indent: indent)
        case .object(let members): write(members, indent: indent)
        }
    }

    private func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if layout == .canonical, let integer = Int(exactly: value) { return String(integer) }
        return value.description
    }

    private mutating func write(_ elements: [JSON], indent: Int) {
        guard !elements.isEmpty else { return append("[]") }
        append("[")
        for (position, element) in elements.enumerated() {
            if position > 0 { append(",") }
            newLine(indent + 1)
            write(element, indent: indent + 1)
        }
        newLine(indent)
        append("]")
    }

    private mutating func write(_ members: JSONObject, indent: Int) {
        guard !members.isEmpty else { return append("{}") }
        append("{")
        var isFirst = true
        let keys =
            layout == .canonical
            ? members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } : Array(members.keys)
        for key in keys {
            if !isFirst { append(",") }
            isFirst = false
            newLine(indent + 1)
            write(key)
            append(layout == .pretty ? ": " : ":")
            write(members[key] ?? .null, indent: indent + 1)
        }
        newLine(indent)
        append("}")
    }

    private mutating func newLine(_ indent: Int) {
        guard layout == .pretty else { return }
        append("\n")
        for _ in 0..<indent { append("  ") }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20:
                let hexadecimal = String(byte, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

import OrderedCollections

/// Writes JSON as UTF-8 bytes: a whole value, or piece by piece what is never made into one.
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

    /// What was written and not taken yet.
    package private(set) var bytes: [UInt8] = []
    private let layout: Layout
    private var depth = 0
    /// Whether the list or object that is open has nothing in it yet.
    private var isEmpty = true

    package init(_ layout: Layout = .compact) { self.layout = layout }

    package static func bytes(_ value: JSON, _ layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout)
        writer.write(value)
        return writer.bytes
    }

    package static func text(_ value: JSON, _ layout: Layout = .compact) -> String {
        String(decoding: bytes(value, layout), as: UTF8.self)
    }

    /// Forgets the bytes, which the caller has taken; what is open stays open.
    package mutating func removeBytes() { bytes.removeAll(keepingCapacity: true) }

    package mutating func write(_ value: JSON) {
        switch value {
        case .null: writeNull()
        case .boolean(let value): write(value)
        case .integer(let value): write(value)
        case .double(let value): write(value)
        case .string(let value): write(value)
        case .array(let elements): write(elements)
        case .object(let members): write(members)
        }
    }

    private mutating func write(_ elements: [JSON]) {
        beginArray()
        for element in elements {
            beginElement()
            write(element)
        }
        endArray()
    }

    private mutating func write(_ members: JSONObject) {
        beginObject()
        if layout == .canonical {
            for position in members.keys.elements.utf8Order {
                beginMember(members.keys[position])
                write(members.values[position])
            }
        } else {
            for (key, value) in members {
                beginMember(key)
                write(value)
            }
        }
        endObject()
    }
}

extension JSONWriter {
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Before each element of an array.
    package mutating func beginElement() {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        newLine()
    }

    /// Before each member of an object. In the canonical layout the caller gives them in the order of `utf8Order`.
    package mutating func beginMember(_ name: String) {
        beginElement()
        write(name)
        bytes.append(UInt8(ascii: ":"))
        if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
        isEmpty = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isEmpty { newLine() }
        bytes.append(bracket)
        isEmpty = false
    }

    private mutating func newLine() {
        guard layout == .pretty else { return }
        append("\n")
        for _ in 0..<depth { append("  ") }
    }
}

extension JSONWriter {
    package mutating func writeNull() { append("null") }
    package mutating func write(_ value: Bool) { append(value ? "true" : "false") }
    package mutating func write(_ value: Int) { append(String(value)) }
    package mutating func write(_ value: Double) { append(number(value)) }

    private func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if layout == .canonical, let integer = Int(exactly: value) { return String(integer) }
        return value.description
    }

    package mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain: Void? = text.utf8.withContiguousStorageIfAvailable { writeEscaped($0) }
        if isPlain == nil { Array(text.utf8).withUnsafeBufferPointer { writeEscaped($0) } }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Most text has nothing to escape, so what lies between two escapes is copied as one piece.
    private mutating func writeEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        for (position, byte) in text.enumerated() where JSONWriter.needsEscape(byte) {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<position]))
            start = position + 1
            writeEscape(byte)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        default:
            let hexadecimal = String(byte, radix: 16)
            append("\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal)
        }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

import OrderedCollections

/// Writes JSON as UTF-8 bytes: a whole value, or piece by piece what is never made into one.
package struct JSONWriter: JSONSink {
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
    /// Whether the container that is open holds nothing yet.
    private var isFirst = true
    private var isAfterName = false
    private var sorting = MemberOrder()

    package init(layout: Layout = .compact, capacity: Int = 0) {
        self.layout = layout
        bytes.reserveCapacity(capacity)
    }

    package static func bytes(_ value: JSON, _ layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        value.write(to: &writer)
        return writer.bytes
    }

    package static func text(_ value: JSON, _ layout: Layout = .compact) -> String {
        String(decoding: bytes(value, layout), as: UTF8.self)
    }

    package mutating func null() { write("null") }
    package mutating func boolean(_ value: Bool) { write(value ? "true" : "false") }
    package mutating func integer(_ value: Int) { write(String(value)) }
    package mutating func double(_ value: Double) { write(number(value)) }

    package mutating func string(_ value: String) {
        beginValue()
        var value = value
        value.withUTF8 { quote($0) }
    }

    package mutating func beginArray() {
        beginValue()
        open(UInt8(ascii: "["))
    }

    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func beginObject() {
        beginValue()
        open(UInt8(ascii: "{"))
        if layout == .canonical { sorting.beginObject(at: bytes.count) }
    }

    package mutating func name(_ name: String) {
        separate()
        var name = name
        name.withUTF8 { utf8 in
            if layout == .canonical { sorting.addMember(utf8, at: bytes.count) }
            quote(utf8)
        }
        bytes.append(UInt8(ascii: ":"))
        if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
        isAfterName = true
    }

    package mutating func endObject() {
        if layout == .canonical { sorting.endObject(in: &bytes) }
        close(UInt8(ascii: "}"))
    }

    /// Forgets the bytes, which the caller has taken. What is open stays open; in the canonical layout, the members of
    /// the objects that are open must come in order from here on.
    package mutating func removeBytes() { bytes.removeAll(keepingCapacity: true) }

    private func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if layout == .canonical, let integer = Int(exactly: value) { return String(integer) }
        return value.description
    }

    private mutating func write(_ word: String) {
        beginValue()
        bytes.append(contentsOf: word.utf8)
    }

    private mutating func beginValue() {
        if isAfterName {
            isAfterName = false
        } else if depth > 0 {
            separate()
        }
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        newLine()
    }

    private mutating func open(_ bracket: UInt8) {
        bytes.append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst { newLine() }
        isFirst = false
        bytes.append(bracket)
    }

    private mutating func newLine() {
        guard layout == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        while let index = JSONWriter.firstEscape(in: utf8, from: start) {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
            escape(utf8[index])
            start = index + 1
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    /// The position of the first byte that needs an escape. Few texts have one, so eight bytes are looked at together.
    private static func firstEscape(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let bytes = UnsafeRawBufferPointer(utf8)
        var position = start
        while bytes.count - position >= 8, !holdsEscape(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        {
            position += 8
        }
        while position < bytes.count {
            if needsEscape(bytes[position]) { return position }
            position += 1
        }
        return nil
    }

    /// Whether one of the eight bytes of a word needs an escape.
    private static func holdsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        // A subtraction that passes zero sets the high bit of its byte; those past ASCII have it already.
        let control = word &- ones &* 0x20
        let quote = (word ^ ones &* UInt64(UInt8(ascii: "\""))) &- ones
        let backslash = (word ^ ones &* UInt64(UInt8(ascii: "\\"))) &- ones
        return (control | quote | backslash) & ~word & high != 0
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            let hexadecimal = String(byte, radix: 16)
            bytes.append(contentsOf: ("u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal).utf8)
        }
    }
}

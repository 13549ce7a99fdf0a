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
        quote(value)
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
        if layout == .canonical { sorting.addMember(name, at: bytes.count) }
        quote(name)
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

    private mutating func quote(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for index in utf8.indices where JSONWriter.needsEscape(utf8[index]) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                escape(utf8[index])
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
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

/// The members of the objects of the canonical layout that are being written: they are put in order at the object's end.
private struct MemberOrder {
    private var objects: [(start: Int, firstMember: Int, isSorted: Bool)] = []
    /// Of all open objects.
    private var names: [String] = []
    private var starts: [Int] = []

    mutating func beginObject(at offset: Int) { objects.append((offset, names.count, true)) }

    mutating func addMember(_ name: String, at offset: Int) {
        guard let object = objects.last else { return }
        if names.count > object.firstMember, !names[names.count - 1].precedesInUTF8(name) {
            objects[objects.count - 1].isSorted = false
        }
        names.append(name)
        starts.append(offset)
    }

    mutating func endObject(in bytes: inout [UInt8]) {
        guard let object = objects.popLast() else { return }
        if !object.isSorted { sort(object.firstMember, from: object.start, in: &bytes) }
        names.removeSubrange(object.firstMember...)
        starts.removeSubrange(object.firstMember...)
    }

    private func sort(_ firstMember: Int, from start: Int, in bytes: inout [UInt8]) {
        let written = Array(bytes[start...])
        bytes.removeSubrange(start...)
        for position in Array(names[firstMember...]).utf8Order {
            let member = firstMember + position
            // A comma stands before the next one.
            let end = member + 1 < starts.count ? starts[member + 1] - 1 : start + written.count
            if bytes.count > start { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: written[starts[member] - start..<end - start])
        }
    }
}

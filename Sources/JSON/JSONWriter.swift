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

    /// The text, and room behind it.
    private var storage: [UInt8] = []
    /// How many bytes were written and not taken yet.
    private var count = 0
    private let layout: Layout
    private var depth = 0
    /// Whether the container that is open holds nothing yet.
    private var isFirst = true
    private var isAfterName = false
    private var sorting = MemberOrder()

    package init(layout: Layout = .compact, capacity: Int = 0) {
        self.layout = layout
        makeRoom(capacity)
    }

    package static func bytes(_ value: JSON, _ layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout)
        value.write(to: &writer)
        return writer.takeBytes()
    }

    package static func text(_ value: JSON, _ layout: Layout = .compact) -> String {
        String(decoding: bytes(value, layout), as: UTF8.self)
    }

    package mutating func null() { write("null") }
    package mutating func boolean(_ value: Bool) { write(value ? "true" : "false") }
    package mutating func integer(_ value: Int) { write(String(value)) }
    package mutating func double(_ value: Double) { write(number(value)) }

    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { string(utf8: $0) }
    }

    /// A string of UTF-8.
    package mutating func string(utf8: UnsafeBufferPointer<UInt8>) {
        beginValue()
        quote(utf8)
    }

    package mutating func string(_ text: String, inBrackets inner: String) {
        beginValue()
        append(UInt8(ascii: "\""))
        var (text, inner) = (text, inner)
        text.withUTF8 { escape($0) }
        append(UInt8(ascii: "["))
        inner.withUTF8 { escape($0) }
        append(UInt8(ascii: "]"))
        append(UInt8(ascii: "\""))
    }

    package mutating func beginArray() {
        beginValue()
        open(UInt8(ascii: "["))
    }

    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func beginObject() {
        beginValue()
        open(UInt8(ascii: "{"))
        if layout == .canonical { sorting.beginObject(at: count) }
    }

    package mutating func name(_ name: String) {
        var name = name
        name.withUTF8 { self.name(utf8: $0) }
    }

    /// A name of UTF-8.
    package mutating func name(utf8: UnsafeBufferPointer<UInt8>) {
        separate()
        let start = count
        quote(utf8)
        if layout == .canonical { sorting.addMember(utf8, from: start, to: count, of: storage) }
        append(UInt8(ascii: ":"))
        if layout == .pretty { append(UInt8(ascii: " ")) }
        isAfterName = true
    }

    /// Begins an object whose members are given in the order of their names, as the canonical layout wants them.
    ///
    /// While no other object is open, bytes may be taken.
    package mutating func beginOrderedObject() {
        beginValue()
        open(UInt8(ascii: "{"))
        if layout == .canonical { sorting.beginOrderedObject() }
    }

    package mutating func endObject() {
        if layout == .canonical { sorting.endObject(at: count, in: &storage) }
        close(UInt8(ascii: "}"))
    }

    /// What was written and not taken yet. What is open stays open.
    package mutating func takeBytes() -> [UInt8] {
        storage.removeLast(storage.count - count)
        count = 0
        var taken: [UInt8] = []
        swap(&taken, &storage)
        return taken
    }

    /// How many bytes `takeBytes` would give.
    package var byteCount: Int { count }

    /// Shows the same bytes and forgets them, but keeps their memory.
    package mutating func drain(_ read: (UnsafeRawBufferPointer) -> Void) {
        storage.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        count = 0
    }

    private func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if layout == .canonical, let integer = Int(exactly: value) { return String(integer) }
        return value.description
    }

    private mutating func write(_ word: String) {
        beginValue()
        var word = word
        word.withUTF8 { append($0) }
    }

    @inline(__always)
    private mutating func beginValue() {
        if isAfterName {
            isAfterName = false
        } else if depth > 0 {
            separate()
        }
    }

    @inline(__always)
    private mutating func separate() {
        if !isFirst { append(UInt8(ascii: ",")) }
        isFirst = false
        if layout == .pretty { newLine() }
    }

    private mutating func open(_ bracket: UInt8) {
        append(bracket)
        depth += 1
        isFirst = true
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        if !isFirst, layout == .pretty { newLine() }
        isFirst = false
        append(bracket)
    }

    private mutating func newLine() {
        let blanks = 2 * depth
        makeRoom(1 + blanks)
        storage.withUnsafeMutableBufferPointer { storage in
            storage[count] = UInt8(ascii: "\n")
            storage[(count + 1)..<(count + 1 + blanks)].update(repeating: UInt8(ascii: " "))
        }
        count += 1 + blanks
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        makeRoom(1)
        storage.withUnsafeMutableBufferPointer { $0[count] = byte }
        count += 1
    }

    private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        makeRoom(text.count)
        storage.withUnsafeMutableBufferPointer { storage in
            _ = UnsafeMutableBufferPointer(rebasing: storage[count...]).update(fromContentsOf: text)
        }
        count += text.count
    }

    @inline(__always)
    private mutating func makeRoom(_ size: Int) {
        let missing = count + size - storage.count
        if missing > 0 { grow(missing) }
    }

    @inline(never)
    private mutating func grow(_ missing: Int) {
        let needed = storage.count + max(missing, 64)
        if storage.isEmpty { storage = Array(repeating: 0, count: 64) }
        // What is in it does not matter, and arrays are copied as a whole, without optimisation too.
        while storage.count < needed { storage.append(contentsOf: storage) }
    }

    /// Few texts need escapes, so eight bytes are looked at and written together.
    private mutating func quote(_ utf8: UnsafeBufferPointer<UInt8>) {
        makeRoom(utf8.count + 2)
        let start = count
        let isWritten = storage.withUnsafeMutableBytes { storage in
            let text = UnsafeMutableRawBufferPointer(rebasing: storage[(start + 1)..<(start + 1 + utf8.count)])
            guard JSONEscapes.copy(UnsafeRawBufferPointer(utf8), to: text) else { return false }
            storage[start] = UInt8(ascii: "\"")
            storage[start + 1 + utf8.count] = UInt8(ascii: "\"")
            return true
        }
        if isWritten { count += utf8.count + 2 } else { quoteWithEscapes(utf8) }
    }

    private mutating func quoteWithEscapes(_ utf8: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        escape(utf8)
        append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ utf8: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while let index = JSONEscapes.firstEscape(in: utf8, from: start) {
            append(UnsafeBufferPointer(rebasing: utf8[start..<index]))
            escape(utf8[index])
            start = index + 1
        }
        append(UnsafeBufferPointer(rebasing: utf8[start...]))
    }

    private mutating func escape(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(UInt8(ascii: "u"))
            for digit in [0, 0, byte >> 4, byte & 15] { append(hexadecimal(digit)) }
        }
    }

    private func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}

/// The keywords by their bytes: a hash table with open addressing, since most words of a manifest are looked up.
struct KeywordTable {
    private var slots: [(word: UInt64, kind: TokenKind)?] = Array(repeating: nil, count: 64)

    static let keywords = KeywordTable([
        ("case", .case), ("class", .class), ("default", .default), ("define", .define), ("if", .if),
        ("elsif", .elsif), ("else", .else), ("inherits", .inherits), ("node", .node), ("and", .and), ("or", .or),
        ("undef", .undef), ("false", .boolean), ("true", .boolean), ("in", .in), ("unless", .unless),
        ("function", .function), ("type", .type), ("attr", .attr), ("private", .private),
    ])

    private init(_ words: [(String, TokenKind)]) {
        for (text, kind) in words {
            let word = Self.packed(Array(text.utf8)[...])
            var slot = Self.firstSlot(word)
            while slots[slot] != nil { slot = (slot + 1) % slots.count }
            slots[slot] = (word, kind)
        }
    }

    /// The keyword that a word is; nil for any other word.
    func kind(of bytes: ArraySlice<UInt8>) -> TokenKind? {
        guard bytes.count <= MemoryLayout<UInt64>.size else { return nil }
        let word = Self.packed(bytes)
        var slot = Self.firstSlot(word)
        while let entry = slots[slot] {
            if entry.word == word { return entry.kind }
            slot = (slot + 1) % slots.count
        }
        return nil
    }

    private static func packed(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func firstSlot(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 58)
    }
}

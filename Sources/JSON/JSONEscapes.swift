/// Which bytes of a text JSON wants escaped. Few texts have one, so eight bytes are looked at together.
enum JSONEscapes {
    /// Copies a text that needs no escapes; false for any other. The last eight bytes may be copied twice.
    @inline(__always)
    static func copy(_ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer) -> Bool {
        guard text.count >= 8 else {
            for position in 0..<text.count {
                guard !needsEscape(text[position]) else { return false }
                target[position] = text[position]
            }
            return true
        }
        var position = 0
        while position + 8 <= text.count {
            guard copyWord(text, to: target, at: position) else { return false }
            position += 8
        }
        return copyWord(text, to: target, at: text.count - 8)
    }

    @inline(__always)
    private static func copyWord(
        _ text: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer, at position: Int
    ) -> Bool {
        let word = text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        target.storeBytes(of: word, toByteOffset: position, as: UInt64.self)
        return !holdsEscape(word)
    }

    /// The position of the first byte that needs an escape.
    static func firstEscape(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
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
}

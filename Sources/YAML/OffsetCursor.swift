/// Turns libyaml's marks, which count characters, into byte offsets.
///
/// Marks come almost in order, so the cursor walks from the last one.
struct OffsetCursor {
    private let bytes: [UInt8]
    /// Where each character is one byte there is nothing to count.
    private let isASCII: Bool
    private let start: Int
    private var character = 0
    private var offset: Int

    /// `start` is the offset of character 0, which is past a byte order mark.
    init(bytes: [UInt8], start: Int) {
        self.bytes = bytes
        self.start = start
        isASCII = bytes[start...].allSatisfy { $0 < 0x80 }
        offset = start
    }

    mutating func offset(ofCharacter target: Int) -> Int {
        if isASCII { return min(start + max(target, 0), bytes.count) }
        while character < target, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            character += 1
        }
        while character > target, offset > 0 {
            offset -= 1
            while offset > 0, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            character -= 1
        }
        return offset
    }
}

/// Turns libyaml's marks, which count characters, into byte offsets.
///
/// Marks come almost in order, so the cursor walks from the last one.
struct OffsetCursor {
    private let bytes: [UInt8]
    private var character = 0
    private var offset: Int

    /// `start` is the offset of character 0, which is past a byte order mark.
    init(bytes: [UInt8], start: Int) {
        self.bytes = bytes
        offset = start
    }

    mutating func offset(ofCharacter target: Int) -> Int {
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

import JSON

extension Base64 {
    /// The offset of the first byte that a strict decoder would refuse, or nil.
    static func firstIllegalByte(_ text: String) -> Int? {
        let bytes = Array(text.utf8).filter { $0 != 0x0A && $0 != 0x0D }
        var padding = 0
        for (offset, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "=") {
                padding += 1
                guard padding <= 2, offset % 4 >= 2 else { return offset }
            } else {
                guard padding == 0, isDigit(byte) else { return offset }
            }
        }
        return bytes.count % 4 == 0 ? nil : bytes.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

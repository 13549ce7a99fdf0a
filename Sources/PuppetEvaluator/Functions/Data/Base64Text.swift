/// Base64 as Ruby's `Base64` module has it.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// - Parameter method: `default` breaks lines at 60 characters and ends with one; `strict` does not;
    ///   `urlsafe` has `-` and `_`.
    static func encode(_ bytes: [UInt8], method: String) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
            for position in 0..<4 {
                result.append(
                    position <= group.count
                        ? alphabet[Int(number >> UInt32(18 - 6 * position) & 63)] : UInt8(ascii: "="))
            }
        }
        switch method {
        case "strict": return String(decoding: result, as: UTF8.self)
        case "urlsafe":
            return String(
                decoding: result.map {
                    $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
                },
                as: UTF8.self)
        default:
            var text = ""
            for start in stride(from: 0, to: result.count, by: 60) {
                text += String(decoding: result[start..<min(start + 60, result.count)], as: UTF8.self) + "\n"
            }
            return text
        }
    }

    /// Either alphabet; white space is passed over. Nil for anything else.
    static func decode(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in text.utf8 {
            let digit: UInt32
            switch byte {
            case 0x41...0x5A: digit = UInt32(byte - 0x41)
            case 0x61...0x7A: digit = UInt32(byte - 0x61) + 26
            case 0x30...0x39: digit = UInt32(byte - 0x30) + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): digit = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): digit = 63
            case UInt8(ascii: "="), 0x0A, 0x0D, 0x20, 0x09: continue
            default: return nil
            }
            buffer = buffer << 6 | digit
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
                buffer &= (1 << UInt32(bits)) - 1
            }
        }
        return result
    }
}

/// Base64, RFC 4648, in the forms that the programs around us read and write.
package enum Base64 {
    package enum Variant: Sendable {
        /// One line with its padding, as Ruby's `strict_decode64`.
        case strict
        /// As `strict`, but line breaks are passed over: Go's standard encoding.
        case multiline
        /// White space is passed over, and padding may be missing: Ruby's `unpack('m')`, where nothing else is in the text.
        case spaced
        /// All that is no digit is passed over.
        case lenient
        case urlSafe
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// One line; `lenient` breaks lines after 60 characters, as Ruby does.
    package static func encode(_ bytes: [UInt8], _ variant: Variant = .strict) -> String {
        let alphabet = variant == .urlSafe ? urlAlphabet : alphabet
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        var column = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[index + offset]) : 0) }
            for offset in 0..<4 {
                let isPadding = offset > count
                output.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(group >> UInt32(18 - 6 * offset)) & 63])
            }
            index += 3
            column += 4
            if variant == .lenient, column == 60 || index >= bytes.count {
                output.append(0x0A)
                column = 0
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Nil where the text is malformed.
    package static func decode(_ text: String, _ variant: Variant = .strict) -> [UInt8]? {
        var digits: [UInt8] = []
        var padding = 0
        for byte in text.utf8 {
            if let digit = digit(byte, variant) {
                if padding > 0 {
                    if variant == .lenient { break }
                    return nil
                }
                digits.append(digit)
            } else if byte == UInt8(ascii: "=") {
                padding += 1
            } else if !isPassedOver(byte, variant) {
                return nil
            }
        }
        if variant == .spaced { return bytes(digits) }
        if variant == .strict || variant == .multiline, (digits.count + padding) % 4 != 0 || padding > 2 { return nil }
        if variant == .urlSafe, padding > 0, (digits.count + padding) % 4 != 0 { return nil }
        if variant != .lenient, digits.count % 4 == 1 { return nil }
        return bytes(digits)
    }

    private static func isPassedOver(_ byte: UInt8, _ variant: Variant) -> Bool {
        switch variant {
        case .strict, .urlSafe: false
        case .multiline: byte == 0x0A || byte == 0x0D
        case .spaced: byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        case .lenient: true
        }
    }

    private static func digit(_ byte: UInt8, _ variant: Variant) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        case UInt8(ascii: "-"): variant == .urlSafe ? 62 : nil
        case UInt8(ascii: "_"): variant == .urlSafe ? 63 : nil
        default: nil
        }
    }

    private static func bytes(_ digits: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for digit in digits {
            bits = bits << 6 | UInt32(digit)
            count += 6
            if count >= 8 {
                count -= 8
                output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return output
    }
}

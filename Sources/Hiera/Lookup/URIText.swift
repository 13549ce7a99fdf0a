import PuppetTypes

/// Checks URIs as Ruby's parser does, which follows RFC 3986.
enum URIText {
    /// What is wrong with the text; nil for a URI or a relative reference.
    static func problem(_ text: String) -> String? {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
            return "URI must be ascii only \(RubyText.inspect(text, asciiOnly: true))"
        }
        return isReference(Array(text.utf8)) ? nil : "bad URI(is not URI?): \(RubyText.inspect(text))"
    }

    private static func isReference(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, isHexadecimal(bytes[index + 1]), isHexadecimal(bytes[index + 2]) else {
                    return false
                }
                index += 3
            case UInt8(ascii: "["):
                // Only an address in place of a host, `//[::1]`.
                guard index >= 2, bytes[index - 1] == UInt8(ascii: "/"), bytes[index - 2] == UInt8(ascii: "/"),
                    let end = bytes[index...].firstIndex(of: UInt8(ascii: "]"))
                else { return false }
                index = end + 1
            case let byte:
                guard allowed.contains(byte) else { return false }
                index += 1
            }
        }
        return true
    }

    private static let allowed = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=".utf8)

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}

import PuppetTypes

/// Reads strings as numbers where Puppet's operators do: decimal, octal, hexadecimal and floating point, with a sign.
enum NumericString {
    static func parse(_ text: String) -> Value? {
        var body = Substring(text)
        if body.hasPrefix("::") { body = body.dropFirst(2) }
        var isNegative = false
        if let sign = body.utf8.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            body = body.dropFirst()
            while body.utf8.first == UInt8(ascii: " ") { body = body.dropFirst() }
        }
        guard let first = body.utf8.first, isDigit(first) else { return nil }
        if body.hasPrefix("0x") || body.hasPrefix("0X") { return integer(body.dropFirst(2), radix: 16, isNegative) }
        if body.utf8.allSatisfy(isDigit) {
            return integer(body, radix: body.utf8.count > 1 && first == UInt8(ascii: "0") ? 8 : 10, isNegative)
        }
        guard isFloat(body), let value = Double(body) else { return nil }
        return .float(isNegative ? -value : value)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func integer(_ digits: Substring, radix: Int, _ isNegative: Bool) -> Value? {
        guard let value = Int((isNegative ? "-" : "") + digits, radix: radix) else { return nil }
        return .integer(value)
    }

    /// `digits[.digits][e[sign]digits]`.
    private static func isFloat(_ text: Substring) -> Bool {
        var bytes = Array(text.utf8)[...]
        func digits(_ bytes: inout ArraySlice<UInt8>) -> Bool {
            let count = bytes.prefix(while: isDigit).count
            bytes = bytes.dropFirst(count)
            return count > 0
        }
        guard digits(&bytes) else { return false }
        if bytes.first == UInt8(ascii: ".") {
            bytes = bytes.dropFirst()
            guard digits(&bytes) else { return false }
        }
        if let mark = bytes.first, mark | 0x20 == UInt8(ascii: "e") {
            bytes = bytes.dropFirst()
            if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                bytes = bytes.dropFirst()
            }
            guard digits(&bytes) else { return false }
        }
        return bytes.isEmpty
    }
}

import Diagnostics

extension Parser {
    /// The literal of a number token.
    ///
    /// One that does not fit is remembered as an error, and the greatest integer stands for it.
    func number(_ token: Token) -> Expression {
        let range = token.range
        if let value = smallDecimal(token) {
            return .literalInteger(LiteralInteger(value: value, radix: 10, range: range))
        }
        let text = text(token)
        let digits: Substring
        let radix: Int
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            (digits, radix) = (text.dropFirst(2), 16)
        } else if text.utf8.contains(where: { !$0.isDigit }) {
            return float(text, range)
        } else if text.utf8.count > 1, text.hasPrefix("0") {
            (digits, radix) = (text.dropFirst(), 8)
        } else {
            (digits, radix) = (text[...], 10)
        }
        if let value = Int(digits, radix: radix) {
            return .literalInteger(LiteralInteger(value: value, radix: radix, range: range))
        }
        let hexadecimal = Self.hexadecimal(digits, radix: radix)
        overflows.append(error("numeric_overflow", .overflow(hexadecimal), at: range))
        return .literalInteger(LiteralInteger(value: .max, radix: radix, range: range))
    }

    /// The value of what most numbers are: a few digits in base 10. Nil for all else.
    private func smallDecimal(_ token: Token) -> Int? {
        let digits = bytes[Int(token.start)..<Int(token.end)]
        guard (1...18).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            return nil
        }
        var value = 0
        for digit in digits {
            guard digit.isDigit else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private func float(_ text: String, _ range: SourceRange) -> Expression {
        let value = Double(text)
        // Puppet does not take a zero with an exponent for a number.
        if let value, value.isFinite, value != 0 || !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            return .literalFloat(LiteralFloat(value: value, range: range))
        }
        overflows.append(error("illegal_number", .illegalFloat(text), at: range))
        return .literalFloat(LiteralFloat(value: 0, range: range))
    }

    /// Digits of any length in base 16.
    private static func hexadecimal(_ digits: Substring, radix: Int) -> String {
        var words: [UInt32] = [0]
        for digit in digits {
            guard let value = digit.hexDigitValue else { continue }
            var carry = UInt64(value)
            for index in words.indices {
                let sum = UInt64(words[index]) * UInt64(radix) + carry
                words[index] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            if carry > 0 { words.append(UInt32(truncatingIfNeeded: carry)) }
        }
        var result = String(words.removeLast(), radix: 16)
        for word in words.reversed() {
            let part = String(word, radix: 16)
            result += String(repeating: "0", count: 8 - part.count) + part
        }
        return result
    }
}

extension Diagnostic.Message {
    fileprivate static func overflow(_ hexadecimal: String) -> Self {
        "A Literal Integer resulted in a value outside of Puppet Integer max range, got '+0x\(hexadecimal)'"
    }

    fileprivate static func illegalFloat(_ text: String) -> Self {
        "Internal Error, NUMBER token does not contain a valid number, \(text)"
    }
}

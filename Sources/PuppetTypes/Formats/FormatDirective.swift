/// One directive of Ruby's `format`: `%-10.3f`.
package struct FormatDirective: Hashable, Sendable {
    package var alternate = false
    package var plus = false
    package var space = false
    package var left = false
    package var zero = false
    package var width: Int?
    package var precision: Int?
    package var letter: Character

    /// Width and precision stay below this.
    package static let sizeLimit = 10_000

    package init(letter: Character) { self.letter = letter }

    /// The value, as the directive's letter demands a number or a text.
    package func format(_ value: Value) throws(TypeError) -> String {
        switch letter {
        case "d", "i", "u", "x", "X", "o", "b", "B":
            if let digits = wideDigits(value) {
                return number(sign: sign(isNegative: digits.isNegative), prefix: "", digits: digits.text, zeros: zero)
            }
            return integer(try Self.integer(value))
        case "e", "E", "f", "g", "G", "a", "A": return float(try Self.float(value))
        case "s": return string(ValueFormatter.interpolated(value))
        case "p": return string(RubyText.inspect(value, secrets: .textsShown))
        case "c":
            if let text = value.stringContent { return string(String(text.prefix(1))) }
            guard let scalar = Unicode.Scalar(UInt32(clamping: try Self.integer(value))) else {
                throw TypeError("invalid character")
            }
            return string(String(Character(scalar)))
        default: throw TypeError("malformed format string - %\(letter)")
        }
    }

    private static func integer(_ value: Value) throws(TypeError) -> Int {
        switch value {
        case .integer(let value): return value
        case .float(let value):
            guard let whole = Int(exactly: value.rounded(.towardZero)) else {
                throw TypeError(FloatText.shortest(value))
            }
            return whole
        case .timespan(let span): return Timespan.floorDivide(span.nanoseconds, Timespan.second).quotient
        case .timestamp(let time): return time.seconds
        case .string(let text):
            guard let number = NumericText.integer(text, radix: nil) else {
                throw TypeError("invalid value for Integer(): \(RubyText.inspect(text))")
            }
            return number
        case .secret(let text):
            guard let number = NumericText.integer(text, radix: nil) else {
                throw TypeError("invalid value for Integer(): \(ValueFormatter.redacted)")
            }
            return number
        default: throw TypeError("can't convert \(value.rubyOperand) into Integer")
        }
    }

    /// The decimal digits of a float beyond 64 bits.
    private func wideDigits(_ value: Value) -> (text: String, isNegative: Bool)? {
        guard case .float(let float) = value, "diu".contains(letter), float.isFinite, float.magnitude >= 9.2e18 else {
            return nil
        }
        return (fixed(ExactDecimal(float.magnitude), 0), float < 0)
    }

    private static func float(_ value: Value) throws(TypeError) -> Double {
        switch value {
        case .integer(let value): return Double(value)
        case .float(let value): return value
        case .timespan(let span): return Double(span.nanoseconds) / 1e9
        case .timestamp(let time): return Double(time.seconds) + Double(time.nanoseconds) / 1e9
        case .string(let text):
            guard let number = NumericText.float(text) else {
                throw TypeError("invalid value for Float(): \(RubyText.inspect(text))")
            }
            return number
        case .secret(let text):
            guard let number = NumericText.float(text) else {
                throw TypeError("invalid value for Float(): \(ValueFormatter.redacted)")
            }
            return number
        default: throw TypeError("can't convert \(value.rubyOperand) into Float")
        }
    }

    package func string(_ text: String) -> String {
        let kept = precision.map { String(text.unicodeScalars.prefix($0)) } ?? text
        return padded(kept, filler: " ")
    }

    private func padded(_ text: String, filler: Character) -> String {
        let missing = (width ?? 0) - text.unicodeScalars.count
        guard missing > 0 else { return text }
        let filling = String(repeating: filler, count: missing)
        return left ? text + filling : filling + text
    }

    /// Puts sign and prefix, then zeros or blanks up to the width, around digits.
    private func number(sign: String, prefix: String, digits: String, zeros: Bool) -> String {
        let missing = (width ?? 0) - sign.count - prefix.count - digits.count
        if zeros, !left, missing > 0 { return sign + prefix + String(repeating: "0", count: missing) + digits }
        return padded(sign + prefix + digits, filler: " ")
    }

    /// Digits with the sign, the flags and the width around them.
    package func number(_ digits: String, isNegative: Bool) -> String {
        number(sign: sign(isNegative: isNegative), prefix: "", digits: digits, zeros: zero)
    }

    private func sign(isNegative: Bool) -> String { isNegative ? "-" : plus ? "+" : space ? " " : "" }

    package func integer(_ value: Int) -> String {
        let radix = letter == "o" ? 8 : letter == "x" || letter == "X" ? 16 : letter == "b" || letter == "B" ? 2 : 10
        var prefix = ""
        if alternate, value != 0 {
            prefix = letter == "o" ? "0" : letter == "d" || letter == "i" || letter == "u" ? "" : "0\(letter)"
        }
        if value < 0, radix != 10, !plus, !space { return complement(value, radix, prefix) }
        var digits = String(value.magnitude, radix: radix, uppercase: letter == "X")
        if value == 0, precision == 0 { digits = alternate && letter == "o" ? "0" : "" }
        if let precision, digits.count < precision {
            digits = String(repeating: "0", count: precision - digits.count) + digits
            if letter == "o" { prefix = "" }
        }
        return number(
            sign: sign(isNegative: value < 0), prefix: prefix, digits: digits, zeros: zero && precision == nil)
    }

    /// A negative number in a radix without sign: `..f01`, infinitely many leading digits.
    private func complement(_ value: Int, _ radix: Int, _ prefix: String) -> String {
        let top = radix == 16 ? (letter == "X" ? "F" : "f") : radix == 8 ? "7" : "1"
        let bits = radix == 16 ? 4 : radix == 8 ? 3 : 1
        var rest = value
        var digits = ""
        repeat {
            digits = String(rest & (radix - 1), radix: radix, uppercase: letter == "X") + digits
            rest >>= bits
        } while rest != -1 || digits.first.map(String.init) != top
        while digits.count > 1, digits.hasPrefix(top + top) { digits.removeFirst() }
        // The dots count, and stand for the zero of an octal number too.
        let prefix = letter == "o" ? "" : prefix
        let wanted = precision ?? (zero && !left ? (width ?? 0) - prefix.count : 0)
        digits = String(repeating: top, count: max(0, wanted - 2 - digits.count)) + digits
        return padded("\(prefix)..\(digits)", filler: " ")
    }

    package func float(_ value: Double) -> String {
        let sign = sign(isNegative: value.sign == .minus && !value.isNaN)
        if value.isNaN || value.isInfinite { return padded(sign + (value.isNaN ? "NaN" : "Inf"), filler: " ") }
        let digits: String
        var prefix = ""
        switch letter {
        case "f": digits = fixed(ExactDecimal(value.magnitude), precision ?? 6)
        case "e", "E": digits = exponential(ExactDecimal(value.magnitude), precision ?? 6)
        case "g", "G": digits = general(ExactDecimal(value.magnitude))
        default:
            prefix = letter == "a" ? "0x" : "0X"
            digits = hexadecimal(value.magnitude)
        }
        return number(sign: sign, prefix: prefix, digits: digits, zeros: zero)
    }

    private func fixed(_ decimal: ExactDecimal, _ precision: Int) -> String {
        var decimal = decimal
        decimal.round(toDigits: decimal.point + precision)
        var text = String((-max(1, decimal.point)..<0).map { decimal.digit(at: $0) })
        if precision > 0 || alternate { text += "." }
        return text + String((0..<precision).map { decimal.digit(at: $0) })
    }

    private func exponential(_ decimal: ExactDecimal, _ precision: Int) -> String {
        var decimal = decimal
        decimal.round(toDigits: precision + 1)
        let exponent = decimal.isZero ? 0 : decimal.point - 1
        let first = -decimal.point
        var text = String(decimal.digit(at: first))
        if precision > 0 || alternate { text += "." }
        text += String((0..<precision).map { decimal.digit(at: first + 1 + $0) })
        let power = String(abs(exponent))
        text += letter == "E" || letter == "G" ? "E" : "e"
        return text + (exponent < 0 ? "-" : "+") + (power.count < 2 ? "0" : "") + power
    }

    private func general(_ decimal: ExactDecimal) -> String {
        let precision = max(1, precision ?? 6)
        var rounded = decimal
        rounded.round(toDigits: precision)
        let exponent = rounded.isZero ? 0 : rounded.point - 1
        let isExponential = exponent < -4 || exponent >= precision
        var text = isExponential ? exponential(decimal, precision - 1) : fixed(decimal, precision - 1 - exponent)
        if alternate { return text }
        var suffix = ""
        if isExponential, let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            suffix = String(text[mark...])
            text = String(text[..<mark])
        }
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text + suffix
    }

    private func hexadecimal(_ value: Double) -> String {
        let isUpper = letter == "A"
        if value == 0 {
            let zeros = precision ?? 0
            let fraction = zeros > 0 ? "." + String(repeating: "0", count: zeros) : alternate ? "." : ""
            return "0\(fraction)\(isUpper ? "P" : "p")+0"
        }
        var bits = value.significand.significandBitPattern
        var exponent = Int(value.exponent)
        if let precision, precision < 13 {
            // Rounded to the even digit; what is rounded up to 2 becomes 1 with the next exponent.
            let cut = UInt64(4 * (13 - precision))
            let whole = bits | (1 << 52)
            let half: UInt64 = 1 << (cut - 1)
            let rest = whole & ((1 << cut) - 1)
            let kept = whole >> cut
            let rounded = kept + (rest > half || (rest == half && kept & 1 == 1) ? 1 : 0)
            let widened = rounded << cut
            let overflows = widened >> 53 == 1
            if overflows { exponent += 1 }
            bits = overflows ? 0 : widened & ((1 << 52) - 1)
        }
        var digits = String(bits, radix: 16, uppercase: isUpper)
        digits = String(repeating: "0", count: 13 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        if let precision {
            digits = String(digits.prefix(precision)) + String(repeating: "0", count: max(0, precision - digits.count))
        }
        let mantissa = "1" + (digits.isEmpty && !alternate ? "" : "." + digits)
        return "\(mantissa)\(isUpper ? "P" : "p")\(exponent < 0 ? "-" : "+")\(abs(exponent))"
    }
}

/// All decimal digits of a floating-point number, for rounding to any number of them.
struct ExactDecimal {
    private let isNegative: Bool
    /// Without leading zeros; empty for zero.
    private var digits: [UInt8]
    /// How many of the digits, or zeros before them, are behind the point.
    private var fractionCount: Int

    /// Of a finite number.
    init(_ value: Double) {
        isNegative = value.sign == .minus
        guard value != 0 else {
            (digits, fractionCount) = ([], 0)
            return
        }
        // value = significand · 2^exponent, with a whole significand.
        let exponent = Int(value.exponent) - 52
        let significand = UInt64((value.magnitude.significand * 0x1p52).rounded())
        let trailing = significand.trailingZeroBitCount
        let power = exponent + trailing
        var groups = Self.groups(of: significand >> UInt64(trailing))
        for _ in 0..<power.magnitude { Self.multiply(&groups, by: power > 0 ? 2 : 5) }
        digits = Self.digits(of: groups)
        fractionCount = power < 0 ? -power : 0
    }

    private static let base: UInt64 = 1_000_000_000

    private static func groups(of value: UInt64) -> [UInt64] {
        var (groups, rest): ([UInt64], UInt64) = ([], value)
        while rest > 0 {
            groups.append(rest % base)
            rest /= base
        }
        return groups
    }

    private static func multiply(_ groups: inout [UInt64], by factor: UInt64) {
        var carry: UInt64 = 0
        for index in groups.indices {
            let product = groups[index] * factor + carry
            groups[index] = product % base
            carry = product / base
        }
        if carry > 0 { groups.append(carry) }
    }

    private static func digits(of groups: [UInt64]) -> [UInt8] {
        var digits: [UInt8] = []
        for (index, group) in groups.reversed().enumerated() {
            let text = String(group)
            if index > 0 { digits += Array(repeating: 0x30, count: 9 - text.utf8.count) }
            digits += Array(text.utf8)
        }
        return digits
    }

    /// Keeps so many of the digits, rounding half to even; gives whether that made one more.
    private mutating func keep(_ count: Int) -> Bool {
        guard count < digits.count else { return false }
        let dropped = digits[count...]
        let first = dropped.first ?? 0x30
        let isTie = first == 0x35 && dropped.dropFirst().allSatisfy { $0 == 0x30 }
        let isOdd = count > 0 && digits[count - 1] & 1 == 1
        let roundsUp = isTie ? isOdd : first >= 0x35
        digits.removeSubrange(count...)
        guard roundsUp else { return false }
        var index = count - 1
        while index >= 0 {
            if digits[index] < 0x39 {
                digits[index] += 1
                return false
            }
            digits[index] = 0x30
            index -= 1
        }
        digits.insert(0x31, at: 0)
        return true
    }

    /// `%.3f`
    func fixed(_ precision: Int) -> String {
        var number = self
        let wholeCount = digits.count - fractionCount
        let kept = wholeCount + precision
        if kept < 0 {
            number.digits = []
        } else {
            _ = number.keep(kept)
        }
        // What is left has `precision` digits behind the point, less those that were not there.
        var text = number.digits
        let missing = max(0, precision - fractionCount)
        text += Array(repeating: 0x30, count: missing)
        if text.count <= precision { text = Array(repeating: 0x30, count: precision + 1 - text.count) + text }
        let whole = String(decoding: text.dropLast(precision), as: UTF8.self)
        let fraction = String(decoding: text.suffix(precision), as: UTF8.self)
        return "\(isNegative ? "-" : "")\(whole)\(precision > 0 ? ".\(fraction)" : "")"
    }

    /// `%.3e`
    func scientific(_ precision: Int) -> String {
        var number = self
        var exponent = digits.isEmpty ? 0 : digits.count - fractionCount - 1
        if number.keep(precision + 1) {
            exponent += 1
            number.digits.removeLast()
        }
        var text = number.digits.isEmpty ? [0x30] : number.digits
        text += Array(repeating: 0x30, count: max(0, precision + 1 - text.count))
        let fraction = String(decoding: text.dropFirst(), as: UTF8.self)
        let first = String(decoding: text.prefix(1), as: UTF8.self)
        let power = String(exponent.magnitude)
        let sign = exponent < 0 ? "-" : "+"
        let mantissa = "\(isNegative ? "-" : "")\(first)\(precision > 0 ? ".\(fraction)" : "")"
        return "\(mantissa)e\(sign)\(power.count < 2 ? "0" : "")\(power)"
    }
}

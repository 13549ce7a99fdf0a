/// The exact decimal digits of a float, for formats with a precision.
struct ExactDecimal {
    /// Without leading zeros; `[0]` for zero.
    private(set) var digits: [UInt8]
    /// The place of the decimal point, counted from the start of `digits`.
    private(set) var point: Int

    /// - Parameter value: Finite, not negative.
    init(_ value: Double) {
        if value == 0 {
            digits = [0]
            point = 1
            return
        }
        let exponent = Int(value.exponent) - 52
        let significand: UInt64 =
            value.isNormal ? value.significandBitPattern | 1 << 52 : value.significandBitPattern
        let power = value.isNormal ? exponent : -1074
        // The value is significand * 2^power; a negative power is written as 5^n / 10^n.
        var number = DecimalNumber(significand)
        number.multiply(by: power > 0 ? 2 : 5, count: abs(power))
        digits = number.digits
        point = digits.count - (power < 0 ? -power : 0)
    }

    /// Rounds to `count` digits, half to even; `count` may be negative.
    mutating func round(toDigits count: Int) {
        guard count < digits.count else { return }
        if count < 0 {
            digits = [0]
            point = 1
            return
        }
        let next = digits[count]
        let rest = digits[(count + 1)...].contains { $0 != 0 }
        let isOdd = count > 0 && digits[count - 1] % 2 == 1
        let isUp = next > 5 || next == 5 && (rest || isOdd)
        digits.removeSubrange(count...)
        if isUp { increment() }
        if digits.isEmpty {
            digits = [0]
            point = 1
        }
    }

    private mutating func increment() {
        var index = digits.count - 1
        while index >= 0 {
            if digits[index] < 9 {
                digits[index] += 1
                return
            }
            digits[index] = 0
            index -= 1
        }
        digits.insert(1, at: 0)
        point += 1
    }

    var isZero: Bool { digits.allSatisfy { $0 == 0 } }

    /// The digit at a place counted from the decimal point: 0 is the first after it, -1 the last before it.
    func digit(at place: Int) -> Character {
        let index = place + point
        return digits.indices.contains(index) ? Character(Unicode.Scalar(digits[index] + 0x30)) : "0"
    }
}

/// A natural number in groups of nine digits, least first.
private struct DecimalNumber {
    private var groups: [UInt64]

    init(_ value: UInt64) {
        groups = []
        var rest = value
        repeat {
            groups.append(rest % 1_000_000_000)
            rest /= 1_000_000_000
        } while rest > 0
    }

    /// Multiplies by a power of 2 or 5, thirteen factors at a time.
    mutating func multiply(by factor: UInt64, count: Int) {
        let (chunks, rest) = count.quotientAndRemainder(dividingBy: 13)
        let chunk = (0..<13).reduce(UInt64(1)) { product, _ in product * factor }
        for _ in 0..<chunks { multiply(by: chunk) }
        for _ in 0..<rest { multiply(by: factor) }
    }

    private mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in groups.indices {
            let product = groups[index] * factor + carry
            groups[index] = product % 1_000_000_000
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            groups.append(carry % 1_000_000_000)
            carry /= 1_000_000_000
        }
    }

    var digits: [UInt8] {
        var text = ""
        for (index, group) in groups.reversed().enumerated() {
            let part = String(group)
            text += index == 0 ? part : String(repeating: "0", count: 9 - part.count) + part
        }
        return text.utf8.map { $0 - 0x30 }
    }
}

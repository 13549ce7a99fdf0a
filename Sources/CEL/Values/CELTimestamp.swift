/// A point in time between the years 1 and 9999.
package struct CELTimestamp: Hashable, Comparable, Sendable {
    /// Since 1970.
    package let seconds: Int
    package let nanoseconds: Int
    /// How many seconds clocks were ahead of UTC where the time was written; as text it is written so again.
    private var writtenOffset = 0

    static let range = -62_135_596_800...253_402_300_799

    /// Nil outside of the years that there are.
    package init?(seconds: Int, nanoseconds: Int = 0) {
        guard Self.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// `2006-01-02T15:04:05.123Z`, `2006-01-02T15:04:05+01:00`
    package init?(rfc3339 text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.skip("T"), let hour = scanner.digits(2), scanner.skip(":"),
            let minute = scanner.digits(2), scanner.skip(":"), let second = scanner.digits(2),
            hour < 24, minute < 60, second < 60, let days = Self.days(year, month, day)
        else { return nil }
        var nanoseconds = 0
        if scanner.skip(".") || scanner.skip(",") {
            guard let fraction = scanner.fraction() else { return nil }
            nanoseconds = fraction
        }
        var offset = 0
        if !scanner.skip("Z") {
            let isNegative = scanner.skip("-")
            guard isNegative || scanner.skip("+"), let hours = scanner.digits(2), scanner.skip(":"),
                let minutes = scanner.digits(2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (isNegative ? -60 : 60)
        }
        guard scanner.isAtEnd else { return nil }
        self.init(
            seconds: days * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: nanoseconds)
        writtenOffset = offset
    }

    /// `2006-01-02`
    package init?(date text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), scanner.isAtEnd, let days = Self.days(year, month, day)
        else { return nil }
        self.init(seconds: days * 86400)
    }

    package static func == (left: CELTimestamp, right: CELTimestamp) -> Bool {
        left.seconds == right.seconds && left.nanoseconds == right.nanoseconds
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(seconds)
        hasher.combine(nanoseconds)
    }

    package static func < (left: CELTimestamp, right: CELTimestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// Days since 1970; nil for a day that there is not.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400
        return before * 365 + leapDays + lengths[..<(month - 1)].reduce(0, +) + day - 1 - 719_162
    }

    /// The parts of the time as a clock and a calendar show it.
    struct Parts {
        var (year, month, day, dayOfYear, dayOfWeek) = (1970, 1, 1, 1, 4)
        var (hour, minute, second) = (0, 0, 0)
    }

    /// As seen where clocks are some seconds ahead of UTC.
    func parts(offset: Int = 0) -> Parts {
        let local = seconds + offset
        let days = Int((Double(local) / 86400).rounded(.down))
        let inDay = local - days * 86400
        var parts = Parts()
        (parts.hour, parts.minute, parts.second) = (inDay / 3600, inDay % 3600 / 60, inDay % 60)
        parts.dayOfWeek = ((days + 4) % 7 + 7) % 7
        var year = 1970 + days / 366
        while let next = Self.days(year + 1, 1, 1), next <= days { year += 1 }
        while let start = Self.days(year, 1, 1), start > days { year -= 1 }
        parts.year = year
        parts.dayOfYear = days - (Self.days(year, 1, 1) ?? 0) + 1
        var month = 1
        while month < 12, let next = Self.days(year, month + 1, 1), next <= days { month += 1 }
        parts.month = month
        parts.day = days - (Self.days(year, month, 1) ?? 0) + 1
        return parts
    }

    /// As RFC 3339 has it.
    package var text: String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let parts = parts(offset: writtenOffset)
        var fraction = padded(nanoseconds, 9)
        while fraction.last == "0" { fraction.removeLast() }
        let date = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
        let time = "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
        let minutes = writtenOffset.magnitude / 60
        let zone = "\(padded(Int(minutes) / 60, 2)):\(padded(Int(minutes) % 60, 2))"
        let suffix = writtenOffset == 0 ? "Z" : (writtenOffset < 0 ? "-" : "+") + zone
        return "\(date)T\(time)\(fraction.isEmpty ? "" : ".\(fraction)")\(suffix)"
    }

    func adding(_ duration: CELDuration) -> CELTimestamp? {
        let (total, overflow) = nanoseconds.addingReportingOverflow(duration.nanoseconds)
        guard !overflow else { return nil }
        var (whole, rest) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 { (whole, rest) = (whole - 1, rest + 1_000_000_000) }
        var sum = CELTimestamp(seconds: seconds + whole, nanoseconds: rest)
        sum?.writtenOffset = writtenOffset
        return sum
    }

    /// Nil where that is longer than a duration can be.
    func since(_ other: CELTimestamp) -> CELDuration? {
        let (product, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(nanoseconds - other.nanoseconds)
        return overflow || carry ? nil : CELDuration(nanoseconds: sum)
    }
}

/// Reads a text of digits and signs.
private struct DigitScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == scalar.value else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    /// What follows the point, in billionths.
    mutating func fraction() -> Int? {
        var (value, unit) = (0, 100_000_000)
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            value += Int(bytes[position] - 0x30) * unit
            unit /= 10
            position += 1
        }
        return position > start ? value : nil
    }
}

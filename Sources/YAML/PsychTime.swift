/// Dates and times as Psych tells them from text.
enum PsychTime {
    /// For a text of the form of a date, whether the calendar has it; nil for any other text.
    static func dateExists(_ bytes: [UInt8]) -> Bool? {
        var rest = bytes[...]
        guard let year = number(&rest, 4...4), skip(&rest, "-"), let month = number(&rest, 1...2), month <= 12,
            skip(&rest, "-"), let day = number(&rest, 1...2), day <= 31, rest.isEmpty
        else { return nil }
        guard (1...12).contains(month), day >= 1 else { return false }
        // Ruby's calendar goes over from Julian to Gregorian in October 1582.
        if year == 1582, month == 10, (5...14).contains(day) { return false }
        let isJulian = (year, month, day) < (1582, 10, 15)
        let isLeap = year % 4 == 0 && (isJulian || year % 100 != 0 || year % 400 == 0)
        return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// For a text of the form of a point in time, whether the clock has it; nil for any other text.
    static func timeExists(_ bytes: [UInt8]) -> Bool? {
        var rest = bytes[...]
        _ = skip(&rest, "-")
        guard number(&rest, 4...4) != nil, skip(&rest, "-"), let month = number(&rest, 1...2), skip(&rest, "-"),
            let day = number(&rest, 1...2), skipGap(&rest), let hour = number(&rest, 1...2), skip(&rest, ":"),
            let minute = number(&rest, 2...2), skip(&rest, ":"), let second = number(&rest, 2...2)
        else { return nil }
        if skip(&rest, ".") { rest = rest.drop(while: YAMLNumber.isDigit) }
        guard let offset = offset(&rest) else { return nil }
        let isMidnight = hour == 24 && minute == 0 && second == 0
        return (1...12).contains(month) && (1...31).contains(day) && (hour < 24 || isMidnight) && minute < 60
            && second <= 60 && offset < 86_400
    }

    /// The seconds of a zone at the end, zero without one; nil where something else follows.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        if rest.isEmpty { return 0 }
        rest = rest.drop(while: isBlank)
        if skip(&rest, "Z") { return rest.isEmpty ? 0 : nil }
        guard skip(&rest, "+") || skip(&rest, "-"), let hours = number(&rest, 1...2) else { return nil }
        _ = skip(&rest, ":")
        if rest.isEmpty { return hours * 3600 }
        guard let minutes = number(&rest, 2...2), rest.isEmpty else { return nil }
        return hours * 3600 + minutes * 60
    }

    private static func skipGap(_ rest: inout ArraySlice<UInt8>) -> Bool {
        if skip(&rest, "T") || skip(&rest, "t") { return true }
        let clock = rest.drop(while: isBlank)
        defer { rest = clock }
        return clock.count < rest.count
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func skip(_ rest: inout ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == mark.value else { return false }
        rest.removeFirst()
        return true
    }

    /// A number with as many digits as there are, up to the most allowed.
    private static func number(_ rest: inout ArraySlice<UInt8>, _ count: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(count.upperBound).prefix(while: YAMLNumber.isDigit)
        guard digits.count >= count.lowerBound else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
    }
}

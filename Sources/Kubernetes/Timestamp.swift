/// Times as the API writes them, RFC 3339: `2026-01-31T23:59:59Z`.
package enum Timestamp {
    /// In UTC, in whole seconds.
    package static func text(secondsSinceEpoch seconds: Int) -> String {
        let (days, second) = seconds.quotientAndFloorRemainder(86400)
        let date = civil(days)
        return "\(pad(date.year, 4))-\(pad(date.month))-\(pad(date.day))T\(pad(second / 3600)):"
            + "\(pad(second / 60 % 60)):\(pad(second % 60))Z"
    }

    /// Seconds since 1970, without fractions; nil for another form.
    package static func seconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8.prefix(64))
        guard ValueFormat.isDateTime(bytes[...]) else { return nil }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
        let days = days(number(0..<4), number(5..<7), number(8..<10))
        var seconds = days * 86400 + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        if let sign = bytes.dropFirst(19).firstIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }) {
            let offset = number(sign + 1..<sign + 3) * 3600 + number(sign + 4..<sign + 6) * 60
            seconds += bytes[sign] == UInt8(ascii: "+") ? -offset : offset
        }
        return seconds
    }

    private static func pad(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Days since 1970-01-01: whole eras of 400 years, then days since the last of February.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let (era, dayOfEra) = shifted.quotientAndFloorRemainder(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int {
    fileprivate func quotientAndFloorRemainder(_ divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Timestamp {
    /// Writes the time by a format of `strftime`, in UTC or in the timezone.
    package func format(_ format: String, timezone: String? = nil) throws(TypeError) -> String {
        let offset = try timezone.flatMap { $0.isEmpty ? nil : $0 }.map(Self.offset) ?? 0
        var formatter = TimestampFormatter(
            time: CivilTime(secondsSinceEpoch: seconds &+ offset), seconds: seconds, nanoseconds: nanoseconds,
            offset: offset, isUTC: timezone?.isEmpty ?? true)
        formatter.append(format, depth: 0)
        return formatter.text
    }

    /// The seconds east of UTC of `+02:00`, `UTC`, `EST`.
    static func offset(_ timezone: String) throws(TypeError) -> Int {
        let zones = [
            "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
            "pdt": -7, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "bst": 1, "wet": 0, "west": 1, "msk": 3, "jst": 9,
        ]
        if let hours = zones[timezone.lowercased()] { return hours * 3600 }
        let digits = timezone.dropFirst().filter { $0 != ":" }
        guard let sign = timezone.first, sign == "+" || sign == "-", digits.count <= 4, digits.allSatisfy(\.isNumber),
            let number = Int(digits)
        else { throw TypeError("Illegal timezone '\(timezone)'") }
        let seconds = digits.count <= 2 ? number * 3600 : (number / 100 * 60 + number % 100) * 60
        return sign == "-" ? -seconds : seconds
    }
}

/// Writes the directives of `strftime`.
private struct TimestampFormatter {
    let time: CivilTime
    let seconds: Int
    let nanoseconds: Int
    let offset: Int
    let isUTC: Bool
    var text = ""

    /// The directives that stand for others.
    private static let composites: [Character: String] = [
        "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "D": "%m/%d/%y", "x": "%m/%d/%y", "R": "%H:%M",
        "r": "%I:%M:%S %p", "c": "%a %b %e %H:%M:%S %Y", "+": "%a %b %e %H:%M:%S %Z %Y", "v": "%e-%^b-%Y",
    ]

    mutating func append(_ format: String, depth: Int) {
        var rest = Substring(format)
        while let character = rest.popFirst() {
            guard character == "%" else {
                text.append(character)
                continue
            }
            let start = rest
            let flags = rest.prefix { "-0^#_:".contains($0) }
            rest = rest[flags.endIndex...]
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            guard let letter = rest.popFirst() else {
                text += "%" + start
                return
            }
            let width = Int(digits).map { min($0, 200) }
            if let composite = Self.composites[letter], depth == 0 {
                append(composite, depth: 1)
            } else if let value = field(letter, flags, width) {
                text += value
            } else {
                text += "%" + start[..<rest.startIndex]
            }
        }
    }

    private func field(_ letter: Character, _ flags: Substring, _ width: Int?) -> String? {
        switch letter {
        case "%": "%"
        case "n": "\n"
        case "t": "\t"
        case "L": fraction(width ?? 3)
        case "N": fraction(width ?? 9)
        case "z": zone(colon: flags.contains(":"))
        case "Z": cased(isUTC ? "UTC" : "", flags)
        default: number(letter, flags, width) ?? name(letter).map { cased($0, flags) }
        }
    }

    private func number(_ letter: Character, _ flags: Substring, _ width: Int?) -> String? {
        switch letter {
        case "Y": pad(time.year, 4, "0", flags, width)
        case "C": pad(time.year / 100, 2, "0", flags, width)
        case "y": pad(Timespan.floorDivide(time.year, 100).remainder, 2, "0", flags, width)
        case "m": pad(time.month, 2, "0", flags, width)
        case "d": pad(time.day, 2, "0", flags, width)
        case "e": pad(time.day, 2, " ", flags, width)
        case "j": pad(time.dayOfYear, 3, "0", flags, width)
        case "H": pad(time.hour, 2, "0", flags, width)
        case "k": pad(time.hour, 2, " ", flags, width)
        case "I": pad((time.hour + 11) % 12 + 1, 2, "0", flags, width)
        case "l": pad((time.hour + 11) % 12 + 1, 2, " ", flags, width)
        case "M": pad(time.minute, 2, "0", flags, width)
        case "S": pad(time.second, 2, "0", flags, width)
        case "s": pad(seconds, 1, "0", flags, width)
        case "u": String(time.weekday == 0 ? 7 : time.weekday)
        case "w": String(time.weekday)
        case "U": pad((time.dayOfYear + 6 - time.weekday) / 7, 2, "0", flags, width)
        case "W": pad((time.dayOfYear + 6 - (time.weekday + 6) % 7) / 7, 2, "0", flags, width)
        default: nil
        }
    }

    private func name(_ letter: Character) -> String? {
        switch letter {
        case "B": CivilTime.months[time.month - 1]
        case "b", "h": String(CivilTime.months[time.month - 1].prefix(3))
        case "A": CivilTime.weekdays[time.weekday]
        case "a": String(CivilTime.weekdays[time.weekday].prefix(3))
        case "p": time.hour < 12 ? "AM" : "PM"
        case "P": time.hour < 12 ? "am" : "pm"
        default: nil
        }
    }

    private func cased(_ text: String, _ flags: Substring) -> String { flags.contains("^") ? text.uppercased() : text }

    private func pad(
        _ value: Int, _ defaultWidth: Int, _ filler: Character, _ flags: Substring, _ width: Int?
    ) -> String {
        let digits = String(value.magnitude)
        let sign = value < 0 ? "-" : ""
        if flags.contains("-") { return sign + digits }
        let used: Character = flags.contains("_") ? " " : flags.contains("0") ? "0" : filler
        return sign + String(repeating: used, count: max(0, (width ?? defaultWidth) - digits.count)) + digits
    }

    private func fraction(_ width: Int) -> String {
        let digits = String(nanoseconds)
        let all = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        return width <= 9 ? String(all.prefix(width)) : all + String(repeating: "0", count: width - 9)
    }

    private func zone(colon: Bool) -> String {
        let minutes = abs(offset) / 60
        let (hours, rest) = (minutes / 60, minutes % 60)
        let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return (offset < 0 ? "-" : "+") + two(hours) + (colon ? ":" : "") + two(rest)
    }
}

extension Timestamp {
    /// Writes the time by a format of `strftime`, in UTC or in the timezone.
    package func format(_ format: String, timezone: String? = nil) throws(TypeError) -> String {
        let offset = try timezone.flatMap { $0.isEmpty ? nil : $0 }.map(Self.offset) ?? 0
        var formatter = TimestampFormatter(
            time: CivilTime(secondsSinceEpoch: seconds &+ offset), seconds: seconds, nanoseconds: nanoseconds,
            offset: offset, isUTC: timezone?.isEmpty ?? true)
        try formatter.append(format, depth: 0)
        return formatter.text
    }

    /// The seconds east of UTC of `+02:00`, `UTC`, `EST`. The server's own zone, `current`, is UTC.
    static func offset(_ timezone: String) throws(TypeError) -> Int {
        if timezone.lowercased() == "current" { return 0 }
        guard let seconds = TimezoneNames.offset(timezone) else { throw TypeError("Illegal timezone '\(timezone)'") }
        guard abs(seconds) < 86_400 else { throw TypeError("utc_offset out of range") }
        return Timespan.floorDivide(seconds, 60).quotient * 60
    }
}

/// Writes the directives of `strftime` as Ruby does.
private struct TimestampFormatter {
    let time: CivilTime
    let seconds: Int
    let nanoseconds: Int
    let offset: Int
    let isUTC: Bool
    var text = ""

    /// One `%` directive.
    private struct Directive {
        var isLeft = false
        var isUpper = false
        var changesCase = false
        var padding: Character?
        var width: Int?
        var colons = 0
    }

    private static let widthLimit = 1000

    /// The directives that stand for others.
    private static let composites: [Character: String] = [
        "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "D": "%m/%d/%y", "x": "%m/%d/%y", "R": "%H:%M",
        "r": "%I:%M:%S %p", "c": "%a %b %e %H:%M:%S %Y", "v": "%e-%^b-%4Y",
    ]

    mutating func append(_ format: String, depth: Int) throws(TypeError) {
        var rest = Substring(format)
        while let character = rest.popFirst() {
            guard character == "%" else {
                text.append(character)
                continue
            }
            let start = rest
            if let value = try directive(&rest, depth: depth) {
                text += value
            } else if rest.isEmpty, isUnfinished(start) {
                throw TypeError("invalid format: \(format)")
            } else {
                // What is no directive is written as it stands.
                let end = rest.isEmpty ? start.endIndex : rest.startIndex
                text += "%" + start[start.startIndex..<end]
            }
        }
    }

    /// Whether there are only flags and a width.
    private func isUnfinished(_ directive: Substring) -> Bool {
        directive.allSatisfy { "-^#_0123456789".contains($0) }
    }

    /// The text of a directive; nil, with what was read, for an unknown one.
    private func directive(_ rest: inout Substring, depth: Int) throws(TypeError) -> String? {
        var directive = Directive()
        while let character = rest.popFirst() {
            switch character {
            case "-":
                directive.isLeft = true
                directive.padding = nil
            case "^": directive.isUpper = true
            case "#": directive.changesCase = true
            case "_": directive.padding = " "
            case ":":
                let colons = rest.prefix { $0 == ":" }
                rest = rest.dropFirst(colons.count)
                guard colons.count < 3, rest.first == "z" else { return nil }
                directive.colons = colons.count + 1
            case "0":
                directive.padding = "0"
                readWidth(&rest, "", &directive)
            case "1"..."9": readWidth(&rest, String(character), &directive)
            case "E":
                guard let next = rest.first, "cCxXyY".contains(next) else { return nil }
            case "O":
                guard let next = rest.first, "deHkIlmMSuUVwWy".contains(next) else { return nil }
            default: return try field(character, directive, depth: depth)
            }
        }
        return nil
    }

    private func readWidth(_ rest: inout Substring, _ first: String, _ directive: inout Directive) {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        guard !first.isEmpty || !digits.isEmpty else { return }
        directive.width = min(Int(first + digits) ?? Self.widthLimit, Self.widthLimit)
    }

    private func field(_ letter: Character, _ directive: Directive, depth: Int) throws(TypeError) -> String? {
        if let composite = Self.composites[letter], depth < 2 {
            var inner = self
            inner.text = ""
            try inner.append(composite, depth: depth + 1)
            var whole = directive
            whole.isLeft = false
            return filled(directive.isUpper ? inner.text.uppercased() : inner.text, whole)
        }
        switch letter {
        case "%": return filled("%", directive)
        case "n": return filled("\n", directive)
        case "t": return filled("\t", directive)
        case "L": return fraction(directive.width ?? 3)
        case "N": return fraction(directive.width ?? 9)
        case "z": return zone(directive)
        default: return number(letter, directive) ?? name(letter, directive)
        }
    }
}

// Numbers.
extension TimestampFormatter {
    private func number(_ letter: Character, _ directive: Directive) -> String? {
        let week = isoWeek
        switch letter {
        case "Y": return pad(time.year, time.year < 0 ? 5 : 4, "0", directive)
        case "G": return pad(week.year, week.year < 0 ? 5 : 4, "0", directive)
        case "C": return pad(Timespan.floorDivide(time.year, 100).quotient, 2, "0", directive)
        case "y": return pad(Timespan.floorDivide(time.year, 100).remainder, 2, "0", directive)
        case "g": return pad(Timespan.floorDivide(week.year, 100).remainder, 2, "0", directive)
        case "V": return pad(week.week, 2, "0", directive)
        case "m": return pad(time.month, 2, "0", directive)
        case "d": return pad(time.day, 2, "0", directive)
        case "e": return pad(time.day, 2, " ", directive)
        case "j": return pad(time.dayOfYear, 3, "0", directive)
        case "H": return pad(time.hour, 2, "0", directive)
        case "k": return pad(time.hour, 2, " ", directive)
        case "I": return pad((time.hour + 11) % 12 + 1, 2, "0", directive)
        case "l": return pad((time.hour + 11) % 12 + 1, 2, " ", directive)
        case "M": return pad(time.minute, 2, "0", directive)
        case "S": return pad(time.second, 2, "0", directive)
        case "s": return pad(seconds, 1, "0", directive)
        case "u": return pad(time.weekday == 0 ? 7 : time.weekday, 1, "0", directive)
        case "w": return pad(time.weekday, 1, "0", directive)
        case "U": return pad((time.dayOfYear + 6 - time.weekday) / 7, 2, "0", directive)
        case "W": return pad((time.dayOfYear + 6 - (time.weekday + 6) % 7) / 7, 2, "0", directive)
        default: return nil
        }
    }

    /// The week of ISO 8601, and the year that it belongs to: that of its Thursday.
    private var isoWeek: (year: Int, week: Int) {
        let thursday = CivilTime(secondsSinceEpoch: (time.daysSinceEpoch + 3 - (time.weekday + 6) % 7) * 86_400)
        return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
    }

    private func pad(_ value: Int, _ defaultWidth: Int, _ filler: Character, _ directive: Directive) -> String {
        let digits = String(value.magnitude)
        let sign = value < 0 ? "-" : ""
        if directive.isLeft { return sign + digits }
        let width = directive.width.flatMap { $0 > 0 ? $0 : nil } ?? defaultWidth
        let missing = max(0, width - digits.count - sign.count)
        guard directive.padding ?? filler == "0" else {
            return String(repeating: " ", count: missing) + sign + digits
        }
        return sign + String(repeating: "0", count: missing) + digits
    }

    private func fraction(_ width: Int) -> String {
        let digits = String(nanoseconds)
        let all = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        let width = max(width, 1)
        return String(all.prefix(width)) + String(repeating: "0", count: max(0, width - 9))
    }

    /// `+hhmm`; a width widens the hours.
    private func zone(_ directive: Directive) -> String {
        let magnitude = abs(offset)
        let (hours, minutes, rest) = (magnitude / 3600, magnitude / 60 % 60, magnitude % 60)
        let form =
            directive.colons == 3 ? (rest > 0 ? 2 : minutes > 0 ? 1 : 3) : directive.colons
        let tail: Int = [3, 4, 7, 1][form]
        let wanted = directive.width ?? 0
        let hourWidth = wanted <= tail + 2 ? 2 : wanted - tail
        let isNegative = offset < 0 || (isUTC && directive.isLeft)
        let sign = isNegative ? "-" : "+"
        let digits = String(hours)
        let head: String
        if directive.padding == " " {
            let signed = sign + digits
            head = String(repeating: " ", count: max(0, hourWidth + 1 - signed.count)) + signed
        } else {
            head = sign + String(repeating: "0", count: max(0, hourWidth - digits.count)) + digits
        }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        switch form {
        case 0: return head + two(minutes)
        case 1: return "\(head):\(two(minutes))"
        case 2: return "\(head):\(two(minutes)):\(two(rest))"
        default: return head
        }
    }
}

// Names.
extension TimestampFormatter {
    private func name(_ letter: Character, _ directive: Directive) -> String? {
        let isUpper = directive.isUpper || directive.changesCase
        switch letter {
        case "B": return filled(CivilTime.months[time.month - 1], directive, isUpper: isUpper)
        case "b", "h": return filled(String(CivilTime.months[time.month - 1].prefix(3)), directive, isUpper: isUpper)
        case "A": return filled(CivilTime.weekdays[time.weekday], directive, isUpper: isUpper)
        case "a": return filled(String(CivilTime.weekdays[time.weekday].prefix(3)), directive, isUpper: isUpper)
        case "p":
            let word = time.hour < 12 ? "AM" : "PM"
            return filled(directive.changesCase ? word.lowercased() : word, directive)
        case "P":
            let word = time.hour < 12 ? "am" : "pm"
            return filled(word, directive, isUpper: isUpper)
        case "Z":
            let word = isUTC ? "UTC" : ""
            return filled(directive.changesCase ? word.lowercased() : word, directive)
        default: return nil
        }
    }

    /// Up to the width, with blanks before the text unless zeros are asked for.
    private func filled(_ text: String, _ directive: Directive, isUpper: Bool = false) -> String {
        let text = isUpper ? text.uppercased() : text
        guard !directive.isLeft, !text.isEmpty, let width = directive.width, width > text.count else { return text }
        return String(repeating: directive.padding ?? " ", count: width - text.count) + text
    }
}

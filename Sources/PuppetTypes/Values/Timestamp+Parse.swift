extension Timestamp {
    private static let defaultFormatsWithoutZone = ["%FT%T.%N", "%FT%T", "%F %T.%N", "%F %T", "%F"]
    private static let defaultFormats =
        ["%FT%T.%N %Z", "%FT%T %Z", "%F %T.%N %Z", "%F %T %Z", "%F %Z"] + defaultFormatsWithoutZone

    /// Reads the time by the first of the formats that fits; Puppet's defaults without any.
    package static func parse(
        _ text: String, formats: [String]? = nil, timezone: String? = nil
    ) throws(TypeError) -> Timestamp {
        let timezone = timezone.flatMap { $0.isEmpty ? nil : $0 }
        let candidates = formats ?? (timezone == nil ? defaultFormats : defaultFormatsWithoutZone)
        for format in candidates {
            var parser = TimestampParser(rest: Substring(text))
            guard parser.read(format, depth: 0), parser.rest.isEmpty, parser.time.isValid else { continue }
            if timezone != nil, parser.offset != nil {
                if candidates.count == 1 {
                    throw TypeError(
                        "Using a Timezone designator in format specification is mutually exclusive to providing an "
                            + "explicit timezone argument")
                }
                continue
            }
            let offset = try timezone.map(offset) ?? parser.offset ?? 0
            let seconds = parser.epoch ?? parser.time.secondsSinceEpoch
            return Timestamp(seconds: seconds &- offset, nanoseconds: parser.nanoseconds)
        }
        if candidates.count == 1 { throw TypeError("Unable to parse '\(text)' using format '\(candidates[0])'") }
        throw TypeError("Unable to parse '\(text)' using any of the formats \(candidates.joined(separator: ", "))")
    }
}

/// Reads the directives of `strptime`.
private struct TimestampParser {
    var rest: Substring
    var time = CivilTime()
    var nanoseconds = 0
    var offset: Int?
    var epoch: Int?
    private var isAfternoon: Bool?

    init(rest: Substring) { self.rest = rest }

    private static let composites: [Character: String] = [
        "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "D": "%m/%d/%y", "x": "%m/%d/%y", "R": "%H:%M",
        "r": "%I:%M:%S %p", "c": "%a %b %e %H:%M:%S %Y",
    ]

    mutating func read(_ format: String, depth: Int) -> Bool {
        var pattern = Substring(format)
        while let character = pattern.popFirst() {
            if character.isWhitespace {
                rest = rest.drop(while: \.isWhitespace)
                continue
            }
            guard character == "%" else {
                guard rest.popFirst() == character else { return false }
                continue
            }
            pattern = pattern.drop { "-0^#_:".contains($0) }
            guard let letter = pattern.popFirst() else { return false }
            if let composite = Self.composites[letter], depth == 0 {
                guard read(composite, depth: 1) else { return false }
            } else {
                guard field(letter) else { return false }
            }
        }
        return true
    }

    private mutating func field(_ letter: Character) -> Bool {
        switch letter {
        case "Y": return number(4, signed: true) { $0.year = $1 }
        case "y": return number(2) { $0.year = $1 < 69 ? 2000 + $1 : 1900 + $1 }
        case "m": return number(2) { $0.month = $1 }
        case "d", "e": return number(2) { $0.day = $1 }
        case "H", "k", "I", "l": return number(2) { $0.hour = $1 } && applyAfternoon()
        case "M": return number(2) { $0.minute = $1 }
        case "S": return number(2) { $0.second = $1 }
        case "j": return dayOfYear()
        case "N", "L": return fraction()
        case "s":
            var seconds = 0
            guard
                number(
                    12, signed: true,
                    {
                        seconds = $1; _ = $0
                    })
            else { return false }
            epoch = seconds
            return true
        case "B", "b", "h":
            guard let index = name(CivilTime.months) else { return false }
            time.month = index + 1
            return true
        case "A", "a": return name(CivilTime.weekdays) != nil
        case "p", "P":
            let word = rest.prefix(2).lowercased()
            guard word == "am" || word == "pm" else { return false }
            rest = rest.dropFirst(2)
            isAfternoon = word == "pm"
            return applyAfternoon()
        case "z", "Z": return zone()
        case "%": return rest.popFirst() == "%"
        default: return false
        }
    }

    private mutating func applyAfternoon() -> Bool {
        guard let isAfternoon else { return true }
        if time.hour == 12 { time.hour = isAfternoon ? 12 : 0 } else if isAfternoon { time.hour += 12 }
        return true
    }

    private mutating func number(
        _ width: Int, signed: Bool = false, _ set: (inout CivilTime, Int) -> Void
    ) -> Bool {
        rest = rest.drop { $0 == " " }
        let isNegative = signed && rest.first == "-"
        if isNegative { rest.removeFirst() }
        let digits = rest.prefix(width).prefix { $0.isASCII && $0.isNumber }
        guard let value = Int(digits) else { return false }
        rest = rest[digits.endIndex...]
        set(&time, isNegative ? -value : value)
        return true
    }

    private mutating func dayOfYear() -> Bool {
        var value = 0
        guard
            number(
                3,
                {
                    value = $1; _ = $0
                }), (1...366).contains(value)
        else { return false }
        var start = time
        start.month = 1
        start.day = 1
        let date = CivilTime(secondsSinceEpoch: (start.daysSinceEpoch + value - 1) * 86_400)
        time.month = date.month
        time.day = date.day
        return true
    }

    private mutating func fraction() -> Bool {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return false }
        rest = rest[digits.endIndex...]
        let kept = digits.prefix(9)
        nanoseconds = Int(kept + String(repeating: "0", count: 9 - kept.count)) ?? 0
        return true
    }

    private mutating func name(_ names: [String]) -> Int? {
        let text = rest.prefix(9).lowercased()
        for (index, name) in names.enumerated() {
            let name = name.lowercased()
            if text.hasPrefix(name) {
                rest = rest.dropFirst(name.count)
                return index
            }
        }
        for (index, name) in names.enumerated() where text.hasPrefix(name.lowercased().prefix(3)) {
            rest = rest.dropFirst(3)
            return index
        }
        return nil
    }

    private mutating func zone() -> Bool {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "+" || $0 == "-" || $0 == ":" }
        guard !word.isEmpty, let found = try? Timestamp.offset(String(word)) else { return false }
        rest = rest[word.endIndex...]
        offset = found
        return true
    }
}

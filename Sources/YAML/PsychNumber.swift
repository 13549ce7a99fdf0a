/// Psych's numbers, sexagesimals and times: everything that begins with a digit, a sign or a point.
enum PsychNumber {
    /// Nil for a text that stays text.
    static func read(_ text: String) -> PsychScalar? {
        if let value = YAMLNumber.shortDecimal(text) { return .integer(value) }
        guard text.utf8.allSatisfy(canBePart) else { return nil }
        switch text.lowercased() {
        case ".inf", "+.inf": return .float(.infinity)
        case "-.inf": return .float(-.infinity)
        case ".nan": return .float(.nan)
        default: break
        }
        let bytes = Array(text.utf8)
        if PsychTime.dateExists(bytes) != nil { return .refused("Tried to load unspecified class: Date") }
        if PsychTime.timeExists(bytes) != nil { return .refused("Tried to load unspecified class: Time") }
        if bytes.contains(UInt8(ascii: ":")) { return sexagesimal(text) }
        return bytes.contains(UInt8(ascii: ".")) ? float(text) : integer(text)
    }

    /// No form of number or time has other letters, or a character outside of ASCII.
    private static func canBePart(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "o"),
            UInt8(ascii: "t"), UInt8(ascii: "x"), UInt8(ascii: "z"):
            true
        case UInt8(ascii: "a")...UInt8(ascii: "z"): false
        default: byte < 0x80
        }
    }

    private static func float(_ text: String) -> PsychScalar? {
        // `[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][-+][0-9]+)?`: the exponent's sign is required.
        let unsigned = unsigned(text[...])
        guard unsigned != ".", let point = unsigned.firstIndex(of: ".") else { return nil }
        let whole = unsigned[..<point]
        guard whole.first != "_", whole.first != ",",
            whole.utf8.allSatisfy({ YAMLNumber.isDigit($0) || isSeparator($0) })
        else { return nil }
        let rest = unsigned[unsigned.index(after: point)...]
        let fraction = rest.prefix { $0.isASCII && $0.isNumber }
        let exponent = rest.dropFirst(fraction.count)
        if let letter = exponent.first {
            guard letter == "e" || letter == "E", let sign = exponent.dropFirst().first, sign == "+" || sign == "-",
                exponent.dropFirst(2).utf8.allSatisfy(YAMLNumber.isDigit)
            else { return nil }
        }
        var plain = text.filter { $0 != "," && $0 != "_" }
        if fraction.isEmpty { plain = plain.replacing(".", with: "") }
        return Double(plain).map(PsychScalar.float)
    }

    private static func integer(_ text: String) -> PsychScalar? {
        let unsigned = unsigned(text[...])
        guard let first = unsigned.utf8.first, YAMLNumber.isDigit(first) else { return nil }
        let digits: Substring
        if unsigned.hasPrefix("0b") || unsigned.hasPrefix("0x") {
            digits = unsigned.dropFirst(2)
        } else {
            digits = unsigned
            guard isGrouped(digits.utf8, zeroLed: first == UInt8(ascii: "0")) else { return nil }
        }
        guard !digits.isEmpty else { return nil }
        let plain = text.filter { $0 != "," && $0 != "_" }
        if let value = YAMLNumber.integer(plain[...]) { return .integer(value) }
        let radix = unsigned.hasPrefix("0x") ? 16 : unsigned.hasPrefix("0b") ? 2 : first == UInt8(ascii: "0") ? 8 : 10
        guard digits.contains(where: \.isHexDigit), digits.utf8.allSatisfy({ isDigit($0, radix) || isSeparator($0) })
        else { return nil }
        return .refused("the integer \(text) does not fit 64 bits")
    }

    private static func isDigit(_ byte: UInt8, _ radix: Int) -> Bool {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { $0 < radix } ?? false
    }

    /// Decimal digits with single separators between them; an octal number may hold any.
    private static func isGrouped(_ digits: Substring.UTF8View, zeroLed: Bool) -> Bool {
        var previousIsSeparator = false
        for byte in digits {
            let isSeparator = isSeparator(byte)
            guard YAMLNumber.isDigit(byte) || isSeparator else { return false }
            if isSeparator, previousIsSeparator, !zeroLed { return false }
            previousIsSeparator = isSeparator
        }
        return zeroLed || !previousIsSeparator
    }

    /// `1:30:15` and `1:30`, which Psych counts as hours, minutes and seconds.
    private static func sexagesimal(_ text: String) -> PsychScalar? {
        let parts = unsigned(text[...]).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let first = parts[0].utf8.first, YAMLNumber.isDigit(first) else {
            return nil
        }
        guard parts[0].utf8.allSatisfy({ YAMLNumber.isDigit($0) || $0 == UInt8(ascii: "_") }) else { return nil }
        var last = parts[parts.count - 1]
        let isFloat = last.contains(".")
        if isFloat, let point = last.firstIndex(of: ".") {
            guard last[last.index(after: point)...].utf8.allSatisfy({ YAMLNumber.isDigit($0) || $0 == 0x5F }) else {
                return nil
            }
            last = last[..<point]
        }
        for part in parts[1..<(parts.count - 1)] + [last] where !isMinute(part) { return nil }
        return isFloat ? .float(seconds(text, parts)) : wholeSeconds(text, parts)
    }

    private static func isMinute(_ text: Substring) -> Bool {
        guard let value = Int(text), text.utf8.allSatisfy(YAMLNumber.isDigit) else { return false }
        return text.utf8.count <= 2 && value < 60
    }

    private static func wholeSeconds(_ text: String, _ parts: [Substring]) -> PsychScalar? {
        let seconds = seconds(text, parts)
        guard abs(seconds) < 9e15 else { return .refused("the integer \(text) does not fit 64 bits") }
        return .integer(Int(seconds))
    }

    private static func seconds(_ text: String, _ parts: [Substring]) -> Double {
        var total = 0.0
        for (part, scale) in zip(parts, [3600.0, 60, 1]) {
            var value = leadingNumber(part)
            if total == 0, scale == 3600, text.hasPrefix("-") { value = -value }
            total += value * scale
        }
        return total
    }

    /// As Ruby's `to_f`: up to the first thing that is no number; underscores count between digits only.
    private static func leadingNumber(_ text: Substring) -> Double {
        let bytes = Array(text.utf8)
        var plain = ""
        for (index, byte) in bytes.enumerated() {
            let isAfterDigit = index > 0 && YAMLNumber.isDigit(bytes[index - 1])
            let isBeforeDigit = index + 1 < bytes.count && YAMLNumber.isDigit(bytes[index + 1])
            if YAMLNumber.isDigit(byte) || (byte == UInt8(ascii: ".") && isBeforeDigit) {
                plain.unicodeScalars.append(Unicode.Scalar(byte))
            } else if byte != UInt8(ascii: "_") || !isAfterDigit || !isBeforeDigit {
                break
            }
        }
        return Double(plain) ?? 0
    }

    /// A text of the form of a number that Ruby then fails to read, `0x_` or `.e+1`: Psych crashes on it.
    static func isBroken(_ bytes: [UInt8]) -> Bool {
        let sign = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? 1 : 0
        let unsigned = bytes.dropFirst(sign)
        if unsigned.starts(with: Array("0x".utf8)) || unsigned.starts(with: Array("0b".utf8)) {
            return unsigned.count > 2 && unsigned.dropFirst(2).allSatisfy(isSeparator)
        }
        guard unsigned.count > 3, unsigned.starts(with: Array(".e".utf8)) || unsigned.starts(with: Array(".E".utf8))
        else { return false }
        let exponent = unsigned.dropFirst(2)
        return (exponent.first == UInt8(ascii: "+") || exponent.first == UInt8(ascii: "-"))
            && exponent.dropFirst().allSatisfy(YAMLNumber.isDigit)
    }

    private static func unsigned(_ text: Substring) -> Substring {
        text.first == "-" || text.first == "+" ? text.dropFirst() : text
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || byte == UInt8(ascii: ",") }
}

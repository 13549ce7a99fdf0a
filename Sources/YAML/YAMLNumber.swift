/// Reading of number texts without traps.
enum YAMLNumber {
    /// An integer as Go's `strconv.ParseInt(text, 0, 64)` and Ruby's `Integer(text)` read it: sign, then `0x`,
    /// `0o` or `0`, `0b`, or decimal. The text holds no underscores.
    static func integer(_ text: Substring) -> Int? {
        var digits = text
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            digits = digits.dropFirst()
        }
        var radix = 10
        if digits.count > 1, digits.first == "0" {
            switch digits.dropFirst().first {
            case "x", "X": (radix, digits) = (16, digits.dropFirst(2))
            case "o", "O": (radix, digits) = (8, digits.dropFirst(2))
            case "b", "B": (radix, digits) = (2, digits.dropFirst(2))
            default: (radix, digits) = (8, digits.dropFirst())
            }
        }
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return Int(sign + digits, radix: radix)
    }

    /// The common case: `-?[1-9][0-9]*` or `0` in few digits, which every dialect reads alike. Nil for any other text.
    static func shortDecimal(_ text: String) -> Int? {
        var digits = text.utf8[...]
        guard digits.count <= 18, let first = digits.first else { return nil }
        let isNegative = first == UInt8(ascii: "-")
        if isNegative { digits.removeFirst() }
        guard let leading = digits.first, leading != UInt8(ascii: "0") || text == "0" else { return nil }
        var value = 0
        for byte in digits {
            guard isDigit(byte) else { return nil }
            value = value * 10 + Int(byte &- UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }

    /// Whether the text is `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, which is also what `Double` reads.
    static func isFloat(_ text: Substring) -> Bool {
        var bytes = text.utf8[...]
        if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { bytes = bytes.dropFirst() }
        let whole = bytes.prefix(while: isDigit)
        bytes = bytes.dropFirst(whole.count)
        if bytes.first == UInt8(ascii: ".") {
            let fraction = bytes.dropFirst().prefix(while: isDigit)
            guard !whole.isEmpty || !fraction.isEmpty else { return false }
            bytes = bytes.dropFirst(1 + fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let exponent = bytes.first else { return true }
        guard exponent | 0x20 == UInt8(ascii: "e") else { return false }
        bytes = bytes.dropFirst()
        if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { bytes = bytes.dropFirst() }
        return !bytes.isEmpty && bytes.allSatisfy(isDigit)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

import PuppetTypes

/// Texts as the numbers that Ruby sees in them.
enum RubyNumber {
    /// The number of a text that is nothing but one: digits with an optional sign, and one of `.`, `_` and `e` with more
    /// digits.
    static func decimal(_ text: String) -> Double? {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(whole.count)
        guard !whole.isEmpty else { return nil }
        if let mark = rest.first {
            let digits = rest.dropFirst()
            guard "._eE".utf8.contains(mark), !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
        }
        return Double(text.filter { $0 != "_" })
    }

    /// `Float()`: as the type system reads floats, and `.5`.
    static func float(_ text: String) -> Double? {
        if let number = NumericText.float(text) { return number }
        let trimmed = RubyString.strip(text, leading: true, trailing: true)
        let sign = trimmed.first == "-" || trimmed.first == "+" ? trimmed.prefix(1) : ""
        let rest = trimmed.dropFirst(sign.count)
        guard rest.first == ".", rest.dropFirst().first?.isASCII == true, rest.dropFirst().first?.isNumber == true
        else {
            return nil
        }
        return NumericText.float("\(sign)0\(rest)")
    }

    /// `String#to_i`: the digits that the text begins with.
    static func leadingInteger(_ text: String) -> Int {
        var rest = RubyString.strip(text, leading: true, trailing: false)[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        var digits = ""
        var wasDigit = false
        for character in rest {
            if character.isASCII, character.isNumber {
                digits.append(character)
                wasDigit = true
            } else if character == "_", wasDigit {
                wasDigit = false
            } else {
                break
            }
        }
        return Int((isNegative ? "-" : "") + digits) ?? (digits.isEmpty ? 0 : isNegative ? .min : .max)
    }
}

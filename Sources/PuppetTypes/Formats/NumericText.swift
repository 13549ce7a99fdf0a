/// Reads numbers as Ruby's `Integer()` and `Float()` do.
package enum NumericText {
    /// Digits with an optional sign, prefix (`0x`, `0b`, `0o`, `0`) and single underscores between digits. A radix must
    /// agree with the prefix.
    package static func integer(_ text: String, radix: Int?) -> Int? {
        var rest = Substring(text.trimmed)
        var isNegative = false
        if let sign = rest.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            rest.removeFirst()
        }
        var used = radix ?? 10
        if rest.first == "0", rest.count > 1 {
            let mark = rest.dropFirst().first?.lowercased() ?? ""
            let marked = ["x": 16, "b": 2, "o": 8, "d": 10][mark]
            if let marked, radix == nil || radix == marked {
                used = marked
                rest = rest.dropFirst(2)
                if rest.first == "_" { return nil }
            } else if radix == nil {
                used = 8
            }
        }
        guard let first = rest.first, first != "_", rest.last != "_", !rest.contains("__") else { return nil }
        let digits = rest.filter { $0 != "_" }
        guard digits.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
        return Int((isNegative ? "-" : "") + digits, radix: used)
    }

    package static func float(_ text: String) -> Double? {
        let trimmed = text.trimmed
        var rest = Substring(trimmed)
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if rest.lowercased().hasPrefix("0x") {
            return integer(trimmed, radix: 16).map(Double.init) ?? Double(trimmed)
        }
        guard let first = rest.first, first.isASCII, first.isNumber, rest.last != "_", !rest.contains("__") else {
            return nil
        }
        let digits = trimmed.filter { $0 != "_" }
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }) else { return nil }
        if let point = digits.firstIndex(of: ".") {
            let next = digits[digits.index(after: point)...].first
            guard let next, next.isNumber else { return nil }
        }
        return Double(digits.first == "+" ? String(digits.dropFirst()) : digits)
    }
}

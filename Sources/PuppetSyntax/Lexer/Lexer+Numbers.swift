extension Lexer {
    /// An integer in base 10, 16 (`0x`) or 8 (`0`), or a decimal number with fraction or exponent.
    mutating func lexNumber() throws(LexicalError) {
        let start = position
        guard let end = scanNumber(at: start) else { throw illegalNumber() }
        if !isPlainDecimal(start..<end) { try checkNumber(start..<end, at: start) }
        position = end
        lastMatched = start..<end
        emit(.number, start, end)
    }

    /// Where the number ends; nil when word characters touch it.
    private func scanNumber(at start: Int) -> Int? {
        if byte(at: start) == UInt8(ascii: "0"), byte(at: start + 1) | 0x20 == UInt8(ascii: "x") {
            let end = scanHexDigits(at: start + 2)
            return end > start + 2 && isBoundary(at: end) ? end : nil
        }
        let integerEnd = scanDigits(at: start)
        var mantissaEnd = integerEnd
        if byte(at: integerEnd) == UInt8(ascii: "."), byte(at: integerEnd + 1).isDigit {
            mantissaEnd = scanDigits(at: integerEnd + 1)
        }
        if let end = scanExponent(at: mantissaEnd), isBoundary(at: end) { return end }
        if isBoundary(at: mantissaEnd) { return mantissaEnd }
        return isBoundary(at: integerEnd) ? integerEnd : nil
    }

    /// Whether a number is digits alone, and no octal number.
    private func isPlainDecimal(_ range: Range<Int>) -> Bool {
        scanDigits(at: range.lowerBound) == range.upperBound
            && (range.count == 1 || bytes[range.lowerBound] != UInt8(ascii: "0"))
    }

    private func scanExponent(at start: Int) -> Int? {
        guard byte(at: start) | 0x20 == UInt8(ascii: "e") else { return nil }
        let digits = byte(at: start + 1) == UInt8(ascii: "-") ? start + 2 : start + 1
        let end = scanDigits(at: digits)
        return end > digits ? end : nil
    }

    private func scanDigits(at start: Int) -> Int {
        var index = start
        while byte(at: index).isDigit { index += 1 }
        return index
    }

    private func scanHexDigits(at start: Int) -> Int {
        var index = start
        while byte(at: index).isHexDigit { index += 1 }
        return index
    }

    private func isBoundary(at index: Int) -> Bool {
        !byte(at: index).isWordByte && byte(at: index) < 0x80
    }

    /// The error for word characters that begin with a digit and are no number, together with the digits and
    /// the dot before them where there are such: `1.5e` was lexed as `1`, `.`, `5e`.
    private func illegalNumber() -> LexicalError {
        var start = position
        var end = position
        while byte(at: end).isWordByte { end += 1 }
        if position > 1, byte(at: position - 1) == UInt8(ascii: ".") {
            var index = position - 2
            while index >= 0, byte(at: index).isDigit {
                start = index
                index -= 1
            }
        }
        let value = text(start..<end)
        do {
            try checkNumber(start..<end, at: start)
        } catch {
            return error
        }
        return error(.illegalNumber(value), at: start + 1)
    }

    private func checkNumber(_ range: Range<Int>, at offset: Int) throws(LexicalError) {
        let digits = Array(bytes[range])
        let value = String(decoding: digits, as: UTF8.self)
        let length = range.count
        let isZero = digits.first == UInt8(ascii: "0")
        if isZero, digits.count > 1, digits[1] | 0x20 == UInt8(ascii: "x") {
            guard digits.count > 2, digits[2...].allSatisfy(\.isHexDigit) else {
                throw error(.invalidHexNumber(value), at: offset, length: length)
            }
        } else if isZero, digits.count > 1, digits[1] != UInt8(ascii: ".") {
            guard digits[1...].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else {
                throw error(.invalidOctalNumber(value), at: offset, length: length)
            }
        } else if let index = digits.firstIndex(where: { !$0.isDigit }), index > 0,
            digits[index] == UInt8(ascii: ".") || digits[index] | 0x20 == UInt8(ascii: "e")
        {
            guard scanNumber(at: range.lowerBound) == range.upperBound else {
                throw error(.invalidDecimalNumber(value), at: offset, length: length)
            }
        } else if !digits.allSatisfy(\.isDigit) {
            throw error(.illegalNumber(value), at: offset, length: length)
        }
    }
}

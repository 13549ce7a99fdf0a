/// Psych's questions about a string before it writes it.
enum PsychQuoting {
    /// Whether there is a line break other than the last one or two.
    static func hasInnerBreak(_ text: String) -> Bool {
        guard let position = text.utf8.firstIndex(of: 0x0A) else { return false }
        let rest = text.utf8[position...].dropFirst()
        return !(rest.isEmpty || rest.elementsEqual(CollectionOfOne(0x0A)))
    }

    /// Whether a line begins with what is no letter, digit or underscore, and no double quote follows.
    static func beginsWithMark(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        if text.utf8.count > 1, text.utf8.suffix(2).elementsEqual([0x0A, 0x0A]) { return true }
        return !isWord(first) && !text.utf8.dropFirst(UTF8.width(first)).contains(UInt8(ascii: "\""))
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar.properties.isAlphabetic || scalar == "_" || YAMLNumber.isDigit(UInt8(scalar.value))
        }
        if scalar.properties.isAlphabetic { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }

    /// Whether the text, written without quotes, is read back as text, and is no octal number gone wrong.
    static func staysText(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let last = bytes.last, !isBrokenOctal(bytes) else { return false }
        if last == 0x0A {
            // Psych tells words apart line by line.
            guard text != "~\n", bytes.count <= 5, bytes[0] >= 0x41 else { return true }
            return PsychScalar(YAMLScalar(text: String(decoding: bytes.dropLast(), as: UTF8.self))).isString
        }
        if let exists = PsychTime.dateExists(bytes) ?? PsychTime.timeExists(bytes) { return !exists }
        return PsychScalar(YAMLScalar(text: text)).isString && !PsychNumber.isBroken(bytes)
    }

    /// `08`, `0129`.
    private static func isBrokenOctal(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == UInt8(ascii: "0") else { return false }
        let rest = bytes.dropFirst().drop { (0x30...0x37).contains($0) }
        return rest.first == UInt8(ascii: "8") || rest.first == UInt8(ascii: "9")
    }
}

/// The characters that may follow a backslash in a kind of string.
struct EscapeSet: Sendable {
    /// One bit for each character of ASCII.
    private var members: UInt128 = 0
    /// Whether a backslash joins its line with the next.
    var joinsLines: Bool

    init(_ characters: String, joinsLines: Bool) {
        for byte in characters.utf8 where byte < 0x80 { members |= 1 << UInt128(byte) }
        self.joinsLines = joinsLines
    }

    func contains(_ byte: UInt8) -> Bool { byte < 0x80 && members >> UInt128(byte) & 1 == 1 }

    static let none = EscapeSet("", joinsLines: false)
    static let doubleQuoted = EscapeSet("\\$'\"rntsu", joinsLines: true)
}

extension Lexer {
    /// The text of a string with its escapes replaced. An unknown escape stays as it is, with a warning in a
    /// quoted string.
    mutating func unescape(_ range: Range<Int>, _ style: StringStyle) throws(LexicalError) -> String {
        var source = Array(bytes[range])
        if style.escapes.contains(UInt8(ascii: "u")), source.contains(UInt8(ascii: "u")) {
            source = try replaceUnicodeEscapes(source)
        }
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            let byte = source[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < source.count else {
                result.append(byte)
                continue
            }
            index += replaceEscape(source, at: index, range, style, into: &result)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Replaces one escape, given the index after its backslash; gives the number of bytes that it took.
    private mutating func replaceEscape(
        _ source: [UInt8], at index: Int, _ range: Range<Int>, _ style: StringStyle, into result: inout [UInt8]
    ) -> Int {
        let character = source[index]
        switch character {
        case UInt8(ascii: "\n") where style.escapes.joinsLines: return 1
        case UInt8(ascii: "\r"):
            guard style.escapes.joinsLines, index + 1 < source.count, source[index + 1] == UInt8(ascii: "\n") else {
                result.append(UInt8(ascii: "\\"))
                return 0
            }
            return 2
        case UInt8(ascii: "u") where style.escapes.contains(character):
            result.append(contentsOf: [UInt8(ascii: "\\"), character])
            warn(.illegalUnicodeEscape, in: range)
        case UInt8(ascii: "r") where style.escapes.contains(character): result.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "n") where style.escapes.contains(character): result.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "t") where style.escapes.contains(character): result.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "s") where style.escapes.contains(character): result.append(UInt8(ascii: " "))
        case _ where style.escapes.contains(character): result.append(character)
        default:
            result.append(UInt8(ascii: "\\"))
            if style.isQuoted, character != UInt8(ascii: "\n") {
                warn(.unrecognizedEscape(Self.firstCharacter(source[index...])), in: range)
            }
            return 0
        }
        return 1
    }

    private static func firstCharacter(_ bytes: ArraySlice<UInt8>) -> String {
        String(String(decoding: bytes.prefix(4), as: UTF8.self).unicodeScalars.prefix(1))
    }

    private mutating func warn(_ problem: Problem, in range: Range<Int>) {
        warnings.append(error(problem, at: range.lowerBound, length: range.count))
    }

    /// Replaces `\uXXXX` and `\u{X…}`. Puppet does these first, so what they make may be an escape itself.
    private func replaceUnicodeEscapes(_ source: [UInt8]) throws(LexicalError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "\\"), index + 1 < source.count else {
                result.append(source[index])
                index += 1
                continue
            }
            guard source[index + 1] == UInt8(ascii: "u"), let (code, length) = Self.codePoint(source[(index + 2)...])
            else {
                result.append(contentsOf: source[index...(index + 1)])
                index += 2
                continue
            }
            guard let scalar = Unicode.Scalar(code) else { throw error(.illegalUnicodeEscape, at: position) }
            result.append(contentsOf: String(Character(scalar)).utf8)
            index += 2 + length
        }
        return result
    }

    /// The code point of `XXXX` or `{X…}`, and its length in bytes.
    private static func codePoint(_ bytes: ArraySlice<UInt8>) -> (UInt32, Int)? {
        if bytes.first == UInt8(ascii: "{") {
            let digits = bytes.dropFirst().prefix { $0.isHexDigit }
            guard (1...6).contains(digits.count), digits.endIndex < bytes.endIndex,
                bytes[digits.endIndex] == UInt8(ascii: "}"),
                let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            return (code, digits.count + 2)
        }
        let digits = bytes.prefix(4)
        guard digits.count == 4, digits.allSatisfy(\.isHexDigit),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        return (code, 4)
    }
}

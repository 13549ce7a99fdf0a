import JSON

/// How the emitter writes one scalar: plain where every reader takes it for the same text, else quoted or `|`.
enum YAMLEmitterScalar {
    /// A double keeps a point and a signed exponent, which Ruby needs to see a number.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf" }
        var text = value.description
        guard let exponent = text.firstIndex(of: "e") else { return text }
        let next = text.index(after: exponent)
        if text[next] != "-", text[next] != "+" { text.insert("+", at: next) }
        if !text[..<exponent].contains(".") { text.insert(contentsOf: ".0", at: exponent) }
        return text
    }

    /// A key with its colon. Past the 1024 bytes that readers allow a simple key, it takes the form with `?`.
    static func key(_ text: String, margin: String) -> String {
        // Without its tag, Ruby takes `<<` for a merge key even when it is quoted.
        let written = text == "<<" ? "!!str \"<<\"" : isPlain(text) ? text : doubleQuoted(text)
        return written.utf8.count <= 1000 ? "\(written):" : "? \(written)\n\(margin):"
    }

    static func text(_ text: String, margin: String) -> String {
        if isPlain(text) { return text }
        if isLiteral(text) { return literal(text, margin: margin) }
        let canBeSingleQuoted = text.unicodeScalars.allSatisfy { $0 != "'" && isPrintable($0) && !isBreak($0) }
        return canBeSingleQuoted ? "'\(text)'" : doubleQuoted(text)
    }

    /// Whether the text may stand unquoted: no indicator is in the way and no reader sees anything but text.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 1000 else { return false }
        guard last != UInt8(ascii: " "), last != UInt8(ascii: ":"), first >= 0x30 || first == UInt8(ascii: "/") else {
            return false
        }
        guard !Array("?:@`[]{}|>=<~".utf8).contains(first) else { return false }
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0..<0x20, 0x7F...: return false
            case UInt8(ascii: ":"):
                if bytes[index + 1] == UInt8(ascii: " ") { return false }
            case UInt8(ascii: "#"):
                if index > 0, bytes[index - 1] == UInt8(ascii: " ") { return false }
            default: break
            }
        }
        return isText(text)
    }

    /// Whether kubectl and Ruby both take the plain text for a string.
    private static func isText(_ text: String) -> Bool {
        let scalar = YAMLScalar(text: text)
        guard case .string = scalar.json, case .string = PsychScalar(scalar) else { return false }
        return true
    }

    /// Several lines that `|` keeps as they are.
    private static func isLiteral(_ text: String) -> Bool {
        guard text.utf8.contains(0x0A), let first = text.unicodeScalars.first, first != " ", first != "\n",
            first != "\t"
        else { return false }
        guard !text.utf8.allSatisfy({ $0 == 0x0A || $0 == 0x20 }) else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || (isPrintable($0) && !isBreak($0)) || $0 == "\t" }
    }

    private static func literal(_ text: String, margin: String) -> String {
        var body = text[...]
        let chomping: String
        if !body.hasSuffix("\n") {
            chomping = "-"
        } else {
            body = body.dropLast()
            chomping = body.hasSuffix("\n") ? "+" : ""
        }
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        return "|\(chomping)" + lines.map { $0.isEmpty ? "\n" : "\n\(margin)\($0)" }.joined()
    }

    private static func doubleQuoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                if isPrintable(scalar), !isBreak(scalar) {
                    quoted.unicodeScalars.append(scalar)
                } else {
                    quoted += escape(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\\(letter)" + String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    /// What YAML lets stand unescaped, without the byte order mark.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    /// Line breaks of YAML 1.1 besides `\n`.
    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0x85 || scalar.value == 0x2028 || scalar.value == 0x2029
    }
}

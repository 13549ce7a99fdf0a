// Literals of strings and bytes: `'a'`, `"a"`, `'''a'''`, `r'\d'`, `b'\xFF'`.
extension Lexer {
    /// The literal that starts here, or nil where none does.
    mutating func stringLiteral() throws(CELError) -> Token.Kind? {
        var prefix = 0
        var (isRaw, isBytes) = (false, false)
        if peek() == "b" || peek() == "B" { (isBytes, prefix) = (true, 1) }
        if peek(prefix) == "r" || peek(prefix) == "R" { (isRaw, prefix) = (true, prefix + 1) }
        guard let quote = peek(prefix), quote == "'" || quote == "\"" else { return nil }
        let start = position
        position += prefix
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var content = LiteralContent(isBytes: isBytes)
        while let scalar = peek() {
            if scalar == quote, !isTriple || peek(1) == quote && peek(2) == quote {
                position += isTriple ? 3 : 1
                if let problem = content.problem { errors.append(CELError(.syntax, problem, at: start)) }
                return isBytes ? .bytes(content.bytes) : .string(content.text)
            }
            position += 1
            if !isTriple, scalar == "\n" || scalar == "\r" { throw unrecognized(from: start) }
            if scalar == "\\", !isRaw {
                try escape(into: &content, from: start)
            } else {
                content.append(scalar)
            }
        }
        throw unrecognized(from: start)
    }

    private mutating func escape(into content: inout LiteralContent, from start: Int) throws(CELError) {
        guard let scalar = peek() else { throw unrecognized(from: start) }
        position += 1
        switch scalar {
        case "a": content.append("\u{07}")
        case "b": content.append("\u{08}")
        case "f": content.append("\u{0C}")
        case "n": content.append("\n")
        case "r": content.append("\r")
        case "t": content.append("\t")
        case "v": content.append("\u{0B}")
        case "\"", "'", "\\", "?", "`": content.append(scalar)
        case "x", "X": content.append(code: try code(digits: 2, radix: 16, from: start))
        case "u" where content.isBytes, "U" where content.isBytes: content.problem = "unable to unescape string"
        case "u":
            content.append(code: try code(digits: 4, radix: 16, from: start))
        case "U":
            content.append(code: try code(digits: 8, radix: 16, from: start))
        case "0"..."3":
            position -= 1
            content.append(code: try code(digits: 3, radix: 8, from: start))
        default: throw unrecognized(from: start)
        }
    }

    private mutating func code(digits: Int, radix: UInt32, from start: Int) throws(CELError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            let digit = peek()?.hexValue
            position += 1
            guard let digit, digit < radix else { throw unrecognized(from: start) }
            value = value &* radix &+ digit
        }
        return value
    }
}

/// What a literal holds; the numbered escapes of bytes are bytes, those of a string are characters.
private struct LiteralContent {
    let isBytes: Bool
    private(set) var bytes: [UInt8] = []
    /// What is wrong with it, though it is a literal.
    var problem: String?

    var text: String { String(decoding: bytes, as: UTF8.self) }

    init(isBytes: Bool) { self.isBytes = isBytes }

    mutating func append(_ scalar: Unicode.Scalar) { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }

    mutating func append(code: UInt32) {
        if isBytes, let byte = UInt8(exactly: code) {
            bytes.append(byte)
        } else if let scalar = Unicode.Scalar(code) {
            append(scalar)
        } else {
            problem = "invalid unicode code point"
        }
    }
}

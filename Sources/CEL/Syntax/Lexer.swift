/// Takes an expression apart into words.
struct Lexer {
    let scalars: [Unicode.Scalar]
    var position = 0
    /// What is no word, and was passed over.
    var errors: [CELError] = []

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    mutating func tokens() -> [Token] {
        var tokens: [Token] = []
        while true {
            do {
                let token = try next()
                tokens.append(token)
                if token.kind == .end { return tokens }
            } catch {
                errors.append(error)
            }
        }
    }

    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private mutating func next() throws(CELError) -> Token {
        skipBlanks()
        let start = position
        guard let first = peek() else { return Token(kind: .end, offset: start, text: "<EOF>") }
        let kind: Token.Kind
        if let literal = try stringLiteral() {
            kind = literal
        } else if first.isIdentifierStart {
            kind = word()
        } else if first.isDigit || first == "." && peek(1)?.isDigit == true {
            kind = number()
        } else if first == "`" {
            kind = try quotedIdentifier()
        } else {
            kind = try symbol()
        }
        return Token(kind: kind, offset: start, text: text(from: start))
    }

    func text(from start: Int) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[start..<position])
        return text
    }

    private mutating func skipBlanks() {
        while let scalar = peek() {
            if scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n" || scalar == "\u{0C}" {
                position += 1
            } else if scalar == "/", peek(1) == "/" {
                while let next = peek(), next != "\n" { position += 1 }
            } else {
                return
            }
        }
    }

    private mutating func word() -> Token.Kind {
        let start = position
        while let scalar = peek(), scalar.isIdentifierStart || scalar.isDigit { position += 1 }
        let word = text(from: start)
        switch word {
        case "in", "true", "false", "null": return Token.Symbol(rawValue: word).map { .symbol($0) } ?? .identifier(word)
        default: return .identifier(word)
        }
    }

    private mutating func quotedIdentifier() throws(CELError) -> Token.Kind {
        let start = position
        position += 1
        while let scalar = peek(), scalar.isIdentifierStart || scalar.isDigit || ".-/ ".unicodeScalars.contains(scalar)
        {
            position += 1
        }
        position += 1
        guard position <= scalars.count, scalars[position - 1] == "`", position > start + 2 else {
            throw unrecognized(from: start)
        }
        return .quotedIdentifier(String(text(from: start).dropFirst().dropLast()))
    }

    private mutating func symbol() throws(CELError) -> Token.Kind {
        for length in [2, 1] where position + length <= scalars.count {
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[position..<position + length])
            if let symbol = Token.Symbol(rawValue: text) {
                position += length
                return .symbol(symbol)
            }
        }
        let start = position
        // The character that shows that `=`, `&` or `|` is no word is taken with it.
        position += ["=", "&", "|"].contains(scalars[start]) ? 2 : 1
        throw unrecognized(from: start)
    }

    /// `1`, `0x1F`, `1u`, `1.5`, `.5e-3`
    private mutating func number() -> Token.Kind {
        let start = position
        if peek() == "0", peek(1) == "x", peek(2)?.isHexDigit == true {
            position += 2
            while peek()?.isHexDigit == true { position += 1 }
            return integer(from: start)
        }
        skipDigits()
        var isDouble = false
        if peek() == ".", peek(1)?.isDigit == true {
            isDouble = true
            position += 1
            skipDigits()
        }
        if peek() == "e" || peek() == "E" {
            let signLength = peek(1) == "+" || peek(1) == "-" ? 1 : 0
            if peek(1 + signLength)?.isDigit == true {
                isDouble = true
                position += 1 + signLength
                skipDigits()
            }
        }
        return isDouble ? .double(text(from: start)) : integer(from: start)
    }

    private mutating func integer(from start: Int) -> Token.Kind {
        let digits = text(from: start)
        guard peek() == "u" || peek() == "U" else { return .integer(digits) }
        position += 1
        return .unsigned(digits)
    }

    private mutating func skipDigits() {
        while peek()?.isDigit == true { position += 1 }
    }

    /// The error of what is no word, from its start up to here.
    mutating func unrecognized(from start: Int) -> CELError {
        position = min(max(position, start + 1), scalars.count)
        return CELError(.syntax, "Syntax error: token recognition error at: '\(text(from: start))'", at: start)
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { ("0"..."9").contains(self) }
    var isIdentifierStart: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_" }
    var isHexDigit: Bool { isDigit || ("a"..."f").contains(self) || ("A"..."F").contains(self) }
    var hexValue: UInt32? { isHexDigit ? UInt32(String(self), radix: 16) : nil }
}

/// Parses the text of a label selector, with the API server's error texts.
struct LabelSelectorParser {
    private var tokens: [Token]
    private var index = 0

    private enum Token: Equatable {
        case identifier(String)
        case symbol(String)

        var text: String {
            switch self {
            case .identifier(let text), .symbol(let text): text
            }
        }
    }

    init(_ text: String) {
        tokens = Self.tokens(Array(text.utf8))
    }

    private static func tokens(_ bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        func isSymbol(_ byte: UInt8) -> Bool { "=!(),<>".utf8.contains(byte) }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                index += 1
            } else if isSymbol(byte) {
                var symbol = String(UnicodeScalar(byte))
                if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "="), "=!".utf8.contains(byte) {
                    symbol += "="
                }
                tokens.append(.symbol(symbol))
                index += symbol.utf8.count
            } else {
                let start = index
                while index < bytes.count, !isSymbol(bytes[index]), bytes[index] != 0x20, bytes[index] != 0x09 {
                    index += 1
                }
                tokens.append(.identifier(String(decoding: bytes[start..<index], as: UTF8.self)))
            }
        }
        return tokens
    }

    private var current: Token? { index < tokens.count ? tokens[index] : nil }

    private mutating func next() -> Token? {
        defer { index += 1 }
        return current
    }

    private func failure(_ token: Token?, expected: String) -> LabelSelector.Malformed {
        LabelSelector.Malformed(message: "found '\(token?.text ?? "")', expected: \(expected)")
    }

    mutating func requirements() throws(LabelSelector.Malformed) -> [LabelSelector.Requirement] {
        var result: [LabelSelector.Requirement] = []
        guard !tokens.isEmpty else { return [] }
        while true {
            switch current {
            case .identifier?, .symbol("!")?: result.append(try requirement())
            case let token: throw failure(token, expected: "!, identifier, or 'end of string'")
            }
            guard let separator = next() else { return result }
            guard separator == .symbol(",") else { throw failure(separator, expected: "',' or 'end of string'") }
            if case .identifier? = current { continue }
            if current == .symbol("!") { continue }
            throw failure(current, expected: "identifier after ','")
        }
    }

    private mutating func requirement() throws(LabelSelector.Malformed) -> LabelSelector.Requirement {
        do {
            return try parsedRequirement()
        } catch {
            throw LabelSelector.Malformed(message: "unable to parse requirement: \(error.message)")
        }
    }

    private mutating func parsedRequirement() throws(LabelSelector.Malformed) -> LabelSelector.Requirement {
        var isNegated = false
        if current == .symbol("!") {
            isNegated = true
            index += 1
        }
        guard case .identifier(let key)? = next() else {
            index -= 1
            throw failure(current, expected: "identifier")
        }
        if isNegated { return LabelSelector.Requirement(key: key, test: .absent) }
        switch current {
        case nil, .symbol(",")?: return LabelSelector.Requirement(key: key, test: .exists)
        case .symbol("=")?, .symbol("==")?:
            index += 1
            return LabelSelector.Requirement(key: key, test: .among([try exactValue()]))
        case .symbol("!=")?:
            index += 1
            return LabelSelector.Requirement(key: key, test: .notAmong([try exactValue()]))
        case .symbol(">")?, .symbol("<")?:
            let isGreater = next() == .symbol(">")
            guard let bound = Int(try exactValue()) else {
                throw LabelSelector.Malformed(message: "for 'Gt', 'Lt' operators, the value must be an integer")
            }
            return LabelSelector.Requirement(key: key, test: isGreater ? .greater(bound) : .less(bound))
        case .identifier("in")?:
            index += 1
            return LabelSelector.Requirement(key: key, test: .among(try values()))
        case .identifier("notin")?:
            index += 1
            return LabelSelector.Requirement(key: key, test: .notAmong(try values()))
        case let token: throw failure(token, expected: "in, notin, =, ==, !=, gt, lt")
        }
    }

    /// A value can be empty: `app=`.
    private mutating func exactValue() throws(LabelSelector.Malformed) -> String {
        switch current {
        case nil, .symbol(",")?: return ""
        case .identifier(let value)?:
            index += 1
            return value
        case let token: throw failure(token, expected: "identifier")
        }
    }

    private mutating func values() throws(LabelSelector.Malformed) -> Set<String> {
        guard next() == .symbol("(") else {
            index -= 1
            throw LabelSelector.Malformed(message: "found '\(current?.text ?? "")' expected: '('")
        }
        var values: Set<String> = []
        while true {
            switch next() {
            case .symbol(")")?: return values
            case .symbol(",")?: if values.isEmpty { values.insert("") }
            case .identifier(let value)?: values.insert(value)
            case let token: throw failure(token, expected: "',', ')' or identifier")
            }
        }
    }
}

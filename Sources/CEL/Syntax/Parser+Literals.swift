/// The values of literals.
extension Parser {
    func literal(_ token: Token) throws(CELError) -> CELValue {
        switch token.kind {
        case .integer(let digits): return try integer(digits, at: token.offset)
        case .unsigned(let digits):
            guard let value = Self.magnitude(digits).flatMap(UInt.init(exactly:)) else {
                throw CELError(.syntax, "invalid uint literal", at: token.offset)
            }
            return .unsigned(value)
        case .double(let digits): return try double(digits, at: token.offset)
        case .string(let text): return .string(text)
        case .bytes(let bytes): return .bytes(bytes)
        case .identifier, .quotedIdentifier, .symbol, .end: throw unexpected()
        }
    }

    func integer(_ digits: String, at offset: Int) throws(CELError) -> CELValue {
        let isNegative = digits.hasPrefix("-")
        guard let magnitude = Self.magnitude(isNegative ? String(digits.dropFirst()) : digits),
            let value = isNegative
                ? (magnitude == UInt(Int.max) + 1 ? Int.min : Int(exactly: magnitude).map { -$0 })
                : Int(exactly: magnitude)
        else { throw CELError(.syntax, "invalid int literal", at: offset) }
        return .integer(value)
    }

    private static func magnitude(_ digits: String) -> UInt? {
        digits.hasPrefix("0x") ? UInt(digits.dropFirst(2), radix: 16) : UInt(digits)
    }

    func double(_ digits: String, at offset: Int) throws(CELError) -> CELValue {
        guard let value = Double(digits), value.isFinite else {
            throw CELError(.syntax, "invalid double literal", at: offset)
        }
        return .double(value)
    }
}

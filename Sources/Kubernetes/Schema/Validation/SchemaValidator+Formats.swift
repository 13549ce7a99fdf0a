import JSON

extension SchemaValidator {
    mutating func checkFormat(_ text: Range<Int>, _ format: SchemaNode.CheckedFormat?, at position: Int) {
        let isValid: Bool
        let expected: String
        switch format {
        case .byte: (isValid, expected) = (ValueFormat.isBase64(object.bytes[text]), "base64")
        case .dateTime:
            (isValid, expected) = (ValueFormat.isDateTime(object.bytes[text]), "a time as in 2006-01-02T15:04:05Z")
        case .quantity:
            (isValid, expected) = (ValueFormat.isQuantity(object.bytes[text]), "a quantity as in 500m, 1.5 or 64Mi")
        case .int32, nil: return
        }
        if !isValid { add(.badFormat, "expected \(expected)", found: object.text(text), at: position) }
    }

    mutating func checkRange(_ position: Int, _ format: SchemaNode.CheckedFormat?) {
        guard format == .int32, let number = object.json(at: position).integer,
            Int32(exactly: number) == nil
        else { return }
        add(.badFormat, "the number does not fit 32 bits", found: String(number), at: position)
    }
}

/// The text formats that the built-in kinds use.
enum ValueFormat {
    /// Standard base64 with its padding; line breaks are passed over, as Go does.
    static func isBase64(_ text: ArraySlice<UInt8>) -> Bool {
        var count = 0
        var padding = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                guard padding == 0 else { return false }
                count += 1
            case UInt8(ascii: "="):
                padding += 1
                count += 1
            case 0x0A, 0x0D: break
            default: return false
            }
        }
        return count % 4 == 0 && padding <= 2
    }

    /// RFC 3339: `2006-01-02T15:04:05.999Z`, or with an offset `+02:00`.
    static func isDateTime(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        func digits(_ count: Int) -> Bool {
            guard rest.count >= count, rest.prefix(count).allSatisfy(isDigit) else { return false }
            rest = rest.dropFirst(count)
            return true
        }
        func one(of characters: String) -> Bool {
            guard let byte = rest.first, characters.utf8.contains(byte) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard digits(4), one(of: "-"), digits(2), one(of: "-"), digits(2), one(of: "Tt"), digits(2), one(of: ":"),
            digits(2), one(of: ":"), digits(2)
        else { return false }
        if one(of: ".") {
            guard digits(1) else { return false }
            rest = rest.drop(while: isDigit)
        }
        if one(of: "Zz") { return rest.isEmpty }
        return one(of: "+-") && digits(2) && one(of: ":") && digits(2) && rest.isEmpty
    }

    /// A number with a binary, decimal or exponent suffix.
    static func isQuantity(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        var hasDigits = dropDigits(&rest)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            if dropDigits(&rest) { hasDigits = true }
        }
        guard hasDigits else { return false }
        guard let unit = rest.popFirst() else { return true }
        if rest.isEmpty { return "numkMGTPE".utf8.contains(unit) }
        if rest.first == UInt8(ascii: "i"), rest.count == 1 { return "KMGTPE".utf8.contains(unit) }
        guard unit | 0x20 == UInt8(ascii: "e") else { return false }
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
        return dropDigits(&rest) && rest.isEmpty
    }

    /// Whether there was one.
    private static func dropDigits(_ text: inout ArraySlice<UInt8>) -> Bool {
        let start = text.startIndex
        while let byte = text.first, isDigit(byte) { text.removeFirst() }
        return text.startIndex != start
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

import OrderedCollections

/// A strict RFC 8259 parser over UTF-8 bytes, with a bound on nesting.
///
/// A repeated member keeps its last value, as Ruby's and Go's parsers do.
package struct JSONParser {
    private let bytes: [UInt8]
    private var index = 0
    private let maximumDepth: Int

    /// A syntax error, with the byte offset at which it was found.
    package struct Failure: Error, Hashable, CustomStringConvertible {
        package let message: String
        package let offset: Int
        package var description: String { "\(message) at byte \(offset)" }
    }

    private init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    package static func parse(_ bytes: [UInt8], maximumDepth: Int = 512) throws(Failure) -> JSON {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        parser.skipSpace()
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.failure("unexpected text after the JSON value") }
        return value
    }

    package static func parse(_ text: String) throws(Failure) -> JSON {
        try parse(Array(text.utf8))
    }

    /// Visits the members of an object one after the other, and each element of those that are arrays by itself, so that
    /// what is large is never whole in memory. An array without elements is visited as such, a member that is given twice
    /// twice. Throws a `Failure`, and what `body` throws; what comes before has been visited then.
    package static func visit(
        _ bytes: [UInt8], maximumDepth: Int = 512, _ body: (_ name: String, _ value: JSON) throws -> Void
    ) throws {
        var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
        parser.skipSpace()
        guard parser.index < bytes.count, bytes[parser.index] == UInt8(ascii: "{") else {
            throw parser.failure("expected an object")
        }
        var goesOn = parser.begin(UInt8(ascii: "}"))
        while goesOn {
            let name = try parser.memberName()
            if parser.index < bytes.count, bytes[parser.index] == UInt8(ascii: "[") {
                var hasMore = parser.begin(UInt8(ascii: "]"))
                if !hasMore { try body(name, .array([])) }
                while hasMore {
                    try body(name, try parser.value(depth: 2))
                    hasMore = try parser.continues(UInt8(ascii: "]"))
                }
            } else {
                try body(name, try parser.value(depth: 1))
            }
            goesOn = try parser.continues(UInt8(ascii: "}"))
        }
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.failure("unexpected text after the JSON value") }
    }

    private func failure(_ message: String) -> Failure { Failure(message: message, offset: index) }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        guard depth < maximumDepth else { throw failure("JSON is nested deeper than \(maximumDepth) levels") }
        guard index < bytes.count else { throw failure("unexpected end of JSON") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("unexpected character in JSON")
        }
    }

    private mutating func word(_ text: String, _ value: JSON) throws(Failure) -> JSON {
        let end = index + text.utf8.count
        guard end <= bytes.count, bytes[index..<end].elementsEqual(text.utf8) else {
            throw failure("unexpected word in JSON")
        }
        index = end
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        var members = JSONObject()
        var goesOn = begin(UInt8(ascii: "}"))
        while goesOn {
            let name = try memberName()
            members[name] = try value(depth: depth + 1)
            goesOn = try continues(UInt8(ascii: "}"))
        }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        var elements: [JSON] = []
        var goesOn = begin(UInt8(ascii: "]"))
        while goesOn {
            elements.append(try value(depth: depth + 1))
            goesOn = try continues(UInt8(ascii: "]"))
        }
        return .array(elements)
    }

    /// Passes an opening bracket; false where the closing one follows at once.
    private mutating func begin(_ end: UInt8) -> Bool {
        index += 1
        skipSpace()
        guard index < bytes.count, bytes[index] == end else { return true }
        index += 1
        return false
    }

    /// Passes the comma behind a value, or the closing bracket; false for the latter.
    private mutating func continues(_ end: UInt8) throws(Failure) -> Bool {
        skipSpace()
        guard index < bytes.count else { throw failure("unexpected end of JSON") }
        guard bytes[index] == UInt8(ascii: ",") || bytes[index] == end else {
            throw failure("expected ',' or '\(end == UInt8(ascii: "}") ? "}" : "]")'")
        }
        let isEnd = bytes[index] == end
        index += 1
        if !isEnd { skipSpace() }
        return !isEnd
    }

    private mutating func memberName() throws(Failure) -> String {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw failure("expected a member name") }
        let name = try string()
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw failure("expected ':'") }
        index += 1
        skipSpace()
        return name
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        digits()
        guard index > first else { throw failure("expected a digit") }
        guard bytes[first] != UInt8(ascii: "0") || index == first + 1 else { throw failure("leading zero in a number") }
        var isInteger = true
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            isInteger = false
            index += 1
            let fraction = index
            digits()
            guard index > fraction else { throw failure("expected a digit") }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            let exponent = index
            digits()
            guard index > exponent else { throw failure("expected a digit") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let value = Int(text) { return .integer(value) }
        guard let value = Double(text) else { throw failure("number out of range") }
        return .double(value)
    }

    private mutating func digits() {
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    }

    private mutating func string() throws(Failure) -> String {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\"),
            bytes[index] >= 0x20
        {
            index += 1
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
            defer { index += 1 }
            return try decode(bytes[start..<index])
        }
        var buffer = Array(bytes[start..<index])
        while true {
            guard index < bytes.count else { throw failure("unterminated string") }
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return try decode(buffer[...])
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &buffer)
            case 0..<0x20:
                throw failure("control character in a string")
            default:
                buffer.append(byte)
                index += 1
            }
        }
    }

    private func decode(_ slice: ArraySlice<UInt8>) throws(Failure) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw failure("invalid UTF-8 in a string") }
        return text
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(Failure) {
        guard index < bytes.count else { throw failure("unterminated string") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"):
            var code = UInt32(try hexadecimal())
            if (0xD800..<0xDC00).contains(code) {
                guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
                else {
                    throw failure("unpaired surrogate")
                }
                index += 2
                let low = UInt32(try hexadecimal())
                guard (0xDC00..<0xE000).contains(low) else { throw failure("unpaired surrogate") }
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("unpaired surrogate") }
            buffer.append(contentsOf: String(Character(scalar)).utf8)
        default: throw failure("unknown escape in a string")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt16 {
        guard index + 4 <= bytes.count,
            let value = UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        index += 4
        return value
    }
}

import Diagnostics
import JSON
import OrderedCollections

/// The part of HOCON that data files use: JSON with comments, unquoted keys and texts, dotted keys, `=`, optional
/// commas, `"""` texts, merged objects and `${substitutions}`. It refuses `include`, units stay text.
struct HOCONParser {
    let source: SourceFile
    private let bytes: [UInt8]
    private var index = 0
    private static let maximumDepth = 256

    init(_ source: SourceFile) {
        self.source = source
        bytes = source.bytes
    }

    /// The whole file, with substitutions resolved.
    mutating func document() throws(HieraError) -> JSONObject {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw failure("it is not UTF-8") }
        skipBlanks(andLines: true)
        let isBraced = peek() == UInt8(ascii: "{")
        let root: HOCONValue
        if isBraced {
            root = try object(depth: 0)
            skipBlanks(andLines: true)
        } else {
            root = .object(try members(until: nil, depth: 0))
        }
        guard index == bytes.count else { throw failure("unexpected text after the root object") }
        var resolver = HOCONResolver(root: root, source: source)
        return try resolver.resolve().object ?? [:]
    }

    private func peek(_ distance: Int = 0) -> UInt8? {
        index + distance < bytes.count ? bytes[index + distance] : nil
    }

    private func failure(_ problem: String) -> HieraError {
        HieraError(
            .data, "Unable to parse (\(source.path)): \(problem)",
            at: SourcePlace(file: source, range: SourceRange(index, index)))
    }

    /// Blanks and comments; with `andLines`, line ends too.
    private mutating func skipBlanks(andLines: Bool) {
        while let byte = peek() {
            switch byte {
            case 0x20, 0x09, 0x0D: index += 1
            case 0x0A where andLines: index += 1
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): skipLine()
            default: return
            }
        }
    }

    private mutating func skipLine() {
        while let byte = peek(), byte != 0x0A { index += 1 }
    }

    private mutating func object(depth: Int) throws(HieraError) -> HOCONValue {
        guard depth < Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth) levels") }
        index += 1
        return .object(try members(until: UInt8(ascii: "}"), depth: depth))
    }

    private mutating func members(
        until end: UInt8?, depth: Int
    ) throws(HieraError) -> OrderedDictionary<String, HOCONValue> {
        var members: OrderedDictionary<String, HOCONValue> = [:]
        while true {
            skipBlanks(andLines: true)
            guard let byte = peek() else {
                guard end == nil else { throw failure("expected '}'") }
                return members
            }
            if byte == end {
                index += 1
                return members
            }
            let path = try path()
            guard path.count + depth < Self.maximumDepth else {
                throw failure("nested deeper than \(Self.maximumDepth) levels")
            }
            skipBlanks(andLines: true)
            var appends = false
            if peek() == UInt8(ascii: "+"), peek(1) == UInt8(ascii: "=") {
                appends = true
                index += 2
            } else if peek() == UInt8(ascii: ":") || peek() == UInt8(ascii: "=") {
                index += 1
            } else if peek() != UInt8(ascii: "{") {
                throw failure("expected ':' or '=' after a key")
            }
            skipBlanks(andLines: true)
            let value = try value(depth: depth + path.count)
            HOCONValue.set(path[...], value, appends: appends, in: &members)
            try separator(end)
        }
    }

    private mutating func separator(_ end: UInt8?) throws(HieraError) {
        skipBlanks(andLines: false)
        guard let byte = peek(), byte != end else { return }
        guard byte == UInt8(ascii: ",") || byte == 0x0A else { throw failure("expected ',' or a new line") }
        skipBlanks(andLines: true)
        if peek() == UInt8(ascii: ",") { index += 1 }
    }

    private mutating func array(depth: Int) throws(HieraError) -> HOCONValue {
        guard depth < Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth) levels") }
        index += 1
        var elements: [HOCONValue] = []
        while true {
            skipBlanks(andLines: true)
            guard let byte = peek() else { throw failure("expected ']'") }
            if byte == UInt8(ascii: "]") {
                index += 1
                return .array(elements)
            }
            elements.append(try value(depth: depth + 1))
            try separator(UInt8(ascii: "]"))
        }
    }

    /// `a.b."c.d"`
    private mutating func path() throws(HieraError) -> [String] {
        var segments: [String] = []
        var segment = ""
        var isEmpty = true
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                segment += try quoted()
                isEmpty = false
                continue
            case UInt8(ascii: "."):
                guard !isEmpty else { throw failure("a key has an empty part") }
                segments.append(segment)
                (segment, isEmpty) = ("", true)
                index += 1
                continue
            case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "{"), UInt8(ascii: "+"), 0x0A, UInt8(ascii: "}"):
                break
            default:
                let text = unquoted(stops: Self.keyStops)
                guard !text.isEmpty else { throw failure("unexpected character in a key") }
                segment += text
                isEmpty = false
                continue
            }
            break
        }
        segment = segment[...].trimmedEnd
        guard !segment.isEmpty || !isEmpty else { throw failure("expected a key") }
        segments.append(segment)
        guard segments != ["include"] || peek() == UInt8(ascii: ":") || peek() == UInt8(ascii: "=") else {
            throw failure("include is not supported")
        }
        if segments.count == 1, segments[0].hasPrefix("include ") { throw failure("include is not supported") }
        return segments
    }

    private static let keyStops = Set("\".:={}+[],#`^?!@*&\\$\n".utf8)
    private static let textStops = Set("\"{}[]:=,#`^?!@*&\\$\n".utf8)

    private mutating func unquoted(stops: Set<UInt8>) -> String {
        let start = index
        while let byte = peek(), !stops.contains(byte) {
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") { break }
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// One or several parts on a line, which are joined.
    private mutating func value(depth: Int) throws(HieraError) -> HOCONValue {
        var parts: [HOCONValue] = []
        var hasQuotes = false
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "{"): parts.append(try object(depth: depth))
            case UInt8(ascii: "["): parts.append(try array(depth: depth))
            case UInt8(ascii: "\""):
                parts.append(.text(try quoted(), isQuoted: true))
                hasQuotes = true
            case UInt8(ascii: "$"): parts.append(try substitution())
            default:
                let text = unquoted(stops: Self.textStops)
                if text.isEmpty { return try joined(parts, hasQuotes: hasQuotes) }
                parts.append(.text(text, isQuoted: false))
            }
        }
        return try joined(parts, hasQuotes: hasQuotes)
    }

    private func joined(_ parts: [HOCONValue], hasQuotes: Bool) throws(HieraError) -> HOCONValue {
        var parts = parts
        // Blanks at the ends of a value do not count.
        if case .text(let text, false)? = parts.last {
            let trimmed = text[...].trimmedEnd
            if trimmed.isEmpty { parts.removeLast() } else { parts[parts.count - 1] = .text(trimmed, isQuoted: false) }
        }
        guard let first = parts.first else { throw failure("expected a value") }
        return parts.count == 1 ? first : .joined(parts)
    }

    /// `${path}`, or `${?path}` for what may be missing.
    private mutating func substitution() throws(HieraError) -> HOCONValue {
        let start = index
        guard peek(1) == UInt8(ascii: "{") else { throw failure("unexpected '$'") }
        index += 2
        var isOptional = false
        if peek() == UInt8(ascii: "?") {
            isOptional = true
            index += 1
        }
        let segments = try path()
        guard peek() == UInt8(ascii: "}") else { throw failure("expected '}'") }
        index += 1
        return .substitution(segments, isOptional: isOptional, range: SourceRange(start, index))
    }

    private mutating func quoted() throws(HieraError) -> String {
        if peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\"") { return try tripleQuoted() }
        let start = index
        index += 1
        while let byte = peek(), byte != UInt8(ascii: "\""), byte != 0x0A {
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        guard peek() == UInt8(ascii: "\"") else {
            index = start
            throw failure("unterminated string")
        }
        index += 1
        guard case .string(let text)? = try? JSONParser.parse(Array(bytes[start..<index])) else {
            index = start
            throw failure("bad escape in a string")
        }
        return text
    }

    private mutating func tripleQuoted() throws(HieraError) -> String {
        let start = index + 3
        var end = start
        while end + 3 <= bytes.count, !bytes[end..<end + 3].allSatisfy({ $0 == UInt8(ascii: "\"") }) { end += 1 }
        guard end + 3 <= bytes.count else { throw failure("unterminated string") }
        // Quotes before the closing three belong to the text.
        while end + 3 < bytes.count, bytes[end + 3] == UInt8(ascii: "\"") { end += 1 }
        index = end + 3
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

extension Substring {
    /// Without white space at the end.
    var trimmedEnd: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

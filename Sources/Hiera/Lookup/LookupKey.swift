import Diagnostics
import PuppetTypes

/// A key split at its dots: `hash.sub."dot.ted".0`.
struct LookupKey: Hashable, Sendable {
    /// As it was written.
    let text: String
    let root: HashedName
    let segments: [Segment]

    enum Segment: Hashable, Sendable {
        case name(String)
        case index(Int)

        var text: String {
            switch self {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }

        /// The key of a hash that the segment stands for.
        var value: Value {
            switch self {
            case .name(let name): .string(name)
            case .index(let index): .integer(index)
            }
        }
    }

    static let lookupOptions = LookupKey(text: "lookup_options", root: "lookup_options", segments: [])

    /// The module that may answer: `web` of `web::port`.
    var moduleName: String? {
        var text = root.text
        let length = text.withUTF8 { bytes -> Int? in
            guard var colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            while colon + 1 < bytes.count {
                if bytes[colon + 1] == UInt8(ascii: ":") { return colon }
                guard let later = bytes[(colon + 1)...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
                colon = later
            }
            return nil
        }
        return length.map { String(Substring(text.utf8.prefix($0))) }
    }

    private init(text: String, root: HashedName, segments: [Segment]) {
        self.text = text
        self.root = root
        self.segments = segments
    }

    /// `subject` is the text that the key is interpolated into.
    init(_ text: String, in subject: String? = nil) throws(HieraError) {
        self.text = text
        var bytes = text
        guard bytes.withUTF8({ $0.contains { $0 == 0x22 || $0 == 0x27 || $0 == 0x2E } }) else {
            (root, segments) = (HashedName(text), [])
            return
        }
        guard var parts = Self.split(text) else {
            guard let subject else { throw HieraError(.lookupKey, "Syntax error in key: '\(text)'") }
            throw HieraError(.lookupKey, "Syntax error in string: \(subject)")
        }
        root = HashedName(parts.removeFirst())
        segments = parts.map { part in
            guard Self.isInteger(part), let index = Int(part) else { return .name(part) }
            let isQuoted = text.contains("\"\(part)\"") || text.contains("'\(part)'")
            return isQuoted ? .name(part) : .index(index)
        }
    }

    private static func isInteger(_ text: String) -> Bool {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Segments with their quotes taken off, or nil for a syntax error. Blanks around a segment do not count.
    private static func split(_ text: String) -> [String]? {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x27 }) {
            let parts = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
            for part in parts where part.isEmpty { return nil }
            return parts.map { String(Substring($0)) }
        }
        var segments: [String] = []
        var rest = text[...]
        while true {
            let trimmed = rest.drop { $0.isWhitespace }
            if let quote = trimmed.first, quote == "\"" || quote == "'" {
                let content = trimmed.dropFirst()
                guard let end = content.firstIndex(of: quote), end > content.startIndex else { return nil }
                segments.append(String(content[..<end]))
                rest = content[content.index(after: end)...].drop { $0.isWhitespace }
            } else {
                let segment = rest.prefix { $0 != "." && $0 != "\"" && $0 != "'" }
                guard !segment.isEmpty else { return nil }
                segments.append(segment.trimmed)
                rest = rest.dropFirst(segment.count)
            }
            guard let separator = rest.first else { return segments }
            guard separator == "." else { return nil }
            rest = rest.dropFirst()
        }
    }
}

extension Substring {
    /// Without white space at either end.
    var trimmed: String {
        // Most have none, and no letters that are made of several.
        if utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return String(self) }
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

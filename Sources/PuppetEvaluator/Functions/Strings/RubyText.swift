import OrderedCollections
import PuppetTypes

/// String operations with Ruby's rules.
enum RubyText {
    private static func isSpace(_ character: Character) -> Bool {
        character.isASCII && (character.isWhitespace || character == "\0" || character == "\u{0B}")
    }

    static func strip(_ text: String, leading: Bool, trailing: Bool) -> String {
        var rest = text[...]
        if leading { rest = rest.drop { isSpace($0) && $0 != "\0" } }
        if trailing { while let last = rest.last, isSpace(last) { rest.removeLast() } }
        return String(rest)
    }

    /// `String#split`: empty pieces at the end are dropped, a single blank splits at white space.
    static func split(_ text: String, by pattern: Value) throws(Interruption) -> Value {
        var pieces: [Substring]
        if pattern.stringContent == " " {
            return .array(text.split(whereSeparator: isSpace).map { .string(String($0)) })
        }
        let regexp = try compile(pattern)
        pieces = []
        var start = text.startIndex
        if regexp.source.isEmpty {
            pieces = text.map { Substring(String($0)) }
        } else {
            for match in try matches(of: regexp, in: text) {
                if match.range.isEmpty {
                    guard match.range.lowerBound > start, match.range.lowerBound < text.endIndex else { continue }
                }
                pieces.append(text[start..<match.range.lowerBound])
                pieces += match.captures.dropFirst().compactMap(\.self)
                start = match.range.upperBound
            }
            pieces.append(text[start...])
        }
        while let last = pieces.last, last.isEmpty { pieces.removeLast() }
        return .array(pieces.map { .string(String($0)) })
    }

    /// A pattern argument: a regular expression, a `Regexp` type, or text, which is taken as a regular expression
    /// by `split` and `regsubst`.
    static func compile(_ pattern: Value, flags: String = "") throws(Interruption) -> PuppetRegexp {
        let source: String
        switch pattern {
        case .regexp(let text): source = text
        case .type(.regexp(let text)): source = text ?? ""
        case .string(let text), .secret(let text): source = text
        default: throw .failure("not a pattern: \(TypeInference.infer(pattern))")
        }
        let inline =
            (flags.contains("I") ? "i" : "") + (flags.contains("M") ? "m" : "") + (flags.contains("E") ? "x" : "")
        do throws(TypeError) {
            return try PuppetRegexp.compile(inline.isEmpty ? source : "(?\(inline):\(source))")
        } catch {
            throw .failure(pattern.holdsSecret ? "a regular expression that is secret is malformed" : error.message)
        }
    }

    /// The first match; a search that takes too many steps is a complaint.
    static func firstMatch(of regexp: PuppetRegexp, in text: String) throws(Interruption) -> PuppetRegexpMatch? {
        do throws(TypeError) { return try regexp.firstMatch(in: text) } catch { throw Interruption(error) }
    }

    static func matches(of regexp: PuppetRegexp, in text: String) throws(Interruption) -> [PuppetRegexpMatch] {
        do throws(TypeError) { return try regexp.matches(in: text) } catch { throw Interruption(error) }
    }

    /// `match()`: the match and its groups, or undef. `Pattern` types are tried in order.
    static func match(_ text: String, _ pattern: Value) throws(Interruption) -> Value {
        if case .type(.pattern(let sources)) = pattern {
            for source in sources {
                let found = try match(text, .regexp(source))
                if found != .undef { return found }
            }
            return .undef
        }
        guard let match = try firstMatch(of: compile(pattern), in: text) else { return .undef }
        return .array(match.captures.map { $0.map { .string(String($0)) } ?? .undef })
    }
}

/// `regsubst()`: a pattern with what takes its place.
struct Substitution {
    private let regexp: PuppetRegexp
    private let replacement: Value
    private let isGlobal: Bool

    init(pattern: Value, replacement: Value, flags: String) throws(Interruption) {
        regexp = try RubyText.compile(pattern, flags: flags)
        self.replacement = replacement
        isGlobal = flags.contains("G")
    }

    /// `checkSize` refuses a text that grows too long.
    func apply(_ text: String, checkSize: (Int) throws(Interruption) -> Void) throws(Interruption) -> String {
        let matches =
            isGlobal
            ? try RubyText.matches(of: regexp, in: text)
            : try RubyText.firstMatch(of: regexp, in: text).map { [$0] } ?? []
        var result = ""
        var position = text.startIndex
        for match in matches {
            result += text[position..<match.range.lowerBound]
            result += try expansion(of: match, checkSize)
            position = match.range.upperBound
            try checkSize(result.utf8.count)
        }
        return result + text[position...]
    }

    /// `\0` to `\9` and `\k<name>` stand for groups, `\\` for a backslash.
    private func expansion(
        of match: PuppetRegexpMatch, _ checkSize: (Int) throws(Interruption) -> Void
    ) throws(Interruption) -> String {
        if case .hash(let table) = replacement {
            let matched = match.captures.first.flatMap(\.self).map(String.init) ?? ""
            return table[.string(matched)]?.stringContent ?? ""
        }
        var result = ""
        var rest = (replacement.stringContent ?? "")[...]
        while let character = rest.popFirst() {
            guard character == "\\", let next = rest.first else {
                result.append(character)
                continue
            }
            if let group = next.wholeNumberValue, next.isASCII {
                rest.removeFirst()
                if group < match.captures.count { result += match.captures[group] ?? "" }
                try checkSize(result.utf8.count)
            } else if next == "\\" {
                rest.removeFirst()
                result.append("\\")
            } else if next == "k", let end = rest.firstIndex(of: ">"), rest.dropFirst().first == "<" {
                let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
                rest = rest[rest.index(after: end)...]
                if let index = regexp.names.first(where: { $0.name == name })?.index, index < match.captures.count {
                    result += match.captures[index] ?? ""
                }
            } else {
                result.append(character)
            }
        }
        return result
    }
}

/// Puppet's order of version numbers, `versioncmp()`.
enum VersionComparison {
    static func compare(_ left: String, _ right: String, ignoresTrailingZeroes: Bool) -> Int {
        var a = parts(left)
        var b = parts(right)
        if ignoresTrailingZeroes {
            a = withoutTrailingZeroes(a)
            b = withoutTrailingZeroes(b)
        }
        for (x, y) in zip(a, b) where x != y {
            if x == "-" { return -1 }
            if y == "-" { return 1 }
            if x == "." { return -1 }
            if y == "." { return 1 }
            if isNumber(x), isNumber(y), !(x.hasPrefix("0") && x.count > 1) && !(y.hasPrefix("0") && y.count > 1) {
                return compareNumbers(x, y)
            }
            let (u, v) = (x.uppercased(), y.uppercased())
            if u != v { return u < v ? -1 : 1 }
        }
        if a.count != b.count { return a.count < b.count ? -1 : 1 }
        return left == right ? 0 : left < right ? -1 : 1
    }

    /// Digits, letters, and the separators `.` and `-`, each a part; other characters are passed over.
    private static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        for character in text {
            if character == "." || character == "-" {
                parts.append(String(character))
            } else if character.isASCII, character.isNumber {
                if let last = parts.last, isNumber(last) {
                    parts[parts.count - 1].append(character)
                } else {
                    parts.append(String(character))
                }
            } else if let last = parts.last, !isNumber(last), last != ".", last != "-" {
                parts[parts.count - 1].append(character)
            } else {
                parts.append(String(character))
            }
        }
        return parts
    }

    private static func withoutTrailingZeroes(_ parts: [String]) -> [String] {
        var parts = parts
        while parts.count >= 2, parts[parts.count - 1].allSatisfy({ $0 == "0" }), parts[parts.count - 2] == "." {
            parts.removeLast(2)
        }
        return parts
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
    }

    private static func compareNumbers(_ left: String, _ right: String) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        return left == right ? 0 : left < right ? -1 : 1
    }
}

/// Quoting for a POSIX shell, `shellquote()`.
enum ShellText {
    static func quote(_ text: String) -> String {
        let isSafe =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "@"), UInt8(ascii: "%"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="),
                    UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        if isSafe { return text }
        let needsSingle = text.contains { "$`\\\"!".contains($0) }
        if !needsSingle { return "\"\(text)\"" }
        if !text.contains("'") { return "'\(text)'" }
        return "\"" + text.map { "$`\\\"".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

import OrderedCollections
import PuppetTypes
import Regexp

/// String operations with Ruby's rules, character by code point.
enum RubyString {
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\0" || (0x09...0x0D).contains(scalar.value)
    }

    static func strip(_ text: String, leading: Bool, trailing: Bool) -> String {
        var rest = text.unicodeScalars[...]
        if leading { rest = rest.drop(while: isSpace) }
        if trailing { while let last = rest.last, isSpace(last) { rest.removeLast() } }
        return String(rest)
    }

    /// Without one line end, of any kind.
    static func chomp(_ text: String) -> String {
        var rest = text.unicodeScalars[...]
        if rest.last == "\n" {
            rest.removeLast()
            if rest.last == "\r" { rest.removeLast() }
        } else if rest.last == "\r" {
            rest.removeLast()
        }
        return String(rest)
    }

    /// Without the last character, or the last line end of two.
    static func chop(_ text: String) -> String {
        var rest = text.unicodeScalars[...]
        let last = rest.popLast()
        if last == "\n", rest.last == "\r" { rest.removeLast() }
        return String(rest)
    }

    static func capitalize(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    static func camelCase(_ text: String) -> String {
        text.unicodeScalars.split(separator: "_").map { capitalize(String($0)) }.joined()
    }

    /// Where a text begins, code point by code point.
    static func firstRange(of part: String, in text: String) throws(Interruption) -> Range<String.Index>? {
        let (part, bytes) = (Array(part.utf8), text.utf8)
        var start = bytes.startIndex
        while true {
            let rest = bytes[start...]
            if rest.starts(with: part) { return start..<bytes.index(start, offsetBy: part.count) }
            guard start < bytes.endIndex else { return nil }
            start = bytes.index(after: start)
        }
    }

    /// `String#split`: what groups catch is kept between the pieces, empty pieces at the end are dropped.
    static func split(_ text: String, by regexp: PuppetRegexp) throws(Interruption) -> [Value] {
        var pieces: [Substring] = []
        let scalars = text.unicodeScalars
        var begin = scalars.startIndex
        var start = begin
        var wasEmpty = false
        while let match = try firstMatch(of: regexp, in: text, from: start) {
            if match.range.isEmpty, match.range.lowerBound == start {
                if scalars.isEmpty {
                    pieces.append("")
                    break
                }
                guard wasEmpty else {
                    guard start < scalars.endIndex else { break }
                    start = scalars.index(after: start)
                    wasEmpty = true
                    continue
                }
                pieces.append(text[begin..<scalars.index(after: begin)])
                begin = start
            } else {
                pieces.append(text[begin..<match.range.lowerBound])
                begin = match.range.upperBound
                start = begin
            }
            wasEmpty = false
            pieces += match.captures.dropFirst().compactMap(\.self)
        }
        if !scalars.isEmpty { pieces.append(text[begin...]) }
        while let last = pieces.last, last.isEmpty { pieces.removeLast() }
        return pieces.map { .string(String($0)) }
    }

    /// The first match from an index on; a search that takes too many steps is a complaint.
    static func firstMatch(
        of regexp: PuppetRegexp, in text: String, from start: String.Index? = nil
    ) throws(Interruption) -> PuppetRegexpMatch? {
        do throws(RegexpError) {
            return try regexp.firstMatch(in: text, from: start ?? text.startIndex)
        } catch {
            throw .failure(error.message)
        }
    }

    static func matches(of regexp: PuppetRegexp, in text: String) throws(Interruption) -> [PuppetRegexpMatch] {
        do throws(RegexpError) { return try regexp.matches(in: text) } catch { throw .failure(error.message) }
    }

    /// A pattern argument: a regular expression, a `Regexp` type, or the text of one.
    static func compile(_ pattern: Value, flags: String = "") throws(Interruption) -> PuppetRegexp {
        let source: String
        switch pattern {
        case .regexp(let text): source = text
        case .type(.regexp(let text)): source = text ?? ""
        default: source = pattern.stringContent ?? ""
        }
        let inline =
            (flags.contains("I") ? "i" : "") + (flags.contains("M") ? "m" : "") + (flags.contains("E") ? "x" : "")
        // A comment at the end of an extended expression must not swallow the parenthesis.
        let end = flags.contains("E") ? "\n)" : ")"
        do throws(RegexpError) {
            return try PuppetRegexp.compile(inline.isEmpty ? source : "(?\(inline):\(source)\(end)")
        } catch {
            throw .failure(pattern.holdsSecret ? "invalid regular expression" : error.message)
        }
    }
}

import OrderedCollections
import PuppetTypes
import Regexp

/// `regsubst()`: a pattern with what takes its place.
struct Substitution {
    private let regexp: PuppetRegexp
    private let replacement: Value
    private let isGlobal: Bool

    init(_ regexp: PuppetRegexp, replacement: Value, isGlobal: Bool) {
        self.regexp = regexp
        self.replacement = replacement
        self.isGlobal = isGlobal
    }

    /// - Parameter checkSize: Refuses a text that grows too long.
    func apply(
        _ text: String, checkSize: (Int) throws(Interruption) -> Void
    ) throws(Interruption) -> String {
        let matches =
            isGlobal
            ? try RubyString.matches(of: regexp, in: text)
            : try RubyString.firstMatch(of: regexp, in: text).map { [$0] } ?? []
        var result = ""
        var position = text.startIndex
        for match in matches {
            result += text[position..<match.range.lowerBound]
            result += try expansion(of: match, in: text, checkSize)
            try checkSize(result.utf8.count)
            position = match.range.upperBound
        }
        return result + text[position...]
    }

    private func expansion(
        of match: PuppetRegexpMatch, in text: String, _ checkSize: (Int) throws(Interruption) -> Void
    ) throws(Interruption) -> String {
        var size = 0
        if case .hash(let table) = replacement {
            return table[.string(String(text[match.range]))]?.stringContent ?? ""
        }
        var result = String.UnicodeScalarView()
        var rest = (replacement.stringContent ?? "").unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let next = rest.first else {
                result.append(scalar)
                continue
            }
            if let value = try escape(next, &rest, match, text) {
                size += value.utf8.count
                try checkSize(size)
                result.append(contentsOf: value.unicodeScalars)
            } else {
                result.append(scalar)
                if let kept = rest.popFirst() { result.append(kept) }
            }
        }
        return String(result)
    }

    /// What a backslash with the next character stands for: groups by number or name, the text before and after the
    /// match, a backslash; nil for what has no meaning.
    private func escape(
        _ next: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView, _ match: PuppetRegexpMatch, _ text: String
    ) throws(Interruption) -> Substring? {
        switch next {
        case "0", "&":
            rest.removeFirst()
            return text[match.range]
        case "1"..."9":
            rest.removeFirst()
            // Where groups have names, numbers mean nothing.
            guard regexp.names.isEmpty else { return "" }
            return group(Int(next.value - 0x30), match)
        case "`":
            rest.removeFirst()
            return text[..<match.range.lowerBound]
        case "'":
            rest.removeFirst()
            return text[match.range.upperBound...]
        case "\\":
            rest.removeFirst()
            return "\\"
        case "k": return try named(&rest, match)
        default: return nil
        }
    }

    private func named(
        _ rest: inout Substring.UnicodeScalarView, _ match: PuppetRegexpMatch
    ) throws(Interruption) -> Substring? {
        guard rest.dropFirst().first == "<", let end = rest.firstIndex(of: ">") else { return nil }
        let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
        rest = rest[rest.index(after: end)...]
        if let number = Int(name) { return group(number, match) }
        guard let number = regexp.names.last(where: { $0.name == name })?.index else {
            throw .failure("undefined group name reference: \(name)")
        }
        return group(number, match)
    }

    private func group(_ number: Int, _ match: PuppetRegexpMatch) -> Substring {
        match.captures.indices.contains(number) ? match.captures[number] ?? "" : ""
    }
}

import OrderedCollections

extension FileTree {
    /// The files that a glob matches: `*`, `?`, `[a-z]`, `{a,b}` and `**` as Ruby's `Dir.glob`. In byte order, those of
    /// each alternative in braces by themselves.
    package func glob(_ pattern: String) -> [String] {
        guard let pattern = FileTree.normalize(pattern) else { return [] }
        var found: OrderedSet<String> = []
        for alternative in Glob.expandBraces(pattern) {
            let prefix = String(alternative.prefix { !"*?[\\".contains($0) })
            let folder = prefix.lastIndex(of: "/").map { String(prefix[..<$0]) } ?? ""
            let glob = Glob(alternative)
            for path in paths(under: folder) where glob.matches(path) { found.append(path) }
        }
        return Array(found)
    }
}

/// A pattern over paths, one segment at a time.
package struct Glob: Sendable {
    private let segments: [[Character]]

    package init(_ pattern: String) {
        segments = pattern.split(separator: "/", omittingEmptySubsequences: true).map(Array.init)
    }

    package func matches(_ path: String) -> Bool {
        matches(segments[...], path.split(separator: "/", omittingEmptySubsequences: true)[...])
    }

    private func matches(_ patterns: ArraySlice<[Character]>, _ parts: ArraySlice<Substring>) -> Bool {
        guard let pattern = patterns.first else { return parts.isEmpty }
        if pattern == ["*", "*"] {
            return (parts.startIndex...parts.endIndex).contains { start in
                !parts[parts.startIndex..<start].contains { $0.hasPrefix(".") }
                    && matches(patterns.dropFirst(), parts[start...])
            }
        }
        guard let part = parts.first, Glob.matches(pattern[...], Array(part)[...]) else { return false }
        return matches(patterns.dropFirst(), parts.dropFirst())
    }

    /// One segment; a leading dot must be matched by a dot.
    static func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        if text.first == ".", let first = pattern.first, first != "." { return false }
        return matchesRest(pattern, text)
    }

    private static func matchesRest(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
        var pattern = pattern
        var text = text
        var retry: (pattern: ArraySlice<Character>, text: ArraySlice<Character>)?
        while true {
            if let first = pattern.first, first == "*" {
                pattern = pattern.dropFirst()
                retry = (pattern, text)
                continue
            }
            if let character = text.first, let rest = matchOne(pattern, character) {
                pattern = rest
                text = text.dropFirst()
                continue
            }
            if pattern.isEmpty, text.isEmpty { return true }
            guard let last = retry, !last.text.isEmpty else { return false }
            retry = (last.pattern, last.text.dropFirst())
            pattern = last.pattern
            text = last.text.dropFirst()
        }
    }

    /// What is left of the pattern after its first element took the character, or nil.
    private static func matchOne(_ pattern: ArraySlice<Character>, _ character: Character) -> ArraySlice<Character>? {
        guard let first = pattern.first else { return nil }
        switch first {
        case "?": return pattern.dropFirst()
        case "[":
            guard let end = pattern.dropFirst(2).firstIndex(of: "]") else {
                return character == "[" ? pattern.dropFirst() : nil
            }
            var set = pattern[(pattern.startIndex + 1)..<end]
            let isNegated = set.first == "!" || set.first == "^"
            if isNegated { set = set.dropFirst() }
            return contains(set, character) != isNegated ? pattern[(end + 1)...] : nil
        case "\\":
            guard let escaped = pattern.dropFirst().first else { return nil }
            return escaped == character ? pattern.dropFirst(2) : nil
        default: return first == character ? pattern.dropFirst() : nil
        }
    }

    private static func contains(_ set: ArraySlice<Character>, _ character: Character) -> Bool {
        var set = set
        while let lower = set.popFirst() {
            if set.first == "-", let upper = set.dropFirst().first, lower <= upper {
                set = set.dropFirst(2)
                if (lower...upper).contains(character) { return true }
            } else if lower == character {
                return true
            }
        }
        return false
    }

    /// `{a,b}c` as `ac`, `bc`; at most 256 alternatives, the rest is dropped.
    static func expandBraces(_ pattern: String) -> [String] {
        var finished: [String] = []
        // The next one is the last.
        var pending = [pattern]
        while let next = pending.popLast(), finished.count + pending.count < 256 {
            guard let open = next.firstIndex(of: "{"), let close = next[open...].firstIndex(of: "}") else {
                finished.append(next)
                continue
            }
            let head = next[..<open]
            let tail = next[next.index(after: close)...]
            let choices = next[next.index(after: open)..<close].split(separator: ",", omittingEmptySubsequences: false)
            for choice in choices.reversed() {
                pending.append("\(head)\(choice)\(tail)")
            }
        }
        return finished
    }
}

/// A pattern over names of nodes or environments, as in Puppet's `autosign.conf`: `*` stands for any text, also with dots.
package struct NameGlob: Hashable, Sendable {
    package let pattern: String

    package init(_ pattern: String) {
        self.pattern = pattern
    }

    /// Whether the whole name matches. Time is bounded by the product of both lengths, whatever the pattern.
    package func matches(_ name: String) -> Bool {
        let pattern = Array(pattern.utf8)
        let text = Array(name.utf8)
        var patternIndex = 0
        var textIndex = 0
        var lastStar: (pattern: Int, text: Int)?
        while textIndex < text.count {
            if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
                lastStar = (patternIndex, textIndex)
                patternIndex += 1
            } else if patternIndex < pattern.count, pattern[patternIndex] == text[textIndex] {
                patternIndex += 1
                textIndex += 1
            } else if let star = lastStar {
                lastStar = (star.pattern, star.text + 1)
                patternIndex = star.pattern + 1
                textIndex = star.text + 1
            } else {
                return false
            }
        }
        return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension NameGlob: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

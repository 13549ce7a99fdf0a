import Synchronization

/// A regular expression of the language: Ruby's syntax and meaning (`^` and `$` match at lines, `(?m)` lets `.` match a
/// newline).
package struct PuppetRegexp: Sendable {
    package let source: String
    /// The names of groups, with their numbers.
    package let names: [(name: String, index: Int)]
    private let program: RegexpProgram

    private init(source: String) throws(RegexpError) {
        self.source = source
        var parser = RegexpParser(source)
        let node = try parser.parse()
        names = parser.names
        program = try RegexpProgram(node, groupCount: parser.groupCount, source: source)
    }

    private static let cache = Mutex<[String: PuppetRegexp]>([:])
    private static let cacheLimit = 1024

    /// Compiles the expression; throws as Ruby words it where it is malformed. What was compiled is kept for later.
    package static func compile(_ source: String) throws(RegexpError) -> PuppetRegexp {
        if let known = cache.withLock({ $0[source] }) { return known }
        let regexp = try PuppetRegexp(source: source)
        cache.withLock { cache in
            if cache.count >= cacheLimit { cache.removeAll(keepingCapacity: true) }
            cache[source] = regexp
        }
        return regexp
    }

    /// Whether it matches anywhere; false too where that cannot be told within the limit of steps.
    package func matches(_ text: String) -> Bool { (try? offsets(in: text, from: 0)).flatMap(\.self) != nil }

    /// Throws where the search takes too many steps.
    package func firstMatch(in text: String) throws(RegexpError) -> PuppetRegexpMatch? {
        try firstMatch(in: text, from: text.startIndex)
    }

    /// The first match that starts at or after the index. Throws where the search takes too many steps.
    package func firstMatch(in text: String, from start: String.Index) throws(RegexpError) -> PuppetRegexpMatch? {
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: start)
        return try offsets(in: text, from: offset).map { PuppetRegexpMatch(text: text, slots: $0) }
    }

    /// All matches from left to right; an empty one moves on by a character. Throws where a search takes too many steps.
    package func matches(in text: String) throws(RegexpError) -> [PuppetRegexpMatch] {
        var found: [PuppetRegexpMatch] = []
        var start = text.startIndex
        while let match = try firstMatch(in: text, from: start) {
            found.append(match)
            if !match.range.isEmpty {
                start = match.range.upperBound
            } else if match.range.upperBound < text.endIndex {
                start = text.unicodeScalars.index(after: match.range.upperBound)
            } else {
                break
            }
        }
        return found
    }

    private func offsets(in text: String, from start: Int) throws(RegexpError) -> [Int]? {
        func search(_ bytes: UnsafeBufferPointer<UInt8>) -> RegexpMatcher.Outcome {
            var matcher = RegexpMatcher(program, bytes, searchStart: start)
            return matcher.firstMatch(from: start)
        }
        let outcome =
            text.utf8.withContiguousStorageIfAvailable(search) ?? Array(text.utf8).withUnsafeBufferPointer(search)
        switch outcome {
        case .found(var slots):
            // `\K` in a look may lie past the end, which Ruby makes the start then, or before what was found last.
            slots[0] = max(min(slots[0], slots[1]), start)
            return slots
        case .none: return nil
        case .tooLong:
            throw RegexpError(
                "matching /\(source)/ takes more than the limit of \(RegexpMatcher.stepLimit) steps; write the expression without nested repetitions or back references"
            )
        }
    }
}

/// Where an expression was found.
package struct PuppetRegexpMatch: Sendable {
    package let range: Range<String.Index>
    /// The whole match, then each group; `nil` for a group that took no part.
    package let captures: [Substring?]

    init(text: String, slots: [Int]) {
        func index(_ offset: Int) -> String.Index { text.utf8.index(text.utf8.startIndex, offsetBy: offset) }
        captures = stride(from: 0, to: slots.count, by: 2).map { slot in
            guard slots[slot] >= 0, slots[slot + 1] >= slots[slot] else { return nil }
            return text[index(slots[slot])..<index(slots[slot + 1])]
        }
        range = index(slots[0])..<index(slots[1])
    }
}

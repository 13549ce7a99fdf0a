import Regexp

/// A regular expression: matches lie inside the text, and are found in time.
struct RegexpCheck: Check {
    private static let texts = [
        "", "a", "aaaaaaaaaaaaaaaaaaaaaaaa", "abc 123\n\tdef\r\n", "héllo wörld 😀", "1.2.3-rc1+build", "a\nb\nc\n",
    ]

    func run(_ bytes: [UInt8]) async throws {
        let source = String(decoding: bytes, as: UTF8.self)
        for text in Self.texts {
            let matches: [PuppetRegexpMatch]
            // A malformed expression, or one that takes more steps than are allowed, is refused.
            do { matches = try PuppetRegexp.compile(source).matches(in: text) } catch { return }
            for match in matches {
                let found = String(text[match.range])
                guard match.captures.first.flatMap({ $0 }).map(String.init) == found else {
                    throw Violation("the whole match is not \(found)")
                }
            }
        }
    }
}

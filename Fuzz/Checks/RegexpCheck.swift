import PuppetTypes

/// A regular expression: matches lie inside the text, and are found in time.
struct RegexpCheck: Check {
    private static let texts = [
        "", "a", "aaaaaaaaaaaaaaaaaaaaaaaa", "abc 123\n\tdef\r\n", "héllo wörld 😀", "1.2.3-rc1+build", "a\nb\nc\n",
    ]

    func run(_ bytes: [UInt8]) async throws {
        let regexp: PuppetRegexp
        do {
            regexp = try PuppetRegexp.compile(String(decoding: bytes, as: UTF8.self))
        } catch { return }
        for text in Self.texts {
            for match in regexp.matches(in: text) {
                let found = String(text[match.range])
                guard match.captures.first.flatMap({ $0 }).map(String.init) == found else {
                    throw Violation("the whole match is not \(found)")
                }
            }
        }
    }
}

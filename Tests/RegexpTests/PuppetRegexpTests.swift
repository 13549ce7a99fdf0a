import Foundation
import JSON
import OrderedCollections
import Regexp
import TestSupport
import Testing

struct PuppetRegexpTests {
    /// A look that fails must not leave the start that `\K` set in it.
    @Test func keepInALookIsUndone() throws {
        let all = try PuppetRegexp.compile(#"(?:(?<n>a)\k<n>(?<!\K)(()))|"#).matches(in: "aab")
        #expect(all.map { $0.range.isEmpty } == [true, true, true, true])
        let kept = try PuppetRegexp.compile(#"(?<=\Ka)X|a"#).matches(in: "aXaX")
        #expect(kept.map { $0.captures.first ?? nil } == ["a", "X", "a", "X"])
    }

    /// Ruby's answers: for each expression the place and the captures of its first match in each text.
    @Test func matchesAsRuby() throws {
        let lines = try Fixtures.lines("regexp/ruby.jsonl").map { try JSONParser.parse($0) }
        let texts = (lines.first?.array ?? []).compactMap(\.string)
        var failures: [String] = []
        for row in lines.dropFirst().compactMap(\.object) {
            let pattern = row["pattern"]?.string ?? ""
            do throws(RegexpError) {
                let regexp = try PuppetRegexp.compile(pattern)
                if let error = row["error"]?.string { failures.append("/\(pattern)/ compiles, not \(error)") }
                for (text, expected) in zip(texts, row["matches"]?.array ?? []) {
                    let match = try regexp.firstMatch(in: text)
                    let found = match.map { match -> JSON in
                        let start = text.unicodeScalars.distance(from: text.startIndex, to: match.range.lowerBound)
                        return .array(
                            [.integer(start)] + match.captures.map { $0.map { .string(String($0)) } ?? .null })
                    }
                    if found ?? .null != expected {
                        failures.append("/\(pattern)/ in \(text.debugDescription): \(found ?? .null), not \(expected)")
                    }
                    if regexp.matches(text) != !expected.isNull { failures.append("/\(pattern)/ matches \(text)") }
                }
            } catch {
                if error.message != row["error"]?.string {
                    failures.append("/\(pattern)/: \(error.message), not \(row["error"]?.string ?? "a match")")
                }
            }
        }
        #expect(texts.count > 40 && lines.count > 100)
        #expect(failures.isEmpty, "\(failures.count):\n\(failures.prefix(40).joined(separator: "\n"))")
    }

    /// Each group calls the one before twice.
    private static let doubling =
        "(?<a0>x)" + (1...60).map { "(?<a\($0)>\\g<a\($0 - 1)>\\g<a\($0 - 1)>)*" }.joined()

    @Test func repeatsNothingQuickly() throws {
        let nested = (0..<8).reduce("(?:)") { pattern, _ in "(?:\(pattern){90000})" }
        #expect(try PuppetRegexp.compile(nested).matches(""))
    }

    @Test func findsAllMatches() throws {
        let found = try PuppetRegexp.compile("a*").matches(in: "baac").map { String($0.captures[0] ?? "?") }
        #expect(found == ["", "aa", "", ""])
    }

    @Test(arguments: ["^(a+)+$", "^(a|a)*$", "(a|aa)+$", "^([a-z]+)*$", "(.*)*x"])
    func endsSoonWhereBacktrackingExplodes(_ pattern: String) throws {
        let text = String(repeating: "a", count: 5_000) + "!"
        let regexp = try PuppetRegexp.compile(pattern)
        #expect(ContinuousClock().measure { _ = regexp.matches(text) } < .seconds(20))
        #expect(!regexp.matches(text))
    }

    @Test(arguments: [String(repeating: "(", count: 1000), "(a{1000}){1000}", "((a{100}){100}){100}", Self.doubling])
    func refusesWhatIsTooLarge(_ pattern: String) {
        #expect(throws: RegexpError.self) { try PuppetRegexp.compile(pattern) }
    }
}

import Kubernetes
import Testing

struct LinearPatternTests {
    @Test(arguments: [
        ("^[a-z.]+$", ["abc", "a.b"], ["", "A", "a b", "a1"]),
        (
            "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", ["a", "a-b.c", "x1.y2.z3"],
            ["-a", "a-", "a..b"]
        ),
        ("b", ["abc"], ["ac"]), ("^a|b$", ["ax", "xb"], ["xa", "bx"]),
        ("^(a|bc|)d$", ["ad", "bcd", "d"], ["bd", "cd"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]), ("^a{2,}$", ["aa", "aaaa"], ["a"]), ("^a{0,2}$", ["", "a", "aa"], ["aaa"]),
        ("^(?:ab)+?$", ["ab", "abab"], ["", "aba"]), ("^\\d+\\.\\w*\\s$", ["1. ", "12.a_9\t"], ["1.", "a. "]),
        ("^[^/]+$", ["abc"], ["a/b", ""]), ("^[]a-]+$", ["]", "a-"], ["b"]), ("^[\\w.-]+$", ["a.b-c_1"], ["a/b"]),
        ("^.$", ["x", "é"], ["", "xy", "\n"]), ("^\\+1$", ["+1"], ["1"]), ("", ["", "x"], []),
        ("^((a|b)*c)*$", ["", "abc", "cabc"], ["ab"]),
    ])
    func matches(source: String, matching: [String], others: [String]) throws {
        let pattern = try #require(LinearPattern(source))
        for text in matching { #expect(pattern.matches(text), "\(text)") }
        for text in others { #expect(!pattern.matches(text), "\(text)") }
    }

    @Test(arguments: [
        "(", ")", "a**b)", "[a", "*a", "(?i)a", "\\pL", "\\bx", "[[:alpha:]]", "a{2,1}", "a{9999}", "\\", "[z-a]",
    ])
    func whatIsNotUnderstoodGivesNoPattern(source: String) {
        #expect(LinearPattern(source) == nil)
    }

    @Test func patternsAreBounded() throws {
        #expect(LinearPattern(String(repeating: "(", count: 1000) + String(repeating: ")", count: 1000)) == nil)
        #expect(LinearPattern("((((a{100}){100}){100}){100})") == nil)
        let nested = try #require(LinearPattern("^(a*)*(a*)*(a*)*$"))
        #expect(!nested.matches(String(repeating: "a", count: 2000) + "b"))
    }
}

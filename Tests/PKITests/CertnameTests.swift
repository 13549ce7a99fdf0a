import Testing

@testable import PKI

struct CertnameTests {
    @Test(arguments: [
        ("cluster-1.example.com", true), ("a", true), ("a_b", true), ("1", true), ("", false), ("Upper", false),
        ("a/b", false), ("..", false), (".hidden", false), ("-x", false), ("a b", false), ("a\n", false), ("ä", false),
        ("*", false), (String(repeating: "a", count: 255), true), (String(repeating: "a", count: 256), false),
    ])
    func nameIsValid(_ name: String, _ isValid: Bool) {
        #expect(Certname.isValid(name) == isValid)
    }

    @Test(arguments: [
        ("*", "anything.at.all", true), ("*.example.com", "a.b.example.com", true),
        ("*.example.com", "example.com", false),
        ("a*c", "abbbc", true), ("a*c", "abbbd", false), ("a*b*c", "a-b-b-c", true), ("exact", "exact", true),
        ("exact", "exactly", false), ("", "", true), ("", "a", false), ("*a", "aaaa", true),
    ])
    func globMatches(_ pattern: String, _ name: String, _ isMatch: Bool) {
        #expect(NameGlob(pattern).matches(name) == isMatch)
    }

    @Test func messagesHoldNoControlCharacters() {
        let error = PKIError.conflict(certname: "a\nb\u{1B}[0m", reason: "is taken")
        #expect(error.description == "'a?b?[0m' is taken")
        #expect(PKIError.invalidCertname(String(repeating: "x", count: 9999)).description.utf8.count < 400)
    }

    @Test func autosignFileHoldsOnePatternALine() {
        let policy = AutosignPolicy.parse("# ours\n*.lab  # the lab\n\none.prod\n")
        #expect(policy == .globs(["*.lab", "one.prod"]))
        #expect(policy.allows("x.lab"))
        #expect(!policy.allows("two.prod"))
        #expect(!AutosignPolicy.none.allows("x.lab"))
        #expect(AutosignPolicy.all.allows("x.lab"))
    }
}

import Diagnostics
import JSON
import PuppetSyntax
import TestSupport
import Testing

/// Puppet's parser and validator on the same manifests and templates: tree, or syntax error, and all that the
/// validator says.
struct ValidationTests {
    /// Snippets on which the answers differ, and why.
    static let deviations = [
        "9223372036854775808": tooLarge, "-9223372036854775808": tooLarge, "0xFFFFFFFFFFFFFFFF": tooLarge,
        "01777777777777777777777": tooLarge, "99999999999999999999999999999": tooLarge,
        "@(END:json)\n{\nEND": jsonMessage, "@(END : json )\nEND": jsonMessage,
        "a<%# c %>": "Puppet loses the text before a comment that ends the template",
    ]

    private static let tooLarge = "Puppet's tree holds integers of any size, which its validator then refuses"
    private static let jsonMessage = "the message of the JSON parser is its own"

    /// Written by hand, and made at random from the grammar and then damaged.
    @Test(arguments: ["syntax/validation.jsonl", "syntax/generated.jsonl"])
    func snippetsAreJudgedAsInPuppet(_ fixture: String) throws {
        for line in try Fixtures.lines(fixture) {
            let expected = try JSONParser.parse(line)
            let code = try #require(expected["code"]?.string)
            guard Self.deviations[code] == nil else { continue }
            check(code, expected)
        }
    }

    @Test func malformedRegularExpressionsAreRefusedWhereTheyStand() {
        let (_, diagnostics) = PuppetParser.parse(SourceFile(path: "a.pp", text: "if $x =~ /[/ {}\n$y = /a(/"))
        #expect(
            diagnostics.map(\.puppetDescription) == [
                "premature end of char-class: /[/ (file: a.pp, line: 1, column: 10)",
                "end pattern with unmatched parenthesis: /a(/ (file: a.pp, line: 2, column: 6)",
            ])
    }

    private func check(_ code: String, _ expected: JSON) {
        let isTemplate = expected["epp"]?.boolean ?? false
        let file = SourceFile(path: isTemplate ? "snippet.epp" : "snippet.pp", text: code)
        let (program, diagnostics) = isTemplate ? PuppetParser.parseEPP(file) : PuppetParser.parse(file)
        // Puppet's tools log the lexer's warnings; its validator does not know of them.
        let texts = diagnostics.filter { $0.severity == .error || $0.id == "future_reserved_word" }
        if let error = expected["error"]?.string {
            #expect(texts.first?.puppetDescription == error, "\(code)")
            return
        }
        let all = texts.map { "\($0.severity == .error ? "error" : "deprecation"): \($0.puppetDescription)" }
        #expect(all == expected["diagnostics"]?.array?.compactMap(\.string) ?? [], "\(code)")
        if let notation = expected["pn"]?.string {
            #expect(PuppetNotation.text(program.body) == notation, "\(code)")
        }
        if let tree = expected["json"] { #expect(PuppetNotation.json(program.body) == tree, "\(code)") }
    }
}

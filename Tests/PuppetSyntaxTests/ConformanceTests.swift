import Diagnostics
import JSON
import PuppetSyntax
import TestSupport
import Testing

/// What Puppet's own parser makes of the same snippets.
struct ConformanceTests {
    /// Snippets on which the answers differ, and why.
    static let deviations = [
        "9223372036854775808": tooLarge, "-9223372036854775808": tooLarge,
    ]

    private static let tooLarge = "Puppet's tree holds integers of any size, which its validator then refuses"

    @Test func snippetsParseAsInPuppet() throws {
        var checked = 0
        for line in try Fixtures.lines("syntax/expected.jsonl") {
            let expected = try JSONParser.parse(line)
            let code = try #require(expected["code"]?.string)
            checked += 1
            guard Self.deviations[code] == nil else { continue }
            let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
            if let error = expected["error"]?.string {
                #expect(diagnostics.first?.puppetDescription == error, "\(code)")
                continue
            }
            #expect(PuppetNotation.text(program.body) == expected["pn"]?.string, "\(code)")
            #expect(PuppetNotation.json(program.body) == expected["json"], "\(code)")
        }
        #expect(checked == 485)
    }
}

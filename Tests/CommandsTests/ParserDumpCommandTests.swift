import Diagnostics
import PuppetSyntax
import Testing

@testable import Commands

@Suite struct ParserDumpCommandTests {
    @Test(arguments: [
        ("$x = ", true), ("\u{0}\u{1}", true), ("class a {", true),
        // The validation complains of these, but they have a tree.
        ("'x'\n$y = 1", false), ("Foo", false), ("$x = 1\n$x", false), ("", false), ("# a comment", false),
    ]) func onlyWhatCannotBeParsedIsAnError(_ code: String, _ isError: Bool) {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "a.pp", text: code))
        #expect((ParserDumpCommand.syntaxError(program, diagnostics) != nil) == isError)
    }

    @Test func validateReportsBothKinds() async throws {
        try await ScratchCodedir.with { codedir in
            for code in ["$x = ", "1 + 1\nnotice(1)"] {
                try codedir.write("a.pp", code)
                #expect(await CommandLineRun.run(["parser", "validate", codedir.file("a.pp")]).code == 1, "\(code)")
            }
            try codedir.write("a.pp", "notice(1)")
            #expect(await CommandLineRun.run(["parser", "validate", codedir.file("a.pp")]).code == 0)
        }
    }
}

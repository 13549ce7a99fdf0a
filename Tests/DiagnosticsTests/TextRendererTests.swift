import Diagnostics
import Testing

@Suite struct TextRendererTests {
    private func render(_ text: String, _ lower: Int, _ upper: Int, message: String = "wrong") -> [Substring] {
        let file = SourceFile(path: "a.pp", text: text)
        let place = SourcePlace(file: file, range: SourceRange(lower, upper))
        return TextRenderer().render(Diagnostic(id: "test", .init(message), at: place)).split(separator: "\n")
    }

    @Test func shortLinesAreShownWhole() {
        #expect(render("$x = $y\n", 5, 7) == ["error: wrong", "  --> a.pp:1:6", "   |  $x = $y", "   |       ^^"])
    }

    @Test(arguments: [0, 30, 200, 900, 999])
    func longLinesAreCutAroundTheMark(_ offset: Int) throws {
        let line = String(repeating: "a", count: offset) + "X" + String(repeating: "b", count: 999 - offset)
        let lines = render(line, offset, offset + 500)
        let text = Array(try #require(lines.dropFirst(2).first))
        let marks = Array(try #require(lines.dropFirst(3).first))
        #expect(text.count <= 130)
        #expect(marks.count <= text.count)
        let column = try #require(marks.firstIndex(of: "^"))
        #expect(text[column] == "X")
    }

    @Test func controlCharactersAreNotPassedOn() {
        let rendered = render("\u{1B}[2Jx\u{7}", 0, 1, message: "bad '\u{1B}'").joined()
        #expect(!rendered.contains("\u{1B}"))
        #expect(!rendered.contains("\u{7}"))
    }
}

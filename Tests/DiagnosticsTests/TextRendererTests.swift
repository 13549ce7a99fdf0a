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

    /// A caret below every column that a terminal gives to what is marked.
    @Test(arguments: [
        ("\t\t$x = $y", "$y", "\t\t     ^^"), ("$日本 = $y", "$y", "        ^^"), ("$a = '日本'", "'日本'", "     ^^^^^^"),
        ("e\u{301} = $y", "$y", "    ^^"), ("x 🙂 y", "🙂", "  ^^"), ("if true {\n}", "if true {\n}", "^^^^^^^^^"),
        ("$x = ", "", "^"),
    ])
    func caretsStandBelowWhatIsMarked(_ text: String, _ marked: String, _ marks: String) throws {
        let bytes = Array(text.utf8)
        let wanted = Array(marked.utf8)
        let start = try #require(
            (0...(bytes.count - wanted.count)).first { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) })
        #expect(render(text, start, start + wanted.count).last == "   |  \(marks)")
    }

    @Test func notesAndTheCallStackFollow() {
        let file = SourceFile(path: "a.pp", text: "$x\n$y\n")
        func place(_ offset: Int) -> SourcePlace {
            SourcePlace(file: file, range: SourceRange(offset, offset + 2))
        }
        let diagnostic = Diagnostic(
            id: "test", "wrong", at: place(0),
            notes: [Diagnostic.Note("here", at: place(3)), Diagnostic.Note("same", at: place(0))],
            callStack: [
                CallFrame(subject: "function f", verb: "called", place: place(3)),
                CallFrame(subject: "Node[default]", verb: "declared", place: nil),
            ])
        #expect(
            TextRenderer().render(diagnostic) == """
                error: wrong
                  --> a.pp:1:1
                   |  $x
                   |  ^^
                  note: here
                  --> a.pp:2:1
                   |  $y
                   |  ^^
                  note: same
                  in function f, called at a.pp:2:1
                  in Node[default]
                """)
    }

    @Test func controlCharactersAreNotPassedOn() {
        let rendered = render("\u{1B}[2Jx\u{7}", 0, 1, message: "bad '\u{1B}'").joined()
        #expect(!rendered.contains("\u{1B}"))
        #expect(!rendered.contains("\u{7}"))
    }
}

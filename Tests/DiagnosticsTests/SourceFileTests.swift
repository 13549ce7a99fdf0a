import Diagnostics
import Testing

struct SourceFileTests {
    private let file = SourceFile(path: "a.pp", text: "one\nzwölf = 12\r\n\nlast")

    @Test(arguments: [(0, 1, 1), (3, 1, 4), (4, 2, 1), (9, 2, 5), (17, 3, 1), (18, 4, 1), (1000, 4, 5), (-1, 1, 1)])
    func positions(offset: Int, line: Int, column: Int) {
        let position = file.position(at: offset)
        #expect(position.line == line)
        #expect(position.column == column)
    }

    @Test func linesHaveNoLineEnd() {
        #expect(file.line(2) == "zwölf = 12")
        #expect(file.line(3) == "")
        #expect(file.line(4) == "last")
        #expect(file.line(0) == nil)
        #expect(file.line(5) == nil)
    }

    @Test func offsetsAreClamped() {
        #expect(file.offset(line: 2, byteColumn: 1) == 4)
        #expect(file.offset(line: 99, byteColumn: 1) == file.bytes.count)
        #expect(file.offset(line: 0, byteColumn: 5) == 0)
    }
}

struct DiagnosticTests {
    @Test func puppetsFormNamesFileLineAndColumn() {
        let file = SourceFile(path: "site.pp", text: "a\nbc")
        let place = SourcePlace(file: file, range: SourceRange(3, 4))
        #expect(Diagnostic(id: "x", "odd", at: place).puppetDescription == "odd (file: site.pp, line: 2, column: 2)")
    }
}

import Diagnostics
import JSON
import Testing
import YAML

struct YAMLParserTests {
    private func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) -> (
        documents: [YAMLNode], diagnostics: [Diagnostic]
    ) {
        YAMLParser.parse(SourceFile(path: "t.yaml", text: text), mergeKeys: .ownKeyWins, limits: limits)
    }

    @Test func documentsAndPlaces() throws {
        let file = SourceFile(path: "t.yaml", text: "\u{FEFF}é: 1\nb:\n  - x\n  - 'y'\n---\n- 2\n")
        let result = YAMLParser.parse(file)
        #expect(result.diagnostics.isEmpty)
        #expect(result.documents.map { $0.json() } == [["é": 1, "b": ["x", "y"]], [2]])
        let second = try #require(result.documents[0]["b"]?[1])
        #expect(SourcePlace(file: file, range: second.range).description == "t.yaml:4:5")
        #expect(String(decoding: file.bytes[second.range.lower..<second.range.upper], as: UTF8.self) == "'y'")
        let list = try #require(result.documents[0]["b"])
        #expect(String(decoding: file.bytes[list.range.lower..<list.range.upper], as: UTF8.self) == "- x\n  - 'y'")
    }

    @Test func blockScalarRangeEndsWithItsText() throws {
        let file = SourceFile(path: "t.yaml", text: "a: |\n  x\n  y\n\nb: 1\n")
        let node = try #require(YAMLParser.parse(file).documents.first?["a"])
        #expect(String(decoding: file.bytes[node.range.lower..<node.range.upper], as: UTF8.self) == "|\n  x\n  y")
        #expect(node.scalar?.style == .literal)
    }

    @Test(arguments: [
        ("", 0), ("# only a comment\n", 0), ("---\n", 1), ("a: 1", 1), ("--- 1\n--- 2\n...\n", 2),
    ])
    func documentCount(text: String, count: Int) {
        let result = parse(text)
        #expect(result.documents.count == count)
        #expect(result.diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("a: b: c", "yaml_syntax", "t.yaml:1:5"), ("a: [1\nb: 2", "yaml_syntax", "t.yaml:2:2"),
        ("a: 1\n\tb: 2", "yaml_syntax", "t.yaml:2:1"), ("a: \u{1}", "yaml_syntax", "t.yaml:1:4"),
        ("ü: *x", "yaml_alias", "t.yaml:1:4"), ("a: &a [*a]", "yaml_alias", "t.yaml:1:8"),
        ("a: 1\nb: 2\na: 3", "duplicate_key", "t.yaml:3:1"), ("a: 1\n\"a\": 3", "duplicate_key", "t.yaml:2:1"),
        ("\"", "yaml_syntax", "t.yaml:1:2"),
    ])
    func problemsHaveTheirPlace(text: String, id: String, place: String) throws {
        let diagnostic = try #require(parse(text).diagnostics.first)
        #expect(diagnostic.id == id)
        #expect(diagnostic.place?.description == place)
    }

    @Test func documentsBeforeAnErrorAreKept() {
        let result = parse("a: 1\n---\nb: [\n")
        #expect(result.documents.map { $0.json() } == [["a": 1]])
        #expect(result.diagnostics.count == 1)
    }

    @Test func duplicateKeyShowsBothPlacesAndKeepsTheLast() throws {
        let result = parse("a: 1\nb: 2\na: 3\n1: x\n'1': y\n")
        #expect(result.diagnostics.count == 1)
        #expect(result.diagnostics.first?.notes.first?.place?.description == "t.yaml:1:1")
        #expect(result.documents[0].mapping?.map { $0.key.scalar?.text } == ["a", "b", "1", "1"])
        #expect(result.documents[0]["a"]?.json() == 3)
    }

    @Test func otherEncodingsAreRefused() throws {
        let latin = YAMLParser.parse(SourceFile(path: "t.yaml", bytes: Array("a: caf".utf8) + [0xE9, 0x0A]))
        let diagnostic = try #require(latin.diagnostics.first)
        #expect(diagnostic.id == "yaml_encoding")
        #expect(diagnostic.place?.description == "t.yaml:1:7")
        let utf16 = YAMLParser.parse(SourceFile(path: "t.yaml", bytes: [0xFF, 0xFE, 0x61, 0x00]))
        #expect(utf16.diagnostics.first?.id == "yaml_encoding")
    }

    @Test(arguments: [
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", #"{"a":1,"b":3}"#, #"{"a":1,"b":3}"#),
        ("x: &x {a: 1, b: 2}\ny: {b: 3, <<: *x}", #"{"b":3,"a":1}"#, #"{"b":2,"a":1}"#),
        ("x: [&p {a: 1}, &q {a: 2, b: 2}]\ny: {<<: [*p, *q], c: 1}", #"{"a":1,"b":2,"c":1}"#, #"{"a":1,"b":2,"c":1}"#),
        ("y: {<<: 1}", #"{"<<":1}"#, #"{"<<":1}"#),
        ("y: {'<<': {a: 1}}", #"{"<<":{"a":1}}"#, #"{"a":1}"#),
        ("y: {!!str '<<': {a: 1}}", #"{"<<":{"a":1}}"#, #"{"<<":{"a":1}}"#),
    ])
    func mergeKeys(text: String, go: String, ruby: String) throws {
        let file = SourceFile(path: "t.yaml", text: text)
        for (mode, expected) in [(YAMLParser.MergeKeys.ownKeyWins, go), (.laterWins, ruby)] {
            let result = YAMLParser.parse(file, mergeKeys: mode)
            #expect(result.diagnostics.isEmpty)
            #expect(JSONWriter.text(try #require(result.documents[0]["y"]).json()) == expected)
        }
    }

    @Test func aliasBombIsRefused() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let references = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(references)]\n"
        }
        #expect(parse(text).diagnostics.map(\.id) == ["yaml_alias_expansion"])
    }

    @Test func longTextCountsAgainstTheAliasBudget() {
        let long = String(repeating: "x", count: 64_000)
        let text = "a: &a \(long)\nb: [\(Array(repeating: "*a", count: 300).joined(separator: ","))]"
        #expect(parse(text).diagnostics.map(\.id) == ["yaml_alias_expansion"])
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func deepNestingIsRefused(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(parse(text).diagnostics.first?.id == "yaml_too_deep")
    }

    @Test(arguments: [("? ", ""), ("[{? ", "}]")])
    func deepNestingInKeysIsRefused(opening: String, closing: String) {
        let text = String(repeating: opening, count: 25) + "a" + String(repeating: closing, count: 25)
        #expect(parse(text).diagnostics.first?.id == "yaml_too_deep")
        #expect(parse("? [{? [a]}]\n: b").documents.first?.json() == ["[{\"[\\\"a\\\"]\":null}]": "b"])
    }

    @Test func aliasesCannotNestDeeperThanTheLimit() {
        var limits = YAMLLimits()
        limits.depth = 10
        var text = "- &a0 [1]\n"
        for level in 1...20 { text += "- &a\(level) [*a\(level - 1)]\n" }
        #expect(parse(text, limits: limits).diagnostics.first?.id == "yaml_too_deep")
    }

    @Test func randomBytesNeverTrap() {
        var state: UInt64 = 88_172_645_463_325_252
        let alphabet = Array("ab:-? [],{}&*!|>'\"%@#\n\t\r~01<é".utf8)
        for _ in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<24 {
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                bytes.append(alphabet[Int(state % UInt64(alphabet.count))])
            }
            let result = YAMLParser.parse(SourceFile(path: "t.yaml", bytes: bytes))
            for document in result.documents { _ = YAMLEmitter.text(document.json()) }
        }
    }
}

import Diagnostics
import JSON
import OrderedCollections
import Testing
import YAML

struct YAMLEmitterTests {
    @Test func layout() {
        let object: JSON = [
            "apiVersion": "v1", "data": ["a.conf": "x = 1\ny = 2\n", "port": "8080", "url": "http://h:80/#a"],
            "list": [["name": "a", "ports": [1, 2]], [["x"]], [], "yes", "10.0.0.1"], "none": .null, "empty": [:],
            "f": 1e21,
        ]
        #expect(
            YAMLEmitter.text(object) == """
                apiVersion: v1
                data:
                  a.conf: |
                    x = 1
                    y = 2
                  port: '8080'
                  url: http://h:80/#a
                list:
                - name: a
                  ports:
                  - 1
                  - 2
                - - - x
                - []
                - 'yes'
                - 10.0.0.1
                none: null
                empty: {}
                f: 1.0e+21

                """)
    }

    static let texts = [
        "", " ", "a", "a b", " a", "a ", "a: b", "a:", "a #b", "#a", "- a", "-", "--", "---", "...", "?", "? a", "*a",
        "&a", "!a", "%a", "@a", "`a", "|", ">", "'", "\"", "it's", "\"q\"", "it's \"q\"", "[a]", "{a}", "a, b", "~",
        "null", "Null", "yes", "No", "y", "N", "on", "OFF", "true", "TRUE", "1", "-1", "+1", "0777", "0o17", "0x1F",
        "0b11", "1_000", "1,000", "1.5", ".5", "5.", "1e3", "1.0e+3", ".inf", "-.INF", ".nan", "2024-01-01", "12:30",
        "2024-01-01T00:00:00Z", "1:2:3.5", "0x", "0_", "08", "=", "<<", ":sym", "::x", "10.0.0.1", "1.2.3", "é",
        "☃ snow",
        "tab\there", "\tlead", "a\nb", "a\nb\n", "a\n\n", "\na", "\n", "\n\n", " a\nb", "a\n  b\n", "a\r\nb", "a \nb",
        "a\n b \n", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "a\u{1F600}", "\\", "C:\\x", "%{x}", "$x",
        "-a",
        ".a", "/a", "a/b:c", "host:80", "%", "🙂\n🙂\n", "x\n---\ny\n", "a\t\nb", "!ruby/object:X", "1 2", "+", ".", "0",
    ]

    @Test(arguments: texts)
    func textsSurvive(text: String) throws {
        let value: JSON = ["k": .string(text), "list": [.string(text), [.string(text)]], "nested": [text: [text: 1]]]
        let written = YAMLEmitter.text(value)
        let result = YAMLParser.parse(SourceFile(path: "t.yaml", text: written))
        #expect(result.diagnostics.isEmpty, "\(written)")
        #expect(result.documents.map { $0.json() } == [value], "\(written)")
        let node = try #require(result.documents.first?["k"]?.scalar)
        #expect(PsychScalar(node) == .string(text), "\(written)")
        #expect(
            YAMLParser.parse(SourceFile(path: "t.yaml", text: YAMLEmitter.text(.string(text)))).documents[0].json()
                == .string(text))
    }

    @Test(arguments: [0, 1, -1.5, 1e21, 1.5e-7, 1e300, 2.5e-308, 0.1])
    func numbersSurvive(number: Double) throws {
        let written = YAMLEmitter.text(["k": .double(number)])
        let scalar = try #require(
            YAMLParser.parse(SourceFile(path: "t.yaml", text: written)).documents.first?["k"]?.scalar)
        #expect(scalar.json == .double(number), "\(written)")
        #expect(PsychScalar(scalar) == .float(number), "\(written)")
    }

    @Test func longKeysSurvive() {
        let key = String(repeating: "k", count: 3000)
        let value: JSON = ["a": [.object([key: ["b": [.string(key)]]]), .object([key: "x"])]]
        let written = YAMLEmitter.text(value)
        #expect(
            YAMLParser.parse(SourceFile(path: "t.yaml", text: written)).documents.map { $0.json() } == [value],
            "\(written)")
    }
}

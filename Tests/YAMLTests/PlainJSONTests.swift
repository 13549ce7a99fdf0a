import Diagnostics
import JSON
import Testing

@testable import YAML

/// The short way from a text to JSON says what the long way says, or nothing.
struct PlainJSONTests {
    private func nodes(_ text: String) -> JSON {
        .array(YAMLParser.parse(SourceFile(path: "x.yaml", text: text)).documents.map { $0.json() })
    }

    private func plain(_ text: String) -> FlatJSON? {
        YAMLParser.plainJSON(SourceFile(path: "x.yaml", text: text))
    }

    @Test(arguments: [
        "", "---\n", "a: 1\n", "# nothing\n---\n# nothing\n---\na: b\n", "- 1\n- [2, {a: b}]\n- - x\n",
        "a: yes\nb: \"yes\"\nc: ~\nd:\ne: 0x10\nf: 1.5\ng: .5\nh: 1e3\ni: 007\nj: -1\nk: +1\nl: 1_000\n",
        "long: nothing\nnulls: [null, Null, NULL, nulls]\nquoted: ['1', \"a\\nb\\u00e9\", '']\n",
        "text: |\n  a\n  b\nfolded: >-\n  a\n  b\n", "\u{FEFF}a: \u{e9}\n", "a:\n- b: 1\n  c: {}\n- []\n",
        "apiVersion: v1\nkind: List\nitems:\n- kind: ConfigMap\n  metadata: {name: a}\n", "just text\n",
        "2001-01-01: x\n",
    ])
    func saysWhatNodesSay(text: String) throws {
        let plain = try #require(self.plain(text))
        #expect(plain.json() == nodes(text))
        #expect(JSONWriter.bytes(plain.json()) == JSONWriter.bytes(nodes(text)))
    }

    @Test(arguments: [
        "a: &x 1\nb: *x\n", "a: !!str 1\n", "<<: {a: 1}\nb: 2\n", "'<<': {a: 1}\n", "a: 1\na: 2\n", "1: a\n",
        "yes: a\n",
        "? [a]\n: b\n", "a: [1\n", "a: b: c\n", "\tb: 1\n", "? {a: b}\n: c\n", "a: \"\\ud800\"\n", "a: !x {}\n",
        "a: &y []\n", "'2001-01-01': a\n2001-01-01: b\n", "a: *x\n", "~: 1\n", ": 1\n",
    ])
    func leavesTheUnusualToNodes(text: String) {
        #expect(plain(text) == nil)
    }

    @Test func nestingIsBounded() {
        let limit = YAMLLimits().depth
        for depth in [limit - 1, limit, limit + 1, 10_000] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let (documents, problems) = YAMLParser.parse(SourceFile(path: "x.yaml", text: text))
            #expect((plain(text) == nil) == (documents.isEmpty || !problems.isEmpty), "\(depth)")
        }
    }

    @Test(arguments: [64, 65])
    func manyKeysAreLeftToNodes(count: Int) {
        let text = (0..<count).map { "key\($0): \($0)\n" }.joined()
        #expect((plain(text) == nil) == (count > 64))
    }
}

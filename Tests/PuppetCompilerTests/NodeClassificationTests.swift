import Diagnostics
import OrderedCollections
import PuppetCompiler
import PuppetTypes
import Testing

/// What an external node classifier may print.
struct NodeClassificationTests {
    private func parse(_ text: String) -> (NodeClassification?, [String]) {
        let (classification, diagnostics) = NodeClassification.parse(SourceFile(path: "enc n1", text: text))
        return (classification, diagnostics.map(\.puppetDescription))
    }

    @Test func readsClassesAsListAndAsMapping() {
        let list = NodeClassification(classes: ["a": [:], "b::c": [:]])
        #expect(parse("classes: [a, 'b::c']\n").0 == list)
        #expect(parse("classes:\n  a:\n  b::c: {}\n").0 == list)
        #expect(parse("---\n:classes:\n  a: ''\n  b::c: ~\n").0 == list)
        #expect(
            parse("classes: {a: {x: [1, ~], z: true}}").0?.classes == ["a": ["x": .array([1, .undef]), "z": true]])
    }

    @Test func readsParametersAndEnvironment() {
        let classification = parse("parameters: {role: web, deep: {a: 1.5}}\nenvironment: staging\nother: 1\n").0
        #expect(classification?.parameters == ["role": "web", "deep": .hash(["a": .float(1.5)])])
        #expect(classification?.environment == "staging")
        #expect(classification?.classes == [:])
    }

    @Test(arguments: ["", "---\n", "classes:\nparameters:\n", "{}"])
    func nothingIsNothing(_ text: String) { #expect(parse(text).0 == NodeClassification.none) }

    @Test(arguments: [
        ("- a", "a node classification must be a mapping (file: enc n1, line: 1, column: 1)"),
        (
            "classes: a",
            "'classes' must be a list of names, or a mapping of names to parameters (file: enc n1, line: 1, column: 10)"
        ),
        (
            "classes:\n  a: [x]",
            "the parameters of class 'a' must be a mapping (file: enc n1, line: 2, column: 6)"
        ),
        ("classes: [[a]]", "a class must be named by a text (file: enc n1, line: 1, column: 11)"),
        ("parameters: 5", "'parameters' must be a mapping (file: enc n1, line: 1, column: 13)"),
        ("environment: [x]", "'environment' must be a name (file: enc n1, line: 1, column: 14)"),
    ])
    func saysWhatIsWrongAndWhere(_ text: String, _ message: String) {
        let (classification, messages) = parse(text)
        #expect(classification == nil)
        #expect(messages == [message])
    }

    @Test func brokenYAMLIsRefused() { #expect(parse("classes: [a").0 == nil) }
}

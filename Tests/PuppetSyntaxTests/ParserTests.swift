import Diagnostics
import PuppetSyntax
import Testing

struct ParserTests {
    private func parse(_ text: String) -> (program: Program, diagnostics: [Diagnostic]) {
        PuppetParser.parse(SourceFile(path: "test.pp", text: text))
    }

    @Test func definitionsAreCollectedWithQualifiedNames() {
        let (program, diagnostics) = parse(
            """
            class a { class b { define c { } } }
            function a::f() { 1 }
            node default { }
            type A::T = Integer
            """)
        #expect(diagnostics.isEmpty)
        let names = program.definitions.map { definition in
            switch definition {
            case .hostClassDefinition(let node): "class \(node.name)"
            case .resourceTypeDefinition(let node): "define \(node.name)"
            case .functionDefinition(let node): "function \(node.name)"
            case .typeAlias(let node): "type \(node.name)"
            case .nodeDefinition: "node"
            default: "?"
            }
        }
        #expect(names == ["define a::b::c", "class a::b", "class a", "function a::f", "node", "type A::T"])
    }

    struct Location: Sendable {
        let code: String
        let at: String
    }

    @Test(arguments: [
        Location(code: "$x =\n  1 + $y", at: "2:5"), Location(code: "foo(1)", at: "1:1"),
        Location(code: "$x.each |$y| { }", at: "1:3"), Location(code: "$x.each(1)", at: "1:8"),
        Location(code: "Foo['a'] -> Bar['b']", at: "1:10"),
        Location(code: "'é' == $x", at: "1:5"), Location(code: "@(\"A\")\n  ${x + 1}\n  | A", at: "2:7"),
    ])
    func nodesStandWherePuppetReportsThem(_ location: Location) {
        let (program, _) = parse(location.code)
        var node = program.body
        if case .assignment(let assignment) = node { node = assignment.rightExpr }
        if case .heredoc(let heredoc) = node, case .concatenatedString(let string) = heredoc.textExpr,
            case .text(let text)? = string.segments.first
        {
            node = text.expr
        }
        let position = program.file.position(at: node.range.lower)
        #expect("\(position.line):\(position.column)" == location.at)
    }

    @Test(arguments: [
        ("\"\\q\"", "Unrecognized escape sequence '\\q' (file: test.pp, line: 1, column: 2)"),
        (
            "\"\\u12\"",
            "Unicode escape '\\u' was not followed by 4 hex digits or 1-6 hex digits in {} or was > 10ffff "
                + "(file: test.pp, line: 1, column: 2)"
        ),
    ])
    func unknownEscapesAreWarnedOf(_ code: String, _ expected: String) {
        let (_, diagnostics) = parse(code)
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(diagnostics.map(\.puppetDescription) == [expected])
    }

    /// Input on which Puppet's own parser fails with an error of Ruby.
    @Test(arguments: [
        ("a::", "Illegal fully qualified name"), ("\"\\u{110000}\"", "Unicode escape"),
        ("1e400", "Internal Error, NUMBER token does not contain a valid number, 1e400"),
        ("\u{FEFF}$x = 1", "Illegal UTF-8 Byte Order mark"),
        ("::A::", "Illegal fully qualified class reference"),
    ])
    func whatCrashesPuppetIsAnError(_ code: String, _ expected: String) {
        let (_, diagnostics) = parse(code)
        #expect(diagnostics.first?.message.text.hasPrefix(expected) == true)
        #expect(diagnostics.allSatisfy { $0.place.map { $0.range.lower <= code.utf8.count } ?? false })
    }

    @Test func keywordInInterpolationIsVariable() {
        let (program, _) = parse("\"${true}\"")
        #expect(PuppetNotation.text(program.body) == "(concat (str (var \"true\")))")
    }

    @Test(arguments: [
        ("class a::b { }", "a/manifests/b.pp", []), ("class a { }", "a/manifests/init.pp", []),
        ("class a::b { }", "a/manifests/init.pp", []), ("function a::f() { 1 }", "a/functions/f.pp", []),
        ("class c { }", "a/manifests/b.pp", ["illegal_definition_location"]),
        ("class a { }", "a/files/b.pp", ["illegal_definition_location"]),
        ("notice(1)\nclass a::b { }", "a/manifests/b.pp", ["illegal_top_construct_location"]),
        ("node a { }", "a/manifests/b.pp", ["illegal_top_construct_location"]), ("", "a/manifests/b.pp", []),
    ])
    func moduleFilesHoldTheirDefinitions(_ code: String, _ path: String, _ expected: [String]) {
        let (program, _) = parse(code)
        #expect(Validator.validateLocation(program, pathInModules: path).map(\.id) == expected)
    }

    /// Any bytes at all give an answer.
    @Test func brokenInputGivesDiagnostics() {
        let sample = Array("class a(Integer $x = 1) { foo { \"b${x[1]}\": c => @(\"E\"/n) }\n  d ${x}\n  | E\n}".utf8)
        for length in 0..<sample.count {
            for byte in [UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "\\"), 0x00, 0x80, 0xFF] {
                let file = SourceFile(path: "test.pp", bytes: sample[..<length] + [byte])
                #expect(!PuppetParser.parse(file).diagnostics.isEmpty)
                _ = PuppetParser.parseEPP(file)
            }
        }
    }

    /// The first error is Puppet's; each later one is the first of a definition that begins in the first column.
    @Test(arguments: [
        ("class a { $x = }\nclass b { $y }\nclass c { $z = = }\ndefine d { include ] }", ["1:16", "3:16", "4:20"]),
        // What is left open takes the rest of the file with it.
        ("class a { if $x {\n  notice(1)\n}\nclass b { $y = 1 }\n", ["end"]),
        ("class a { $x = 'open }\nclass b { $z = = }", ["1:17"]),
        ("$x = = 1\n$y = = 1\nnotice(]\nnode 'n' { $z = ) }\ntype", ["1:6", "4:17"]),
        ("class a { $x = [1, }\n  class b { $z = = }\n", ["1:20"]),
        ("function f() { $x = = }\ntype A = = \nnode default { } }", ["1:21", "2:10"]),
    ])
    func laterDefinitionsAreParsed(_ code: String, _ places: [String]) {
        let (_, diagnostics) = PuppetParser.parse(SourceFile(path: "a.pp", text: code))
        let given = diagnostics.map { diagnostic in
            guard let place = diagnostic.place, place.range.lower <= code.utf8.count else { return "end" }
            let position = place.file.position(at: place.range.lower)
            return "\(position.line):\(position.column)"
        }
        #expect(given == places)
    }
}

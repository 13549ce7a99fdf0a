import Diagnostics
import PuppetSyntax

/// Lexer, parser and validator: any bytes give the same tree and diagnostics again, with places inside the file.
struct SyntaxCheck: Check {
    let isTemplate: Bool

    func run(_ bytes: [UInt8]) async throws {
        let file = SourceFile(path: isTemplate ? "fuzz.epp" : "fuzz.pp", bytes: bytes)
        let (program, diagnostics) = parse(file)
        let again = parse(file)
        guard again.program.body == program.body, again.diagnostics == diagnostics else {
            throw Violation("two parses differ")
        }
        try Places(file: file).check(diagnostics)
        try check(program)
        if !isTemplate { try checkMoved(bytes, program, diagnostics) }
    }

    private func parse(_ file: SourceFile) -> (program: Program, diagnostics: [Diagnostic]) {
        isTemplate ? PuppetParser.parseEPP(file) : PuppetParser.parse(file)
    }

    private func check(_ program: Program) throws {
        try Places(file: program.file).check(program.body)
        for definition in program.definitions { try Places(file: program.file).check(definition) }
        _ = PuppetNotation.json(program.body)
    }

    /// An empty line before a manifest changes nothing but the places.
    private func checkMoved(_ bytes: [UInt8], _ program: Program, _ diagnostics: [Diagnostic]) throws {
        guard let first = bytes.first, first < 0x80 else { return }
        let moved = parse(SourceFile(path: "fuzz.pp", bytes: [UInt8(ascii: "\n")] + bytes))
        guard PuppetNotation.text(moved.program.body) == PuppetNotation.text(program.body) else {
            throw Violation("the tree differs after an empty line")
        }
        guard moved.diagnostics.map(\.message) == diagnostics.map(\.message) else {
            throw Violation("the diagnostics differ after an empty line")
        }
    }
}

/// Whether what is said of a file lies inside of it.
struct Places {
    let file: SourceFile

    func check(_ diagnostics: [Diagnostic]) throws {
        for diagnostic in diagnostics {
            guard let place = diagnostic.place else { throw Violation("no place: \(diagnostic.message.text)") }
            // What is missing at the end stands right after it.
            try check(place.range, end: file.bytes.count + 1)
            _ = TextRenderer().render(diagnostic)
        }
    }

    func check(_ expression: Expression) throws {
        try check(expression.range, end: file.bytes.count)
        for child in expression.children { try check(child) }
    }

    private func check(_ range: SourceRange, end: Int) throws {
        guard range.lower <= range.upper, range.upper <= end else {
            throw Violation("range \(range.lower)..<\(range.upper) in a file of \(file.bytes.count) bytes")
        }
    }
}

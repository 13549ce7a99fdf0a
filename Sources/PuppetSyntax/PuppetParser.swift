package import Diagnostics

/// The front end of the Puppet language: text in, tree and diagnostics out.
package enum PuppetParser {
    /// Parses and validates a manifest.
    ///
    /// Never fails: a file with an error gives an empty program and says why.
    package static func parse(_ file: SourceFile) -> (program: Program, diagnostics: [Diagnostic]) {
        parse(file, nesting: 0)
    }

    /// Parses and validates an EPP template. The body of the program is a lambda around an `EppExpression`.
    package static func parseEPP(_ file: SourceFile) -> (program: Program, diagnostics: [Diagnostic]) {
        parseEPP(file, nesting: 0)
    }

    /// Parses what is itself text inside so many programs.
    static func parse(_ file: SourceFile, nesting: Int) -> (program: Program, diagnostics: [Diagnostic]) {
        var lexer = Lexer(bytes: file.bytes)
        lexer.lexManifest()
        return parse(file, lexer, nesting)
    }

    static func parseEPP(_ file: SourceFile, nesting: Int) -> (program: Program, diagnostics: [Diagnostic]) {
        var lexer = Lexer(bytes: file.bytes)
        lexer.lexTemplate()
        return parse(file, lexer, nesting)
    }

    private static func parse(
        _ file: SourceFile, _ lexer: Lexer, _ nesting: Int
    ) -> (program: Program, diagnostics: [Diagnostic]) {
        var diagnostics = lexer.warnings.map { warning in
            Diagnostic(
                id: warning.id, severity: .warning, warning.message,
                at: SourcePlace(file: file, range: warning.range))
        }
        let parser = Parser(file: file, lexer: lexer)
        do {
            let body = try parser.program()
            let program = Program(file: file, body: body, definitions: parser.definitions)
            diagnostics += parser.overflows
            diagnostics += Validator.validate(program, nesting: nesting)
            return (program, diagnostics)
        } catch {
            if let problem = parser.problem { diagnostics.append(problem) }
            diagnostics += parser.furtherProblems()
            let empty = Program(file: file, body: .nop(Nop(range: .zero)), definitions: [])
            return (empty, diagnostics)
        }
    }
}

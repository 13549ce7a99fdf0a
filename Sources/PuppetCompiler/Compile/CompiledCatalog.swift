package import Diagnostics
package import PuppetCatalog
package import PuppetEvaluator

/// A catalog that is ready to be served, with what its compile had to say.
package struct CompiledCatalog: Sendable {
    package let catalog: Catalog
    /// Warnings and notes; a compile with an error has no catalog.
    package let warnings: [Diagnostic]
    package let logs: [LogEntry]
    package let trace: CompileTrace?

    /// SHA-256 over the catalog's canonical form, hexadecimal; computed anew each time.
    package var digest: String { catalog.digest }
}

/// A compile that gave no catalog.
package struct CompileFailure: Error, Sendable, CustomStringConvertible {
    /// At least one; the first is what Puppet would have said.
    package let diagnostics: [Diagnostic]

    package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    /// Of the first, innermost first.
    package var callStack: [CallFrame] { diagnostics.first?.callStack ?? [] }

    /// Whether it ended by a limit or was cancelled, so that to compile again would be in vain.
    var isOfLimit: Bool {
        diagnostics.contains { $0.id == "limit_exceeded" || $0.id == "compile_cancelled" }
    }

    /// Whether nothing is wrong but the name of the resource or the field that was asked for.
    package var isOfQuestion: Bool {
        diagnostics.contains { FieldQuestion.failures.contains($0.id) }
    }

    /// The same with the real paths of files that were reached through a symbolic link.
    func atOrigin(in files: FileTree) -> CompileFailure {
        CompileFailure(diagnostics: diagnostics.map { $0.atOrigin(in: files) })
    }

    package var description: String {
        diagnostics.map(\.puppetDescription).joined(separator: "\n")
    }
}

extension CompileTrace {
    /// The line of a template that gave a line of a text; nil where no template gave the text.
    func templatePlace(of text: String, line: Int) -> SourcePlace? {
        guard let template = templates.last(where: { $0.text == text }), line >= 1, line <= template.lines.count else {
            return nil
        }
        let start = template.file.offset(line: template.lines[line - 1], byteColumn: 1)
        return SourcePlace(file: template.file, range: SourceRange(start, start + 1))
    }
}

import Diagnostics
import PuppetCatalog
import PuppetEvaluator

extension NodeCompiler {
    /// Errors reported at the most.
    package static let maximumErrors = 100

    /// Compiles once more what has failed, to find every error that does not follow from another.
    func diagnose(
        _ request: Request, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances,
        _ deadline: CompileDeadline
    ) -> Result<CompiledCatalog, CompileFailure> {
        var input = input(for: request, in: snapshot, circumstances)
        input.stop = { deadline.check() }
        let manifestErrors = snapshot.loader.initialManifestErrors
        guard manifestErrors.isEmpty else { return .failure(CompileFailure(diagnostics: Self.capped(manifestErrors))) }
        input.tracesOrigins = true
        return Compiler.diagnose(input) { diagnosis, explorer in
            result(of: diagnosis, explorer.map(FieldOrigins.init), in: snapshot, circumstances)
        }
    }

    private func result(
        of diagnosis: Compiler.Diagnosis, _ origins: FieldOrigins?, in snapshot: EnvironmentSnapshot,
        _ circumstances: Circumstances
    ) -> Result<CompiledCatalog, CompileFailure> {
        let errors = diagnosis.errors
        var diagnostics = errors.flatMap { Self.withOthers($0.diagnostic, snapshot) }
        if let output = diagnosis.output {
            let checksRelations = diagnosis.isWhole && errors.isEmpty
            let result = finish(
                output, in: snapshot, circumstances, checksRelations: checksRelations, origins: origins)
            switch result {
            case .success: if diagnostics.isEmpty { return result }
            case .failure(let failure):
                let known = diagnostics.map(\.message.text)
                diagnostics += failure.diagnostics.filter { !Self.isUnknownAttribute($0, among: known) }
            }
        }
        return .failure(CompileFailure(diagnostics: Self.capped(diagnostics)))
    }

    /// Whether the schema says of a field what the compiler has said of the attribute: `REF: field: unknown field …`.
    private static func isUnknownAttribute(_ diagnostic: Diagnostic, among known: [String]) -> Bool {
        let parts = diagnostic.message.text.split(separator: ": ")
        guard diagnostic.id == "unknown_field", parts.count >= 3 else { return false }
        return known.contains { $0.hasPrefix("no parameter named '\(parts[1])'") && $0.hasSuffix(" on \(parts[0])") }
    }

    /// The error, and where it is one that the file itself has, the file's other errors.
    private static func withOthers(_ error: Diagnostic, _ snapshot: EnvironmentSnapshot) -> [Diagnostic] {
        guard let path = error.place?.file.path, let all = snapshot.loader.parse(path)?.diagnostics,
            all.contains(where: { $0.id == error.id && $0.place == error.place })
        else { return [error] }
        return [error] + all.filter { $0.severity == .error && ($0.id != error.id || $0.place != error.place) }
    }

    private static func capped(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        guard diagnostics.count > maximumErrors else { return diagnostics }
        let more = diagnostics.count - maximumErrors
        let rest = Diagnostic(id: "more_errors", severity: .note, "and \(more) more")
        return Array(diagnostics.prefix(maximumErrors)) + [rest]
    }
}

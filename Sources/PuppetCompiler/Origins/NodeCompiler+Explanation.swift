import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetTypes

extension NodeCompiler {
    /// Compiles once more with tracing, to tell where a field of an object came from.
    package func explain(
        _ question: FieldQuestion, _ request: Request, in snapshot: EnvironmentSnapshot,
        _ circumstances: Circumstances
    ) async throws(CompileFailure) -> FieldExplanation {
        let result: Result<FieldExplanation, CompileFailure> = await runStoppable { deadline in
            let errors = snapshot.loader.initialManifestErrors
            guard errors.isEmpty else { return .failure(CompileFailure(diagnostics: errors)) }
            var input = self.input(for: request.tracing, in: snapshot, circumstances)
            input.stop = { deadline.check() }
            input.tracesOrigins = true
            do throws(EvaluationError) {
                return try Compiler.compile(input) { output, explorer in
                    guard let explorer else { return .failure(CompileFailure(diagnostics: [])) }
                    let origins = FieldOrigins(explorer: explorer)
                    let expanded = self.expand(output, in: snapshot, circumstances, origins: origins)
                    do throws(Diagnostic) {
                        return .success(
                            try FieldSearch(question: question, expanded: expanded, origins: origins).explanation())
                    } catch {
                        return .failure(CompileFailure(diagnostics: [error]))
                    }
                }
            } catch {
                return .failure(CompileFailure(diagnostics: [error.diagnostic]))
            }
        }
        return try result.mapError { $0.atOrigin(in: snapshot.files) }.get()
    }
}

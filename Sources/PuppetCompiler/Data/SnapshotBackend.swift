import Diagnostics
import Hiera
import PuppetEvaluator
import PuppetTypes

/// Hiera's context of a backend, for the evaluator that runs it.
final class SnapshotBackend: BackendHost {
    let context: BackendContext

    init(_ context: BackendContext) { self.context = context }

    var environmentName: String { context.environmentName }
    var moduleName: String? { context.moduleName }
    var cache: PuppetHash { context.cache }
    func keep(_ entries: PuppetHash) { context.keep(entries) }
    var isExplained: Bool { context.isExplained }
    func explain(_ text: Value) { context.explain(text) }

    func interpolate(_ value: Value) throws(Interruption) -> Value {
        do throws(HieraError) { return try context.interpolate(value) } catch { throw Self.interruption(error) }
    }

    func fileText(_ path: String) throws(Interruption) -> String {
        do throws(HieraError) { return try context.fileText(path) } catch { throw Self.interruption(error) }
    }

    /// A fault of the call is worded as one, with its place.
    private static func interruption(_ error: HieraError) -> Interruption {
        if error.isCallFailure, error.underlying == nil {
            return .failure(error.message, notes: error.diagnostic.notes)
        }
        return .error(EvaluationError(error))
    }
}

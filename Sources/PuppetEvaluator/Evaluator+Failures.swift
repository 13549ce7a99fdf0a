import Diagnostics
import PuppetSyntax

extension Evaluator {
    /// A place in the file that is being evaluated.
    func place(_ range: SourceRange) -> SourcePlace { SourcePlace(file: file, range: range) }

    /// An error at a place of the file that is being evaluated, worded `Evaluation Error: message`.
    func fail(_ id: String, _ message: String, _ range: SourceRange, notes: [Diagnostic.Note] = []) -> Interruption {
        fail(id, message, at: place(range), notes: notes)
    }

    func fail(_ id: String, _ message: String, at place: SourcePlace?, notes: [Diagnostic.Note] = []) -> Interruption {
        raise(id, "Evaluation Error: \(message)", at: place, notes: notes)
    }

    /// An error worded as it is, as the compiler's own are.
    func raise(_ id: String, _ message: String, at place: SourcePlace?, notes: [Diagnostic.Note] = []) -> Interruption {
        .error(
            EvaluationError(
                Diagnostic(id: id, Diagnostic.Message(message), at: place, notes: notes, callStack: callFrames())))
    }

    /// What an interruption means where nothing is left that could catch it.
    func escaped(_ interruption: Interruption, at place: SourcePlace?) -> EvaluationError {
        switch interruption {
        case .error(let error): error
        case .failure(let message, let notes):
            EvaluationError(Diagnostic(id: "runtime_error", Diagnostic.Message(message), at: place, notes: notes))
        case .unevaluatedParameter(let message):
            EvaluationError(Diagnostic(id: "runtime_error", Diagnostic.Message(message), at: place))
        case .next(_, let place): illegal("next", at: place)
        case .returned(_, let place): illegal("return", at: place)
        case .broken(let place): illegal("break", at: place)
        case .notFound(let place): illegal("not_found", at: place)
        }
    }

    private func illegal(_ name: String, at place: SourcePlace) -> EvaluationError {
        EvaluationError(
            Diagnostic(
                id: "illegal_\(name)", "\(name)() from context where this is illegal", at: place))
    }

    func log(_ level: LogEntry.Level, _ message: String, source: String = "Puppet", at place: SourcePlace? = nil) {
        logs.append(LogEntry(level: level, message: message, source: source, place: place))
    }
}

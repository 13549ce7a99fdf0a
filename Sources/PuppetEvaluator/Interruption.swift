package import Diagnostics
package import PuppetTypes

/// What ends the evaluation of an expression early.
///
/// `next`, `break` and `return` travel through functions and blocks to the call that they belong to.
package indirect enum Interruption: Error {
    /// A complaint without a place; the evaluator adds the place and the words before it.
    case failure(String, notes: [Diagnostic.Note] = [])
    case error(EvaluationError)
    /// A parameter's default used one that has no value yet; a complaint about the whole call.
    case unevaluatedParameter(String)
    case next(Value, at: SourcePlace)
    case returned(Value, at: SourcePlace)
    case broken(at: SourcePlace)
    /// A backend of Hiera has no value, `$context.not_found`; ends the backend's call.
    case notFound(at: SourcePlace)
}

extension Interruption {
    package init(_ error: TypeError) { self = .failure(error.message) }
}

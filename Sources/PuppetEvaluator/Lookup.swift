import Diagnostics
import PuppetTypes

extension Evaluator {
    /// Asks the data. The answer's `lookup_options` are applied by the data's side.
    ///
    /// - Parameter place: Where it was asked for, which an error gets that names no place in the data.
    func lookup(
        _ request: LookupRequest, _ scope: Scope, from place: SourcePlace? = nil
    ) throws(Interruption) -> LookupAnswer? {
        do throws(EvaluationError) {
            return try input.data.lookup(request, in: lookupContext(scope, from: place))
        } catch {
            var error = error
            if error.diagnostic.place == nil { error.diagnostic.place = place }
            if error.diagnostic.callStack.isEmpty { error.diagnostic.callStack = callFrames() }
            throw .error(error)
        }
    }

    fileprivate func lookupContext(_ scope: Scope, from place: SourcePlace?) -> LookupContext {
        LookupContext(
            variable: { [self] name throws(EvaluationError) in
                do throws(Interruption) {
                    return try lookup(variable: name, in: scope)
                } catch {
                    throw escaped(error, at: nil)
                }
            },
            call: { [self] function, arguments throws(EvaluationError) in
                do throws(Interruption) {
                    return try call(function, arguments, nil, scope, .zero)
                } catch {
                    throw escaped(error, at: nil)
                }
            },
            backend: { [self] backend throws(EvaluationError) in
                do throws(Interruption) {
                    return try run(backend, scope, at: place ?? self.place(.zero))
                } catch {
                    throw escaped(error, at: nil)
                }
            }, caller: backends.last?.host)
    }
}

extension Evaluator {
    /// Runs something with what data may ask of the top scope: of a fresh compile, or of one whose manifests were
    /// evaluated.
    package static func inTopScope<Result>(
        _ input: CompileInput, evaluatesManifests: Bool, _ body: (LookupContext) -> Result
    ) throws(EvaluationError) -> Result {
        let evaluator = Evaluator(input: input)
        defer { evaluator.close() }
        return try evaluator.run { () throws(Interruption) in
            try evaluator.start()
            if evaluatesManifests { try evaluator.evaluateManifests() }
            return body(evaluator.lookupContext(evaluator.topScope, from: nil))
        }
    }
}

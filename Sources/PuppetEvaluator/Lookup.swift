import Diagnostics
import PuppetTypes

extension Evaluator {
    /// Asks the data. The answer's `lookup_options` are applied by the data's side.
    func lookup(_ request: LookupRequest, _ scope: Scope) throws(Interruption) -> LookupAnswer? {
        do throws(EvaluationError) {
            return try input.data.lookup(request, in: lookupContext(scope))
        } catch {
            throw .error(error)
        }
    }

    private func lookupContext(_ scope: Scope) -> LookupContext {
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
            })
    }
}

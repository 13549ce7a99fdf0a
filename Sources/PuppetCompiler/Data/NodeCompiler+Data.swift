import Diagnostics
import Hiera
import OrderedCollections
package import PuppetEvaluator
import PuppetTypes

extension NodeCompiler {
    /// Asks a node's data, as `lookup()` in a manifest would.
    package func lookup(
        _ question: DataQuestion, _ request: Request, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances
    ) async throws(EvaluationError) -> DataAnswer {
        let result = await inData(request, snapshot, circumstances, question.compilesFirst) { data, context in
            DataLookup(question: question, data: data, context: context).answer()
        }
        return try result.get()
    }

    /// Every key that a node can get from the data, sorted, with its value and where that comes from.
    package func listData(
        _ request: Request, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances, compilesFirst: Bool
    ) async throws(EvaluationError) -> [ListedDatum] {
        let result = await inData(request, snapshot, circumstances, compilesFirst) { data, context in
            DataLookup(question: DataQuestion(keys: []), data: data, context: context).list()
        }
        return try result.get().mapError { EvaluationError($0.diagnostic) }.get()
    }

    private func inData<Success: Sendable>(
        _ request: Request, _ snapshot: EnvironmentSnapshot, _ circumstances: Circumstances, _ compilesFirst: Bool,
        _ body: @escaping @Sendable (SnapshotData, LookupContext) -> Success
    ) async -> Result<Success, EvaluationError> {
        await runStoppable { deadline in
            var input = self.input(for: request, in: snapshot, circumstances)
            input.stop = { deadline.check() }
            let data = SnapshotData(snapshot)
            input.data = data
            do throws(EvaluationError) {
                return .success(
                    try Evaluator.inTopScope(input, evaluatesManifests: compilesFirst) { body(data, $0) })
            } catch {
                return .failure(error)
            }
        }
    }
}

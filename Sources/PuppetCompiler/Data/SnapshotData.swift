import Diagnostics
import Hiera
package import PuppetEvaluator
import PuppetSyntax
import PuppetTypes

/// The data of a snapshot for one compile, as the evaluator asks for it: `lookup()` and class parameters alike.
package struct SnapshotData: DataProvider {
    private let hiera: HieraSession
    private let loader: SnapshotLoader
    private let resourceTypes: SnapshotResourceTypes

    init(_ snapshot: EnvironmentSnapshot) {
        hiera = snapshot.hiera.session()
        loader = snapshot.loader
        resourceTypes = snapshot.resourceTypes
    }

    package var knownKeys: [String] { hiera.engine.knownKeys }

    package func lookup(
        _ request: LookupRequest, in context: LookupContext
    ) throws(EvaluationError) -> LookupAnswer? {
        do {
            let merge = try request.merge.map { try MergeStrategy($0) }
            for key in request.keys {
                let answer = try hiera.lookup(
                    key: key, merge: merge, scope: { name in try context.variable(name) },
                    convert: { value, conversion in try convert(value, conversion, context) })
                if let answer { return LookupAnswer(value: answer.value, place: answer.place) }
            }
            return nil
        } catch let error as HieraError {
            guard var underlying = error.underlying as? EvaluationError else {
                throw EvaluationError(error.diagnostic)
            }
            underlying.diagnostic.notes += error.diagnostic.notes
            throw underlying
        } catch let error as EvaluationError {
            throw error
        } catch {
            throw EvaluationError(Diagnostic(id: "hiera", "the lookup failed: \(error)"))
        }
    }

    /// `convert_to`: a type, or its text, and the arguments of its `new`.
    private func convert(_ value: Value, _ conversion: [Value], _ context: LookupContext) throws -> Value {
        guard let first = conversion.first else { return value }
        let type = if let text = first.stringContent { try parse(type: text) } else { first }
        return try context.call("new", [type, value] + conversion.dropFirst())
    }

    private func parse(type text: String) throws -> Value {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "lookup_options", text: text))
        if let error = diagnostics.first(where: { $0.severity == .error }) { throw EvaluationError(error) }
        let input = CompileInput(
            nodeName: "", environment: "", loader: loader, data: self, resourceTypes: resourceTypes)
        return try Evaluator.evaluateSnippet(program, input)
    }
}

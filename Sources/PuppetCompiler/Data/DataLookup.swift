import Diagnostics
import Hiera
import OrderedCollections
import PuppetEvaluator
import PuppetTypes

/// Asks for keys while a compile is there to be asked for variables and functions.
struct DataLookup {
    let question: DataQuestion
    let data: SnapshotData
    let context: LookupContext

    func answer() -> DataAnswer {
        let explainer: Explainer? =
            switch question.explains {
            case .none: nil
            case .value: Explainer()
            case .options: Explainer(showsOptionsOnly: true)
            }
        do throws(HieraError) {
            let merge = try question.merge.map { value throws(HieraError) in try MergeStrategy(value) }
            for key in question.keys {
                guard let answer = try data.answer(key, merge: merge, in: context, explainer: explainer) else {
                    continue
                }
                let failure = mismatch("Found value", answer.value, explainer)
                return DataAnswer(
                    value: answer.value, key: key, nearKey: nil, explanation: explainer?.tree, failure: failure)
            }
        } catch {
            explainer?.reportFailure(error)
            return DataAnswer(
                value: nil, key: nil, nearKey: nil, explanation: explainer?.tree,
                failure: DataFailure(diagnostic: EvaluationError(error).diagnostic, isExplained: error.isExplained))
        }
        if let fallback = question.fallback {
            let failure = mismatch("Default value", fallback, explainer)
            return DataAnswer(value: fallback, key: nil, nearKey: nil, explanation: explainer?.tree, failure: failure)
        }
        let names = question.keys.map { "'\($0)'" }
        explainer?.reportText(
            names.count == 1
                ? "Function lookup() did not find a value for the name \(names[0])"
                : "Function lookup() did not find a value for any of the names [\(names.joined(separator: ", "))]")
        return DataAnswer(value: nil, key: nil, nearKey: nearKey, explanation: explainer?.tree, failure: nil)
    }

    private var nearKey: String? {
        guard let key = question.keys.last, let known = try? data.keys(in: context) else { return nil }
        return NearestName.nearest(to: key, in: known)
    }

    /// What is wrong with the value's type, where one was asked for.
    private func mismatch(_ subject: String, _ value: Value, _ explainer: Explainer?) -> DataFailure? {
        guard question.explains != .options, let text = question.type else { return nil }
        do {
            guard case .type(let type) = try data.parse(type: text), !type.accepts(value) else { return nil }
            let message = TypeMismatch.describe(
                subject: "\(subject) has wrong type,", expected: type, actual: value)
            return DataFailure(
                diagnostic: Diagnostic(id: "type_mismatch", Diagnostic.Message(message)), isExplained: false)
        } catch {
            let diagnostic = (error as? EvaluationError)?.diagnostic
            return DataFailure(
                diagnostic: diagnostic ?? Diagnostic(id: "unknown_type", "cannot read the type '\(text)'"),
                isExplained: false)
        }
    }

    func list() -> Result<[ListedDatum], DataFailure> {
        do throws(HieraError) {
            let keys = try data.keys(in: context)
            return .success(keys.map { listed($0) })
        } catch {
            return .failure(DataFailure(diagnostic: EvaluationError(error).diagnostic, isExplained: false))
        }
    }

    private func listed(_ key: String) -> ListedDatum {
        do throws(HieraError) {
            let options = try data.lookupOptions(of: key, in: context)
            let answer = try data.answer(key, merge: nil, in: context, explainer: nil)
            return ListedDatum(
                key: key, value: answer?.value, origins: answer?.sources?.all ?? [],
                merge: answer?.sources?.merge ?? .first, options: options, failure: nil)
        } catch {
            return ListedDatum(
                key: key, value: nil, origins: [], merge: .first, options: [:],
                failure: EvaluationError(error).diagnostic)
        }
    }
}

extension HieraError {
    /// Puppet fails as a whole where a variable is unknown or a strategy does not exist, and tells nothing.
    fileprivate var isExplained: Bool {
        diagnostic.id != "hiera_unknown_variable" && !message.hasPrefix("Unknown merge strategy")
    }
}

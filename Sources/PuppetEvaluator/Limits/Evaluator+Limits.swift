import Diagnostics
import OrderedCollections
import PuppetTypes

extension Evaluator {
    /// Levels of lists and hashes inside each other. Releasing, comparing and printing a value recurse.
    static let maximumNesting = 256

    /// A complaint about a limit, which names the setting that raises it.
    func passed(_ limit: EvaluationLimits.Kind, _ message: String) -> Interruption {
        hasPassedLimit = true
        return .failure(message, notes: [limit.note])
    }

    /// Refuses a string or a list that is larger than a compile may make.
    func checkSize(_ size: Int) throws(Interruption) {
        guard size > input.limits.size else { return }
        throw passed(.size, "the value is larger than the limit of \(input.limits.size) bytes")
    }

    /// Refuses a value that is nested too deeply or is too large.
    ///
    /// Whatever makes a value out of others calls it: a loop could nest or grow without end, and parts that are shared
    /// count as often as they occur. What it visits of nested values counts as steps.
    func checkNesting(_ value: Value) throws(Interruption) {
        switch value {
        case .string(let text), .secret(let text): return try checkSize(text.utf8.count)
        case .undef, .default, .boolean, .integer, .float, .regexp, .type: return
        default: _ = try survey(value)
        }
    }

    /// Refuses what `checkNesting` refuses; whether the value holds a secret.
    func survey(_ value: Value) throws(Interruption) -> Bool {
        var measure = newMeasure()
        measure.include(value, depth: 0)
        try accept(measure)
        return measure.holdsSecret
    }

    func newMeasure() -> ValueMeasure {
        ValueMeasure(maximumSize: input.limits.size, maximumDepth: Self.maximumNesting)
    }

    /// Counts what a measure took, and refuses what was measured if it does not fit.
    func accept(_ measure: ValueMeasure) throws(Interruption) {
        if measure.nestedCount > 0 { try countSteps(measure.nestedCount) }
        if measure.fits { return }
        try checkSize(measure.size)
        throw .failure("the value is nested more than the limit of \(Self.maximumNesting) levels")
    }

    /// Refuses what `checkNesting` refuses, for a list or hash that grew in place. If it is the one that grew last, its
    /// size is known, and only what is added is measured.
    ///
    /// - Parameter before: What it was before; nil where entries were replaced.
    func checkGrown(
        _ before: GrownValue.Identity?, to after: GrownValue.Identity, by added: Value, _ whole: () -> Value
    ) throws(Interruption) {
        if let last = lastGrown, last.identity == before {
            var measure = newMeasure()
            measure.include(added, depth: 0)
            if measure.fits, last.size &+ measure.size <= input.limits.size {
                try countSteps(measure.nestedCount)
                lastGrown = GrownValue(identity: after, size: last.size &+ measure.size)
                return
            }
        }
        var measure = newMeasure()
        measure.include(whole(), depth: 0)
        try accept(measure)
        lastGrown = GrownValue(identity: after, size: measure.size)
    }

    /// Counts what a call costs beside the evaluation of its expressions: by the length of what it is given.
    func countCost(of arguments: [Value]) throws(Interruption) {
        var cost = 0
        for argument in arguments {
            switch argument {
            case .string(let text), .secret(let text): cost &+= text.utf8.count >> 6
            case .array(let elements): cost &+= elements.count >> 2
            case .hash(let entries): cost &+= entries.count >> 2
            default: break
            }
        }
        if cost > 0 { try countSteps(cost) }
    }
}

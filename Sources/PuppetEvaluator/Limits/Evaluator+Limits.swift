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
        var measure = ValueMeasure(maximumSize: input.limits.size, maximumDepth: Self.maximumNesting)
        let fits = measure.add(value, depth: 0)
        try countSteps(measure.nestedCount)
        guard !fits else { return measure.holdsSecret }
        try checkSize(measure.size)
        throw .failure("the value is nested more than the limit of \(Self.maximumNesting) levels")
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

/// Adds up how large a value is, and stops where it is too large.
private struct ValueMeasure {
    let maximumSize: Int
    let maximumDepth: Int
    /// Bytes, as `EvaluationLimits.size` has it.
    private(set) var size = 0
    /// Values visited below the first level.
    private(set) var nestedCount = 0
    /// Whether there is a `.secret` or a `Sensitive` in what was visited.
    private(set) var holdsSecret = false

    private static let elementSize = 16

    init(maximumSize: Int, maximumDepth: Int) {
        self.maximumSize = maximumSize
        self.maximumDepth = maximumDepth
    }

    /// False as soon as the value is known to be too large or too deep.
    mutating func add(_ value: Value, depth: Int) -> Bool {
        guard depth < maximumDepth else { return false }
        switch value {
        case .string(let text):
            size &+= text.utf8.count
            return size <= maximumSize
        case .secret(let text):
            holdsSecret = true
            size &+= text.utf8.count
            return size <= maximumSize
        case .array(let elements):
            guard enter(elements.count, depth) else { return false }
            for element in elements where !add(element, depth: depth + 1) { return false }
            return true
        case .hash(let entries):
            guard enter(entries.count &* 2, depth) else { return false }
            for key in entries.keys where !add(key, depth: depth + 1) { return false }
            for entry in entries.values where !add(entry, depth: depth + 1) { return false }
            return true
        case .sensitive(let inner):
            holdsSecret = true
            return add(inner, depth: depth + 1)
        case .deferred(let call): return call.arguments.allSatisfy { add($0, depth: depth + 1) }
        case .object(let object): return object.attributes.values.allSatisfy { add($0, depth: depth + 1) }
        case .binary(let bytes):
            size &+= bytes.count
            return size <= maximumSize
        case .undef, .default, .boolean, .integer, .float, .regexp, .type, .semVer, .semVerRange, .timestamp, .timespan,
            .uri:
            return true
        }
    }

    private mutating func enter(_ count: Int, _ depth: Int) -> Bool {
        size &+= count &* Self.elementSize
        if depth > 0 { nestedCount &+= count }
        return size <= maximumSize
    }
}

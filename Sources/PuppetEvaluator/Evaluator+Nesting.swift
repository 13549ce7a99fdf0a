import Diagnostics
import OrderedCollections
import PuppetTypes

extension Evaluator {
    /// Refuses a value that is nested too deeply or holds too much.
    ///
    /// Whatever puts a value inside a new one calls it: a loop could nest without end, and parts that are shared
    /// count as often as they occur. What it visits counts as steps.
    func checkNesting(_ value: Value) throws(Interruption) {
        if value.holdsContainers { _ = try survey(value) }
    }

    /// Refuses what `checkNesting` refuses; whether the value holds a secret.
    func survey(_ value: Value) throws(Interruption) -> Bool {
        var survey = ValueSurvey(maximum: input.limits.size / 16)
        let fits = survey.visit(value, depth: 0)
        try countSteps(survey.visited)
        guard !fits else { return survey.holdsSecret }
        guard survey.visited <= survey.maximum else {
            throw .failure("the value holds more than the limit of \(survey.maximum) elements")
        }
        throw .failure("the value is nested more than the limit of \(ValueSurvey.maximumNesting) levels")
    }
}

/// What one walk over a value finds out.
private struct ValueSurvey {
    /// Levels of lists and hashes inside each other. Releasing, comparing and printing a value recurse.
    static let maximumNesting = 256

    let maximum: Int
    private(set) var visited = 0
    /// Whether there is a `.secret` or a `Sensitive` in what was visited.
    private(set) var holdsSecret = false

    init(maximum: Int) { self.maximum = maximum }

    /// Visits a value and all in it; false, and not to the end, for one that is too much.
    mutating func visit(_ value: Value, depth: Int) -> Bool {
        visited += 1
        guard depth < Self.maximumNesting, visited <= maximum else { return false }
        switch value {
        case .array(let elements): return visit(elements, depth: depth)
        case .hash(let entries):
            for key in entries.keys where !visit(key, depth: depth + 1) { return false }
            for entry in entries.values where !visit(entry, depth: depth + 1) { return false }
            return true
        case .secret:
            holdsSecret = true
            return true
        case .sensitive(let inner):
            holdsSecret = true
            return visit(inner, depth: depth + 1)
        case .deferred(let call): return visit(call.arguments, depth: depth)
        case .object(let object): return visit(Array(object.attributes.values), depth: depth)
        case .undef, .default, .boolean, .integer, .float, .string, .regexp, .type, .binary, .semVer, .semVerRange,
            .timestamp, .timespan, .uri:
            return true
        }
    }

    private mutating func visit(_ elements: [Value], depth: Int) -> Bool {
        for element in elements where !visit(element, depth: depth + 1) { return false }
        return true
    }
}

extension Value {
    /// Whether anything in the value holds other values in turn.
    fileprivate var holdsContainers: Bool {
        switch self {
        case .array(let elements): elements.contains(where: \.isContainer)
        case .hash(let entries):
            entries.values.contains(where: \.isContainer) || entries.keys.contains(where: \.isContainer)
        case .sensitive(let inner): inner.isContainer
        case .deferred, .object: true
        default: false
        }
    }

    private var isContainer: Bool {
        switch self {
        case .array, .hash, .sensitive, .deferred, .object: true
        default: false
        }
    }
}

import Diagnostics
import OrderedCollections
import PuppetTypes

extension Evaluator {
    /// Levels of lists and hashes inside each other. Releasing, comparing and printing a value recurse.
    private static let maximumNesting = 256

    /// Refuses a value that is nested too deeply or holds too much.
    ///
    /// Whatever puts a value inside a new one calls it: a loop could nest without end, and parts that are shared
    /// count as often as they occur. What it visits counts as steps.
    func checkNesting(_ value: Value) throws(Interruption) {
        guard value.holdsContainers else { return }
        var visited = 0
        let maximum = input.limits.size / 16
        let fits = Self.fits(value, depth: 0, &visited, maximum: maximum)
        try countSteps(visited)
        guard !fits else { return }
        guard visited <= maximum else {
            throw .failure("the value holds more than the limit of \(maximum) elements")
        }
        throw .failure("the value is nested more than the limit of \(Self.maximumNesting) levels")
    }

    private static func fits(_ value: Value, depth: Int, _ visited: inout Int, maximum: Int) -> Bool {
        visited += 1
        guard depth < maximumNesting, visited <= maximum else { return false }
        switch value {
        case .array(let elements):
            for element in elements where !fits(element, depth: depth + 1, &visited, maximum: maximum) { return false }
            return true
        case .hash(let entries):
            for key in entries.keys where !fits(key, depth: depth + 1, &visited, maximum: maximum) { return false }
            for entry in entries.values where !fits(entry, depth: depth + 1, &visited, maximum: maximum) {
                return false
            }
            return true
        case .sensitive(let inner): return fits(inner, depth: depth + 1, &visited, maximum: maximum)
        case .deferred(let call):
            return call.arguments.allSatisfy { fits($0, depth: depth + 1, &visited, maximum: maximum) }
        case .object(let object):
            return object.attributes.values.allSatisfy { fits($0, depth: depth + 1, &visited, maximum: maximum) }
        case .undef, .default, .boolean, .integer, .float, .string, .secret, .regexp, .type, .binary, .semVer,
            .semVerRange,
            .timestamp, .timespan, .uri:
            return true
        }
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

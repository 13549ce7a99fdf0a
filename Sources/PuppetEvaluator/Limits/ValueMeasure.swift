import OrderedCollections
import PuppetTypes

/// Adds up how large a value is, and stops where it is too large.
struct ValueMeasure {
    let maximumSize: Int
    let maximumDepth: Int
    /// Bytes, as `EvaluationLimits.size` has it.
    private(set) var size = 0
    /// Values visited below the first level.
    private(set) var nestedCount = 0
    /// Whether there is a `.secret` or a `Sensitive` in what was visited.
    private(set) var holdsSecret = false
    /// Whether it is neither too large nor too deep.
    private(set) var fits = true

    private static let elementSize = 16

    init(maximumSize: Int, maximumDepth: Int) {
        self.maximumSize = maximumSize
        self.maximumDepth = maximumDepth
    }

    /// Adds a value that lies on a level of what is measured; the outermost is 0.
    mutating func include(_ value: Value, depth: Int) {
        if fits { fits = add(value, depth: depth) }
    }

    /// Adds a list or a hash of so many values, whose values are added one by one.
    mutating func includeContainer(of count: Int, depth: Int, size: Int = 0) {
        guard fits else { return }
        self.size &+= size
        fits = depth < maximumDepth && enter(count, depth)
    }

    /// False as soon as the value is known to be too large or too deep.
    private mutating func add(_ value: Value, depth: Int) -> Bool {
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
            return add(elements, depth: depth + 1)
        case .hash(let entries):
            guard enter(entries.count &* 2, depth) else { return false }
            return add(entries.keys.elements, depth: depth + 1) && add(entries.values.elements, depth: depth + 1)
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

    /// By a span, which copies no element.
    private mutating func add(_ elements: [Value], depth: Int) -> Bool {
        let span = elements.span
        for index in span.indices where !add(span[index], depth: depth) { return false }
        return true
    }

    private mutating func enter(_ count: Int, _ depth: Int) -> Bool {
        size &+= count &* Self.elementSize
        if depth > 0 { nestedCount &+= count }
        return size <= maximumSize
    }
}

import OrderedCollections
import PuppetTypes

/// What iteration functions walk over: arrays, hashes (as `[key, value]`), the characters of a string, the
/// numbers below an integer, and the members of `Integer` and `Enum` types.
enum Iteration {
    /// The most elements that a number or a range may stand for.
    private static let limit = EvaluationLimits().rangeCount

    static func elements(of value: Value) throws(Interruption) -> [Value] {
        switch value {
        case .array(let elements): return elements
        case .hash(let entries): return entries.map { .array([$0.key, $0.value]) }
        case .string(let text): return text.unicodeScalars.map { .string(String($0)) }
        case .secret(let text): return text.unicodeScalars.map { .secret(String($0)) }
        case .integer(let count): return try range(0, count &- 1, step: 1)
        case .type(.integer(let lower?, let upper?)): return try range(lower, upper, step: 1)
        case .type(.enumeration(let names, _)): return names.map(Value.string)
        case .binary(let bytes): return bytes.map { .integer(Int($0)) }
        case .undef, .default, .boolean, .float, .sensitive, .regexp, .type, .semVer, .semVerRange, .timestamp,
            .timespan,
            .uri, .deferred, .object:
            throw .failure("\(TypeInference.infer(value)) is not iterable")
        }
    }

    static func range(_ lower: Int, _ upper: Int, step: Int) throws(Interruption) -> [Value] {
        guard lower <= upper else { return [] }
        let (width, overflow) = upper.subtractingReportingOverflow(lower)
        guard !overflow, width / step < limit else { throw .failure("more than \(limit) elements to iterate over") }
        return stride(from: lower, through: upper, by: step).map(Value.integer)
    }

    /// Whether the value is walked as a hash: its position is its key.
    static func isHash(_ value: Value) -> Bool { if case .hash = value { true } else { false } }

    /// Calls the block for each element. The visitor may end the walk by returning false.
    ///
    /// - Parameters:
    ///   - isPositional: Whether the block gets the position (or the key) and the element.
    ///   - stops: Whether `break` in the block ends the walk; elsewhere it is an error of the caller's.
    static func walk(
        _ call: FunctionCall, isPositional: Bool, stopsAtBreak stops: Bool = true,
        _ visit: (Value, Value) throws(Interruption) -> Bool
    ) throws(Interruption) {
        guard let block = call.block else { return }
        let value = call[0]
        if case .hash(let entries) = value {
            for position in entries.keys.indices {
                let (key, element) = entries.elements[position]
                let pair = Value.array([key, element])
                guard
                    try step(
                        stops, pair, visit,
                        { () throws(Interruption) in
                            isPositional ? try block.call(key, element) : try block.call(nil, pair)
                        })
                else { return }
            }
            return
        }
        for (position, element) in try elements(of: value).enumerated() {
            guard
                try step(
                    stops, element, visit,
                    { () throws(Interruption) in
                        try block.call(isPositional ? .integer(position) : nil, element)
                    })
            else { return }
        }
    }

    /// One call of the block; false where the walk ends.
    private static func step(
        _ stops: Bool, _ element: Value, _ visit: (Value, Value) throws(Interruption) -> Bool,
        _ call: () throws(Interruption) -> Value
    ) throws(Interruption) -> Bool {
        let result: Value
        do throws(Interruption) {
            result = try call()
        } catch .broken(let place) {
            if stops { return false }
            throw .broken(at: place)
        }
        return try visit(element, result)
    }
}

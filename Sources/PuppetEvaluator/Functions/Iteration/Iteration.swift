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

    /// Calls the block for each element until it breaks; a block of two parameters gets the position (or the key)
    /// and the element. The visitor may end the walk by returning false.
    static func walk(
        _ call: FunctionCall, over value: Value, _ visit: (Value, Value) throws(Interruption) -> Bool
    ) throws(Interruption) {
        guard let block = call.block else { return }
        let takesTwo = block.parameterCount >= 2 || (block.capturesRest && isHash(value))
        for (position, element) in try elements(of: value).enumerated() {
            let result: Value
            do throws(Interruption) {
                if !takesTwo {
                    result = try block([element])
                } else if case .array(let pair) = element, isHash(value) {
                    result = try block(pair)
                } else {
                    result = try block([.integer(position), element])
                }
            } catch .broken {
                return
            }
            guard try visit(element, result) else { return }
        }
    }
}

extension BuiltinFunctions {
    static let iteration: [BuiltinFunction] = [
        iterator("each") { call throws(Interruption) in
            try Iteration.walk(call, over: call[0]) { _, _ in true }
            return call[0]
        },
        iterator("map") { call throws(Interruption) in
            var results: [Value] = []
            try Iteration.walk(call, over: call[0]) { _, result in
                results.append(result)
                return true
            }
            return .array(results)
        },
        iterator("filter") { call throws(Interruption) in
            var kept: [Value] = []
            try Iteration.walk(call, over: call[0]) { element, result in
                if result.isTruthy { kept.append(element) }
                return true
            }
            return Iteration.isHash(call[0]) ? hash(ofPairs: kept) : .array(kept)
        },
        iterator("partition") { call throws(Interruption) in
            var kept: [Value] = []
            var rest: [Value] = []
            try Iteration.walk(call, over: call[0]) { element, result in
                if result.isTruthy { kept.append(element) } else { rest.append(element) }
                return true
            }
            return .array([.array(kept), .array(rest)])
        },
        iterator("group_by") { call throws(Interruption) in
            var groups = OrderedDictionary<Value, [Value]>()
            try Iteration.walk(call, over: call[0]) { element, key in
                groups[key, default: []].append(element)
                return true
            }
            return .hash(groups.mapValues(Value.array))
        },
        quantifier("all", endsAt: false), quantifier("any", endsAt: true),
        BuiltinFunction(
            "reduce",
            [
                Dispatch([.required("enumerable", .iterable(nil))], block: .required(2...2)) {
                    call throws(Interruption) in
                    let elements = try Iteration.elements(of: call[0])
                    guard let first = elements.first else { return .undef }
                    return try reduce(elements.dropFirst(), from: first, call)
                },
                Dispatch(
                    [.required("enumerable", .iterable(nil)), .required("memo", .any)], block: .required(2...2)
                ) { call throws(Interruption) in
                    try reduce(Iteration.elements(of: call[0])[...], from: call[1], call)
                },
            ]),
        BuiltinFunction(
            "slice",
            [
                Dispatch(
                    [.required("enumerable", .iterable(nil)), .required("slice_size", .integer(lower: 1, upper: nil))],
                    block: .optional(1...100)
                ) { call throws(Interruption) in try slice(call) }
            ]),
        BuiltinFunction(
            "step",
            [
                Dispatch(
                    [.required("iterable", .iterable(nil)), .required("step", .integer(lower: 1, upper: nil))],
                    block: .optional(1...1)
                ) { call throws(Interruption) in
                    guard case .integer(let step) = call[1] else { return .undef }
                    let elements = try Iteration.elements(of: call[0])
                    let chosen = stride(from: 0, to: elements.count, by: step).map { elements[$0] }
                    return try visitEach(chosen, call)
                }
            ]),
        BuiltinFunction(
            "reverse_each",
            [
                Dispatch([.required("iterable", .iterable(nil))], block: .optional(1...1)) {
                    call throws(Interruption) in
                    try visitEach(try Iteration.elements(of: call[0]).reversed(), call)
                }
            ]),
        BuiltinFunction(
            "with",
            [
                Dispatch([.repeated("args", .any)], block: .required(0...100)) { call throws(Interruption) in
                    try call.block.map { block throws(Interruption) in try block(call.arguments) } ?? .undef
                }
            ]),
        BuiltinFunction(
            "then",
            [
                Dispatch([.required("arg", .any)], block: .required(1...1)) { call throws(Interruption) in
                    guard call[0] != .undef, let block = call.block else { return .undef }
                    return try block([call[0]])
                }
            ]),
        BuiltinFunction(
            "lest",
            [
                Dispatch([.required("arg", .any)], block: .required(0...0)) { call throws(Interruption) in
                    guard call[0] == .undef, let block = call.block else { return call[0] }
                    return try block([])
                }
            ]),
    ]

    /// A function with the four dispatches that Puppet's iteration functions have.
    private static func iterator(_ name: String, _ body: @escaping Dispatch.Body) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("hash", .anyHash)], block: .required(2...2), body),
                Dispatch([.required("hash", .anyHash)], block: .required(1...1), body),
                Dispatch([.required("enumerable", .iterable(nil))], block: .required(2...2), body),
                Dispatch([.required("enumerable", .iterable(nil))], block: .required(1...1), body),
            ])
    }

    /// `all` and `any`, also without a block: then the elements themselves are judged.
    private static func quantifier(_ name: String, endsAt end: Bool) -> BuiltinFunction {
        let body: Dispatch.Body = { call throws(Interruption) in
            var answer = !end
            guard call.block != nil else {
                for element in try Iteration.elements(of: call[0]) where element.isTruthy == end { answer = end }
                return .boolean(answer)
            }
            try Iteration.walk(call, over: call[0]) { _, result in
                if result.isTruthy == end { answer = end }
                return answer != end
            }
            return .boolean(answer)
        }
        return BuiltinFunction(
            name,
            [
                Dispatch([.required("hash", .anyHash)], block: .required(2...2), body),
                Dispatch([.required("hash", .anyHash)], block: .required(1...1), body),
                Dispatch([.required("enumerable", .iterable(nil))], block: .required(2...2), body),
                Dispatch([.required("enumerable", .iterable(nil))], block: .required(1...1), body),
                Dispatch([.required("enumerable", .iterable(nil))], body),
            ])
    }

    private static func reduce(
        _ elements: ArraySlice<Value>, from start: Value, _ call: FunctionCall
    ) throws(Interruption) -> Value {
        guard let block = call.block else { return start }
        var memo = start
        for element in elements {
            do throws(Interruption) {
                memo = try block([memo, element])
            } catch .broken {
                return memo
            }
        }
        return memo
    }

    private static func slice(_ call: FunctionCall) throws(Interruption) -> Value {
        guard case .integer(let size) = call[1] else { return .undef }
        let elements = try Iteration.elements(of: call[0])
        var slices: [Value] = []
        for start in stride(from: 0, to: elements.count, by: size) {
            let part = Array(elements[start..<min(start + size, elements.count)])
            guard let block = call.block else {
                slices.append(.array(part))
                continue
            }
            do throws(Interruption) {
                _ = block.parameterCount == 1 ? try block([.array(part)]) : try block(part)
            } catch .broken {
                return call[0]
            }
        }
        return call.block == nil ? .array(slices) : call[0]
    }

    /// With a block, calls it for each and gives the function's argument; without, gives the elements.
    private static func visitEach(_ elements: [Value], _ call: FunctionCall) throws(Interruption) -> Value {
        guard let block = call.block else { return .array(elements) }
        for element in elements {
            do throws(Interruption) {
                _ = try block([element])
            } catch .broken {
                return call[0]
            }
        }
        return call[0]
    }

    static func hash(ofPairs pairs: [Value]) -> Value {
        var hash = PuppetHash()
        for case .array(let pair) in pairs where pair.count == 2 { hash[pair[0]] = pair[1] }
        return .hash(hash)
    }
}

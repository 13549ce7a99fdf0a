import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibMerges: [BuiltinFunction] = [
        .forwarding("merge", to: "stdlib::merge", block: .optional(2...3)),
        BuiltinFunction(
            "stdlib::merge",
            [
                Dispatch([
                    .repeated(
                        "args",
                        .variant([
                            .hash(key: .scalar, value: .any, size: nil), .undef, .string(.size(Size(0, 0))),
                        ]))
                ]) { call in
                    var result = PuppetHash()
                    for argument in call.arguments { result.merge(entries(argument)) { $1 } }
                    return .hash(result)
                },
                Dispatch([.repeated("args", .iterable(nil))], block: .required(3...3)) { call throws(Interruption) in
                    try merged(call)
                },
                Dispatch([.repeated("args", .iterable(nil))], block: .required(2...2)) { call throws(Interruption) in
                    try merged(call)
                },
            ]),
        .legacy("deep_merge") { call throws(Interruption) in
            guard call.count >= 2 else {
                throw call.fails("wrong number of arguments (\(call.count); must be at least 2)")
            }
            var result = PuppetHash()
            for argument in call.arguments where argument != "" {
                guard case .hash(let entries) = argument else {
                    throw .failure(
                        "deep_merge: unexpected argument type \(RubyValue.className(argument)), only expects hash arguments"
                    )
                }
                result = deepMerge(result, entries, depth: 0)
            }
            return .hash(result)
        },
    ]

    /// Merges the hashes that the block gives for each element, with what was merged so far.
    private static func merged(_ call: FunctionCall) throws(Interruption) -> Value {
        guard call.count == 1, let block = call.block else {
            throw .failure("\(call.name)(): one thing to iterate over is wanted, not \(call.arguments.count)")
        }
        let takesPosition = block.parameterCount > 2
        var result = PuppetHash()
        for (position, element) in try Iteration.elements(of: call[0]).enumerated() {
            let given: Value
            if !takesPosition {
                given = try block([.hash(result), element])
            } else if case .array(let pair) = element, Iteration.isHash(call[0]) {
                given = try block([.hash(result)] + pair)
            } else {
                given = try block([.hash(result), .integer(position), element])
            }
            if case .hash(let more) = given { result.merge(more) { $1 } }
        }
        return .hash(result)
    }

    private static func deepMerge(_ left: PuppetHash, _ right: PuppetHash, depth: Int) -> PuppetHash {
        var result = left
        for (key, value) in right {
            if case .hash(let new) = value, case .hash(let old)? = result[key], depth < 500 {
                result[key] = .hash(deepMerge(old, new, depth: depth + 1))
            } else {
                result[key] = value
            }
        }
        return result
    }
}

extension FunctionCall {
    var count: Int { arguments.count }
}

extension BuiltinFunction {
    /// A function's old name.
    static func forwarding(
        _ name: String, to newName: String, block: Dispatch.BlockRequirement = .none
    ) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.repeated("args", .any)], block: block) { call throws(Interruption) in
                    try call.evaluator.call(newName, call.arguments, call.block, call.scope, at: call.place)
                }
            ])
    }
}

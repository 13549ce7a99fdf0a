import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let iteration: [BuiltinFunction] =
        [
            iterator("each") { call, isPositional throws(Interruption) in
                try Iteration.walk(call, isPositional: isPositional) { _, _ in true }
                return call[0]
            },
            iterator("map") { call, isPositional throws(Interruption) in
                var results: [Value] = []
                try Iteration.walk(call, isPositional: isPositional) { _, result in
                    results.append(result)
                    return true
                }
                return .array(results)
            },
            iterator("filter", filter), quantifier("all", endsAt: false), quantifier("any", endsAt: true),
            BuiltinFunction("partition", grouping(partition)), BuiltinFunction("group_by", grouping(groupBy)),
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
            BuiltinFunction("slice", slice), BuiltinFunction("tree_each", treeEach),
        ] + stepping + conditional

    /// What an iteration function does; the block gets the position too where the dispatch says so.
    typealias IterationBody = @Sendable (FunctionCall, _ isPositional: Bool) throws(Interruption) -> Value

    /// A function with the four dispatches that Puppet's iteration functions have.
    private static func iterator(_ name: String, _ body: @escaping IterationBody) -> BuiltinFunction {
        BuiltinFunction(name, iteratorDispatches(body))
    }

    static func iteratorDispatches(_ body: @escaping IterationBody) -> [Dispatch] {
        [
            dispatch("hash", .anyHash, 2, body), dispatch("hash", .anyHash, 1, body),
            dispatch("enumerable", .iterable(nil), 2, body), dispatch("enumerable", .iterable(nil), 1, body),
        ]
    }

    private static func dispatch(
        _ name: String, _ type: PuppetType, _ count: Int, _ body: @escaping IterationBody
    ) -> Dispatch {
        Dispatch([.required(name, type)], block: .required(count...count)) { call throws(Interruption) in
            try body(call, count == 2)
        }
    }

    private static let filter: IterationBody = { call, isPositional throws(Interruption) in
        var kept: [Value] = []
        let isHash = Iteration.isHash(call[0])
        try Iteration.walk(call, isPositional: isPositional, stopsAtBreak: !isHash) { element, result in
            if result.isTruthy { kept.append(element) }
            return true
        }
        return isHash ? hash(ofPairs: kept) : .array(kept)
    }

    /// `all` and `any`: the walk ends at the first answer of that kind.
    private static func quantifier(_ name: String, endsAt end: Bool) -> BuiltinFunction {
        iterator(name) { call, isPositional throws(Interruption) in
            var answer = !end
            try Iteration.walk(call, isPositional: isPositional, stopsAtBreak: false) { _, result in
                if result.isTruthy == end { answer = end }
                return answer != end
            }
            return .boolean(answer)
        }
    }

    private static func grouping(_ body: @escaping IterationBody) -> [Dispatch] {
        [
            dispatch("collection", .collection(nil), 1, body), dispatch("array", .anyArray, 2, body),
            dispatch("collection", .collection(nil), 2, body),
        ]
    }

    private static let partition: IterationBody = { call, isPositional throws(Interruption) in
        var kept: [Value] = []
        var rest: [Value] = []
        try Iteration.walk(call, isPositional: isPositional, stopsAtBreak: false) { element, result in
            if result.isTruthy { kept.append(element) } else { rest.append(element) }
            return true
        }
        return .array([.array(kept), .array(rest)])
    }

    private static let groupBy: IterationBody = { call, isPositional throws(Interruption) in
        var groups = OrderedDictionary<Value, [Value]>()
        try Iteration.walk(call, isPositional: isPositional, stopsAtBreak: false) { element, key in
            groups[key, default: []].append(element)
            return true
        }
        return .hash(groups.mapValues(Value.array))
    }

    private static func reduce(
        _ elements: ArraySlice<Value>, from start: Value, _ call: FunctionCall
    ) throws(Interruption) -> Value {
        guard let block = call.block else { return start }
        var memo = start
        if block.canFold {
            for element in elements where try !block.fold(&memo, element) { break }
            return memo
        }
        for element in elements {
            do throws(Interruption) {
                memo = try block([memo, element])
            } catch .broken {
                return memo
            }
        }
        return memo
    }

    static func hash(ofPairs pairs: [Value]) -> Value {
        var hash = PuppetHash()
        for case .array(let pair) in pairs where pair.count == 2 { hash[pair[0]] = pair[1] }
        return .hash(hash)
    }
}

// Lists as sets, and optionals.
extension FunctionTable {
    mutating func addSets() {
        function("sets.contains", [.list(.a), .list(.a)], .boolean, cost: .product) {
            arguments, context throws(CELError) in
            let (whole, part) = (try arguments.list(0).elements(), try arguments.list(1).elements())
            return .boolean(try context.containsAll(whole, part))
        }
        function("sets.equivalent", [.list(.a), .list(.a)], .boolean, cost: .product) {
            arguments, context throws(CELError) in
            let (left, right) = (try arguments.list(0).elements(), try arguments.list(1).elements())
            guard try context.containsAll(left, right) else { return .boolean(false) }
            return .boolean(try context.containsAll(right, left))
        }
        function("sets.intersects", [.list(.a), .list(.a)], .boolean, cost: .product) {
            arguments, context throws(CELError) in
            let whole = try arguments.list(0).elements()
            for element in try arguments.list(1).elements() where try context.contains(whole, element) {
                return .boolean(true)
            }
            return .boolean(false)
        }
    }

    mutating func addOptionals() {
        function("optional.of", [.a], .optional(.a)) { arguments, _ in .optional(arguments[0]) }
        function("optional.none", [], .optional(.a)) { _, _ in .optional(nil) }
        function("optional.ofNonZeroValue", [.a], .optional(.a)) { arguments, _ throws(CELError) in
            .optional(arguments[0].isZero ? nil : arguments[0])
        }
        member(.optional(.a), "hasValue", [], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.optional(0) != nil)
        }
        member(.optional(.a), "value", [], .a) { arguments, _ throws(CELError) in
            guard let value = try arguments.optional(0) else { throw .evaluation("optional.none() dereference") }
            return value
        }
        function("optional.unwrap", [.list(.optional(.a))], .list(.a)) { arguments, _ throws(CELError) in
            try Self.unwrapped(arguments.list(0))
        }
        member(.list(.optional(.a)), "unwrapOpt", [], .list(.a)) { arguments, _ throws(CELError) in
            try Self.unwrapped(arguments.list(0))
        }
    }

    private static func unwrapped(_ list: CELList) throws(CELError) -> CELValue {
        var values: [CELValue] = []
        for element in try list.elements() {
            guard case .optional(let value) = element else { throw .evaluation("no such overload") }
            if let value { values.append(value) }
        }
        return .list(values)
    }
}

extension EvaluationContext {
    fileprivate mutating func containsAll(_ whole: [CELValue], _ part: [CELValue]) throws(CELError) -> Bool {
        for element in part { if try !contains(whole, element) { return false } }
        return true
    }
}

extension CELValue {
    /// Whether the value is what its type begins with.
    fileprivate var isZero: Bool {
        switch self {
        case .null: true
        case .boolean(let value): !value
        case .integer(let value): value == 0
        case .unsigned(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let list): list.count == 0
        case .map(let map): map.count == 0
        case .duration(let duration): duration.nanoseconds == 0
        case .optional(let value): value == nil
        case .timestamp, .type, .url, .quantity, .address, .network, .version, .format: false
        }
    }
}

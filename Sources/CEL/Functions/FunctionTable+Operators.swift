// `+ - * / %`, `!`, `in`, and the order of values.
extension FunctionTable {
    mutating func addOperators() {
        addIntegers()
        addNumbers()
        function("_+_", [.string, .string], .string, cost: .own) { arguments, context throws(CELError) in
            try context.spend(traversing: arguments[0].size + arguments[1].size)
            return .string(try arguments.string(0) + arguments.string(1))
        }
        function("_+_", [.bytes, .bytes], .bytes, cost: .own) { arguments, context throws(CELError) in
            try context.spend(traversing: arguments[0].size + arguments[1].size)
            return .bytes(try arguments.bytes(0) + arguments.bytes(1))
        }
        function("_+_", [.list(.a), .list(.a)], .list(.a)) { arguments, context throws(CELError) in
            let (left, right) = (try arguments.list(0), try arguments.list(1))
            return .list(try context.joined(left, right))
        }
        function("!_", [.boolean], .boolean) { arguments, _ throws(CELError) in .boolean(try !arguments.boolean(0)) }
        function("@in", [.a, .list(.a)], .boolean, cost: .elements(of: 1)) { arguments, context throws(CELError) in
            .boolean(try context.contains(arguments.list(1).elements(), arguments[0]))
        }
        function("@in", [.a, .map(.a, .b)], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.map(1).value(for: arguments[0]) != nil)
        }
    }

    private mutating func addIntegers() {
        @Sendable func checked(_ result: (partialValue: Int, overflow: Bool)) throws(CELError) -> CELValue {
            if result.overflow { throw .evaluation("integer overflow") }
            return .integer(result.partialValue)
        }
        @Sendable func checked(_ result: (partialValue: UInt, overflow: Bool)) throws(CELError) -> CELValue {
            if result.overflow { throw .evaluation("unsigned integer overflow") }
            return .unsigned(result.partialValue)
        }
        function("_+_", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            try checked(arguments.integer(0).addingReportingOverflow(arguments.integer(1)))
        }
        function("_-_", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            try checked(arguments.integer(0).subtractingReportingOverflow(arguments.integer(1)))
        }
        function("_*_", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            try checked(arguments.integer(0).multipliedReportingOverflow(by: arguments.integer(1)))
        }
        function("_/_", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            if try arguments.integer(1) == 0 { throw .evaluation("division by zero") }
            return try checked(arguments.integer(0).dividedReportingOverflow(by: arguments.integer(1)))
        }
        function("_%_", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            if try arguments.integer(1) == 0 { throw .evaluation("modulus by zero") }
            return try checked(arguments.integer(0).remainderReportingOverflow(dividingBy: arguments.integer(1)))
        }
        function("-_", [.integer], .integer) { arguments, _ throws(CELError) in
            try checked(0.subtractingReportingOverflow(arguments.integer(0)))
        }
        function("_+_", [.unsigned, .unsigned], .unsigned) { arguments, _ throws(CELError) in
            try checked(arguments.unsigned(0).addingReportingOverflow(arguments.unsigned(1)))
        }
        function("_-_", [.unsigned, .unsigned], .unsigned) { arguments, _ throws(CELError) in
            try checked(arguments.unsigned(0).subtractingReportingOverflow(arguments.unsigned(1)))
        }
        function("_*_", [.unsigned, .unsigned], .unsigned) { arguments, _ throws(CELError) in
            try checked(arguments.unsigned(0).multipliedReportingOverflow(by: arguments.unsigned(1)))
        }
        function("_/_", [.unsigned, .unsigned], .unsigned) { arguments, _ throws(CELError) in
            if try arguments.unsigned(1) == 0 { throw .evaluation("division by zero") }
            return .unsigned(try arguments.unsigned(0) / arguments.unsigned(1))
        }
        function("_%_", [.unsigned, .unsigned], .unsigned) { arguments, _ throws(CELError) in
            if try arguments.unsigned(1) == 0 { throw .evaluation("modulus by zero") }
            return .unsigned(try arguments.unsigned(0) % arguments.unsigned(1))
        }
    }

    private mutating func addNumbers() {
        function("_+_", [.double, .double], .double) { arguments, _ throws(CELError) in
            .double(try arguments.double(0) + arguments.double(1))
        }
        function("_-_", [.double, .double], .double) { arguments, _ throws(CELError) in
            .double(try arguments.double(0) - arguments.double(1))
        }
        function("_*_", [.double, .double], .double) { arguments, _ throws(CELError) in
            .double(try arguments.double(0) * arguments.double(1))
        }
        function("_/_", [.double, .double], .double) { arguments, _ throws(CELError) in
            .double(try arguments.double(0) / arguments.double(1))
        }
        function("-_", [.double], .double) { arguments, _ throws(CELError) in .double(try -arguments.double(0)) }
    }

    private typealias Order = EvaluationContext.Order

    mutating func addComparisons() {
        let numbers: [CELType] = [.integer, .unsigned, .double]
        var pairs: [(CELType, CELType)] = []
        for left in numbers { for right in numbers { pairs.append((left, right)) } }
        pairs += [.boolean, .string, .bytes, .timestamp, .duration].map { ($0, $0) }
        let symbols: [(String, [Order])] = [
            ("_<_", [.less]), ("_<=_", [.less, .same]), ("_>_", [.greater]), ("_>=_", [.greater, .same]),
        ]
        for (name, accepted) in symbols {
            for (left, right) in pairs {
                function(name, [left, right], .boolean, cost: .own) { arguments, context throws(CELError) in
                    try context.spend(traversing: min(arguments[0].size, arguments[1].size))
                    return .boolean(accepted.contains(try EvaluationContext.compare(arguments[0], arguments[1])))
                }
            }
        }
    }
}

extension EvaluationContext {
    /// The elements of both; lists that are sets or maps take those of the second over those of the first.
    mutating func joined(_ left: CELList, _ right: CELList) throws(CELError) -> CELList {
        var elements = try left.elements()
        let added = try right.elements()
        try work(elements.count + added.count)
        switch left.kind {
        case .atomic: elements += added
        case .set:
            for element in added { if try !contains(elements, element) { elements.append(element) } }
        case .map(let keys):
            for element in added {
                if let index = try index(of: element, in: elements, keys) {
                    elements[index] = element
                } else {
                    elements.append(element)
                }
            }
        }
        return CELList(elements, kind: left.kind)
    }
}

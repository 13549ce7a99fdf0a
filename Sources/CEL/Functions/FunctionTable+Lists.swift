// Lists, of cel-go and of Kubernetes.
extension FunctionTable {
    private static let comparable: [CELType] = [
        .integer, .unsigned, .double, .boolean, .duration, .timestamp, .string, .bytes,
    ]

    mutating func addLists() {
        addMeasures()
        addPlaces()
        addSelections()
        for type in Self.comparable {
            member(.list(type), "sort", [], .list(type), cost: .own) { arguments, context throws(CELError) in
                let elements = try arguments.list(0).elements()
                return .list(try ListOrder.sorted(elements, by: elements, &context))
            }
        }
        member(.list(.a), "distinct", [], .list(.a), cost: .own) { arguments, context throws(CELError) in
            var found: [CELValue] = []
            for element in try arguments.list(0).elements() {
                try context.spend(1 + found.count / 10)
                if try !context.contains(found, element) { found.append(element) }
            }
            return .list(found)
        }
    }

    private mutating func addMeasures() {
        for type in Self.comparable {
            member(.list(type), "isSorted", [], .boolean, cost: .elements(of: 0)) { arguments, _ throws(CELError) in
                let elements = try arguments.list(0).elements()
                for (left, right) in zip(elements, elements.dropFirst())
                where try EvaluationContext.compare(left, right) == .greater { return .boolean(false) }
                return .boolean(true)
            }
            member(.list(type), "min", [], type, cost: .elements(of: 0)) { arguments, _ throws(CELError) in
                try ListOrder.extreme(arguments.list(0).elements(), .less, "min called on empty list")
            }
            member(.list(type), "max", [], type, cost: .elements(of: 0)) { arguments, _ throws(CELError) in
                try ListOrder.extreme(arguments.list(0).elements(), .greater, "max called on empty list")
            }
        }
        for (type, zero) in [
            (CELType.integer, CELValue.integer(0)), (.unsigned, .unsigned(0)), (.double, .double(0)),
            (.duration, .duration(CELDuration(nanoseconds: 0))),
        ] {
            member(.list(type), "sum", [], type, cost: .elements(of: 0)) { arguments, _ throws(CELError) in
                try ListOrder.sum(arguments.list(0).elements(), zero)
            }
        }
    }

    private mutating func addPlaces() {
        member(.list(.a), "indexOf", [.a], .integer, cost: .elements(of: 0)) { arguments, context throws(CELError) in
            for (index, element) in try arguments.list(0).elements().enumerated()
            where try context.equal(element, arguments[1]) { return .integer(index) }
            return .integer(-1)
        }
        member(.list(.a), "lastIndexOf", [.a], .integer, cost: .elements(of: 0)) {
            arguments, context throws(CELError) in
            for (index, element) in try arguments.list(0).elements().enumerated().reversed()
            where try context.equal(element, arguments[1]) { return .integer(index) }
            return .integer(-1)
        }
        member(.list(.a), "first", [], .optional(.a)) { arguments, _ throws(CELError) in
            .optional(try arguments.list(0).element(0))
        }
        member(.list(.a), "last", [], .optional(.a)) { arguments, _ throws(CELError) in
            let list = try arguments.list(0)
            return .optional(try list.element(list.count - 1))
        }
    }

    private mutating func addSelections() {
        member(.list(.a), "slice", [.integer, .integer], .list(.a), cost: .result(factor: 1)) {
            arguments, _ throws(CELError) in
            let list = try arguments.list(0)
            let (start, end) = (try arguments.integer(1), try arguments.integer(2))
            guard start >= 0, end >= 0 else {
                throw .evaluation("cannot slice(\(start), \(end)), negative indexes not supported")
            }
            guard start <= end else {
                throw .evaluation(
                    "cannot slice(\(start), \(end)), start index must be less than or equal to end index")
            }
            guard end <= list.count else {
                throw .evaluation("cannot slice(\(start), \(end)), list is length \(list.count)")
            }
            return .list(Array(try list.elements()[start..<end]))
        }
        member(.list(.dynamic), "flatten", [], .list(.dynamic), cost: .result(factor: 1)) {
            arguments, context throws(CELError) in
            .list(try ListOrder.flattened(arguments.list(0).elements(), depth: 1, &context))
        }
        member(.list(.dynamic), "flatten", [.integer], .list(.dynamic), cost: .result(factor: 1)) {
            arguments, context throws(CELError) in
            let depth = try arguments.integer(1)
            guard depth >= 0 else { throw .evaluation("level must be non-negative") }
            return .list(try ListOrder.flattened(arguments.list(0).elements(), depth: depth, &context))
        }
        member(.list(.a), "reverse", [], .list(.a), cost: .result(factor: 1)) { arguments, _ throws(CELError) in
            .list(try arguments.list(0).elements().reversed())
        }
        function("lists.range", [.integer], .list(.integer), cost: .own) { arguments, context throws(CELError) in
            let count = try arguments.integer(0)
            try context.spend(max(0, count))
            return .list((0..<max(0, count)).map { .integer($0) })
        }
    }
}

/// What lists are asked that takes the order or the sum of their elements.
enum ListOrder {
    /// The elements in the order of their keys.
    static func sorted(
        _ elements: [CELValue], by keys: [CELValue], _ context: inout EvaluationContext
    ) throws(CELError) -> [CELValue] {
        guard let first = keys.first else { return [] }
        let bits = Int.bitWidth - elements.count.leadingZeroBitCount
        try context.spend(elements.count * bits)
        switch first {
        case .integer, .unsigned, .double, .boolean, .duration, .timestamp, .string, .bytes: break
        default: throw .evaluation("list elements must be comparable")
        }
        guard keys.allSatisfy({ $0.typeName == first.typeName }) else {
            throw .evaluation("list elements must have the same type")
        }
        // Keys of one of these types always compare.
        return zip(elements, keys).sorted { left, right in
            (try? EvaluationContext.compare(left.1, right.1)) == .less
        }
        .map(\.0)
    }

    /// The element that comes before (or after) all others.
    static func extreme(
        _ elements: [CELValue], _ preferred: EvaluationContext.Order, _ empty: String
    ) throws(CELError) -> CELValue {
        guard var best = elements.first else { throw .evaluation(empty) }
        for element in elements.dropFirst()
        where try EvaluationContext.compare(element, best) == preferred { best = element }
        return best
    }

    static func sum(_ elements: [CELValue], _ zero: CELValue) throws(CELError) -> CELValue {
        var total = zero
        for element in elements {
            switch (total, element) {
            case (.integer(let a), .integer(let b)):
                let (sum, overflow) = a.addingReportingOverflow(b)
                if overflow { throw .evaluation("integer overflow") }
                total = .integer(sum)
            case (.unsigned(let a), .unsigned(let b)):
                let (sum, overflow) = a.addingReportingOverflow(b)
                if overflow { throw .evaluation("unsigned integer overflow") }
                total = .unsigned(sum)
            case (.double(let a), .double(let b)): total = .double(a + b)
            case (.duration(let a), .duration(let b)):
                let (sum, overflow) = a.nanoseconds.addingReportingOverflow(b.nanoseconds)
                if overflow { throw .evaluation("integer overflow") }
                total = .duration(CELDuration(nanoseconds: sum))
            case (.integer(0), .unsigned), (.integer(0), .double), (.integer(0), .duration): total = element
            default: throw .evaluation("no such overload")
            }
        }
        return total
    }

    static func flattened(
        _ elements: [CELValue], depth: Int, _ context: inout EvaluationContext
    ) throws(CELError) -> [CELValue] {
        var flat: [CELValue] = []
        for element in elements {
            try context.work(1)
            if depth > 0, case .list(let inner) = element {
                flat += try flattened(try inner.elements(), depth: depth - 1, &context)
            } else {
                flat.append(element)
            }
        }
        return flat
    }
}

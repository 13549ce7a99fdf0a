import JSON

// Equality and order of values.
extension EvaluationContext {
    /// Whether two values are the same. Numbers are compared by what they are worth, whatever their types; values of
    /// other types that differ are not the same.
    mutating func equal(_ left: CELValue, _ right: CELValue) throws(CELError) -> Bool {
        try work(1)
        switch (left, right) {
        case (.integer, _), (.unsigned, _), (.double, _): return Self.compareNumbers(left, right) == .same
        case (.string(let a), .string(let b)): return a.isSame(as: b)
        case (.boolean(let a), .boolean(let b)): return a == b
        case (.null, .null): return true
        case (.bytes(let a), .bytes(let b)): return a == b
        case (.list(let a), .list(let b)): return try equal(a, b)
        case (.map(let a), .map(let b)): return try equal(a, b)
        case (.timestamp(let a), .timestamp(let b)): return a == b
        case (.duration(let a), .duration(let b)): return a == b
        case (.type(let a), .type(let b)): return a == b
        case (.optional(let a), .optional(let b)):
            guard let a, let b else { return a == nil && b == nil }
            return try equal(a, b)
        case (.url(let a), .url(let b)): return a == b
        case (.quantity(let a), .quantity(let b)): return a == b
        case (.address(let a), .address(let b)): return a == b
        case (.network(let a), .network(let b)): return a == b
        case (.version(let a), .version(let b)): return a == b
        case (.format(let a), .format(let b)): return a == b
        default: return false
        }
    }

    private mutating func equal(_ left: CELList, _ right: CELList) throws(CELError) -> Bool {
        guard left.count == right.count else { return false }
        let (ours, theirs) = (try left.elements(), try right.elements())
        switch left.kind {
        case .atomic:
            for (a, b) in zip(ours, theirs) { if try !equal(a, b) { return false } }
            return true
        case .set:
            for element in ours { if try !contains(theirs, element) { return false } }
            return true
        case .map(let keys):
            for element in ours {
                guard let index = try index(of: element, in: theirs, keys), try equal(element, theirs[index]) else {
                    return false
                }
            }
            return true
        }
    }

    /// The place of the element with the same values of the keys.
    mutating func index(
        of wanted: CELValue, in elements: [CELValue], _ keys: [String]
    ) throws(CELError) -> Int? {
        guard case .map(let wanted) = wanted else { return nil }
        search: for (index, element) in elements.enumerated() {
            guard case .map(let candidate) = element else { continue }
            for key in keys {
                let key = PropertyName.escape(key) ?? key
                switch (try wanted.member(key), try candidate.member(key)) {
                case (nil, nil): continue
                case (let a?, let b?): if try !equal(a, b) { continue search }
                default: continue search
                }
            }
            return index
        }
        return nil
    }

    mutating func contains(_ elements: [CELValue], _ wanted: CELValue) throws(CELError) -> Bool {
        for element in elements { if try equal(element, wanted) { return true } }
        return false
    }

    private mutating func equal(_ left: CELMap, _ right: CELMap) throws(CELError) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in try left.entries() {
            guard let other = try right.value(for: key), try equal(value, other) else { return false }
        }
        return true
    }

    enum Order { case less, same, greater, none }

    /// The order of two numbers, whole ones as doubles where the other is one; none where one is not a number.
    static func compareNumbers(_ left: CELValue, _ right: CELValue) -> Order {
        func order<Value: Comparable>(_ a: Value, _ b: Value) -> Order { a < b ? .less : a > b ? .greater : .same }
        switch (left, right) {
        case (.integer(let a), .integer(let b)): return order(a, b)
        case (.unsigned(let a), .unsigned(let b)): return order(a, b)
        case (.double(let a), .double(let b)): return a.isNaN || b.isNaN ? .none : order(a, b)
        case (.integer(let a), .unsigned(let b)): return UInt(exactly: a).map { order($0, b) } ?? .less
        case (.unsigned, .integer), (.integer, .double), (.unsigned, .double):
            return reversed(compareNumbers(right, left))
        case (.double(let a), .integer(let b)):
            if a.isNaN { return .none }
            return a < -0x1p63 ? .less : a > 0x1p63 ? .greater : order(a, Double(b))
        case (.double(let a), .unsigned(let b)):
            if a.isNaN { return .none }
            return a < 0 ? .less : a > 0x1p64 ? .greater : order(a, Double(b))
        default: return .none
        }
    }

    private static func reversed(_ order: Order) -> Order {
        switch order {
        case .less: .greater
        case .greater: .less
        case .same: .same
        case .none: .none
        }
    }

    /// The order of two values; throws where they have none.
    static func compare(_ left: CELValue, _ right: CELValue) throws(CELError) -> Order {
        func order<Value: Comparable>(_ a: Value, _ b: Value) -> Order { a < b ? .less : b < a ? .greater : .same }
        switch (left, right) {
        case (.integer, .integer), (.integer, .unsigned), (.integer, .double), (.unsigned, .integer),
            (.unsigned, .unsigned), (.unsigned, .double), (.double, .integer), (.double, .unsigned),
            (.double, .double):
            return compareNumbers(left, right)
        case (.string(let a), .string(let b)):
            return a.isSame(as: b) ? .same : a.precedesInUTF8(b) ? .less : .greater
        case (.boolean(let a), .boolean(let b)): return a == b ? .same : b ? .less : .greater
        case (.bytes(let a), .bytes(let b)):
            return a == b ? .same : a.lexicographicallyPrecedes(b) ? .less : .greater
        case (.timestamp(let a), .timestamp(let b)): return order(a, b)
        case (.duration(let a), .duration(let b)): return order(a, b)
        case (.quantity(let a), .quantity(let b)): return order(a, b)
        default: throw .evaluation("no such overload")
        }
    }
}

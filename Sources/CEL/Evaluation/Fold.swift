import OrderedCollections

/// A macro that walks over a list or a map.
struct Fold: Sendable {
    let kind: Expression.Comprehension.Kind
    let range: Node
    let first: Int
    let second: Int?
    let condition: Node?
    let result: Node?
    let offset: Int

    func evaluate(_ context: inout EvaluationContext) throws(CELError) -> CELValue {
        let range = try self.range.evaluate(&context)
        let items = try items(of: range)
        // What the walk gathered is looked at once more at its end.
        try context.spend(1)
        switch kind {
        case .all: return .boolean(try decide(items, unless: false, cost: 2, &context))
        case .exists: return .boolean(try decide(items, unless: true, cost: 3, &context))
        case .existsOne: return .boolean(try existsOne(items, &context))
        case .filter:
            var kept: [CELValue] = []
            for item in items {
                guard try holds(item, &context) else { continue }
                kept.append(item.0)
                try context.spend(12)
            }
            return .list(kept)
        case .map, .transformList:
            var values: [CELValue] = []
            for item in items {
                guard try holds(item, &context) else { continue }
                if let value = try result?.evaluate(&context) { values.append(value) }
                try context.spend(condition == nil ? 12 : 11)
            }
            return .list(values)
        case .transformMap: return try transformMap(items, &context)
        case .transformMapEntry: return try transformEntries(items, &context)
        case .sortBy:
            var keys: [CELValue] = []
            for item in items {
                try bind(item, &context)
                if let key = try result?.evaluate(&context) { keys.append(key) }
            }
            return .list(try ListOrder.sorted(items.map(\.0), by: keys, &context))
        }
    }

    /// What the variables take: elements or keys, and for two of them index or key, and value.
    private func items(of range: CELValue) throws(CELError) -> [(CELValue, CELValue)] {
        var items: [(CELValue, CELValue)] = []
        switch range {
        case .list(let list):
            let elements = try list.elements()
            items.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                items.append((second == nil ? element : .integer(index), element))
            }
        case .map(let map) where second == nil:
            for key in map.keys { items.append((key, .null)) }
        case .map(let map):
            for (key, value) in try map.entries() { items.append((key, value)) }
        default:
            throw CELError(.evaluation, "got '\(range.goTypeName)', expected iterable type", at: offset)
        }
        return items
    }

    private func bind(_ item: (CELValue, CELValue), _ context: inout EvaluationContext) throws(CELError) {
        try context.work(1)
        context.locals[first] = item.0
        if let second { context.locals[second] = item.1 }
    }

    /// Whether the condition holds, if there is one, with the variables set.
    private func holds(_ item: (CELValue, CELValue), _ context: inout EvaluationContext) throws(CELError) -> Bool {
        try bind(item, &context)
        guard let condition else { return true }
        try context.spend(1)
        return try condition.truth(offset, &context)
    }

    /// `all` and `exists`: where one element decides, others may fail.
    private func decide(
        _ items: [(CELValue, CELValue)], unless deciding: Bool, cost: Int, _ context: inout EvaluationContext
    ) throws(CELError) -> Bool {
        var failure: CELError?
        for item in items {
            try context.spend(cost)
            do {
                guard try holds(item, &context) == deciding else { continue }
                try context.spend(cost)
                return deciding
            } catch {
                if error.kind == .costExceeded { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return !deciding
    }

    private func existsOne(
        _ items: [(CELValue, CELValue)], _ context: inout EvaluationContext
    ) throws(CELError) -> Bool {
        var count = 0
        for item in items {
            guard try holds(item, &context) else { continue }
            count += 1
            try context.spend(1)
        }
        try context.spend(1)
        return count == 1
    }

    private func transformMap(
        _ items: [(CELValue, CELValue)], _ context: inout EvaluationContext
    ) throws(CELError) -> CELValue {
        var values: OrderedDictionary<CELKey, CELValue> = [:]
        for item in items {
            guard try holds(item, &context), let value = try result?.evaluate(&context) else { continue }
            try context.spend(condition == nil ? 2 : 1)
            if let key = CELKey(item.0) { values[key] = value }
        }
        return .map(CELMap(values))
    }

    private func transformEntries(
        _ items: [(CELValue, CELValue)], _ context: inout EvaluationContext
    ) throws(CELError) -> CELValue {
        var values: OrderedDictionary<CELKey, CELValue> = [:]
        for item in items {
            guard try holds(item, &context), let entry = try result?.evaluate(&context) else { continue }
            try context.spend(condition == nil ? 2 : 1)
            guard case .map(let map) = entry else { throw CELError(.evaluation, "no such overload", at: offset) }
            for (key, value) in try map.entries() {
                guard let name = CELKey(key) else { continue }
                guard values.updateValue(value, forKey: name) == nil else {
                    throw CELError(.evaluation, "insert failed: key \(key.text) already exists", at: offset)
                }
            }
        }
        return .map(CELMap(values))
    }
}

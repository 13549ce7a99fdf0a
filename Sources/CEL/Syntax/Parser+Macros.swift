// Macros look like calls, and are more: their arguments name variables.
extension Parser {
    /// A call without a receiver: `has(a.b)`, or a function.
    func expand(_ name: String, _ arguments: [Expression], at offset: Int) throws(CELError) -> Expression {
        guard name == "has", arguments.count == 1 else { return .call(name, arguments, at: offset) }
        guard case .select(let operand, let field, false, _) = arguments[0] else {
            throw CELError(.syntax, "invalid argument to has() macro", at: arguments[0].offset)
        }
        return .has(operand, field: field, at: offset)
    }

    /// A call with a receiver: `list.all(x, …)`, `cel.bind(…)`, or a function.
    func expand(
        _ name: String, of receiver: Expression, _ arguments: [Expression], at offset: Int
    ) throws(CELError) -> Expression {
        if let comprehension = try comprehension(name, receiver, arguments, offset) {
            return .comprehension(comprehension)
        }
        switch (name, arguments.count) {
        case ("bind", 3):
            guard case .identifier("cel", _) = receiver, !isStrict else { break }
            guard case .identifier(let variable, _) = arguments[0] else {
                throw CELError(
                    .syntax, "cel.bind() variable names must be simple identifiers", at: arguments[0].offset)
            }
            return .bind(variable, value: arguments[1], body: arguments[2], at: offset)
        case ("optMap", 2), ("optFlatMap", 2):
            guard case .identifier(let variable, _) = arguments[0] else {
                throw CELError(
                    .syntax, "\(name)() variable name must be a simple identifier", at: arguments[0].offset)
            }
            return optionalMap(name, receiver, variable, arguments[1], offset)
        default: break
        }
        return .memberCall(receiver, name, arguments, at: offset)
    }

    /// `o.optMap(x, f)` is `o.hasValue() ? optional.of(f) : optional.none()`, with `x` bound to the value.
    private func optionalMap(
        _ name: String, _ receiver: Expression, _ variable: String, _ body: Expression, _ offset: Int
    ) -> Expression {
        let hidden = "@optional"
        let subject = Expression.identifier(hidden, at: offset)
        let value = Expression.memberCall(subject, "value", [], at: offset)
        let bound = Expression.bind(variable, value: value, body: body, at: offset)
        let result = name == "optMap" ? .call("optional.of", [bound], at: offset) : bound
        let choice = Expression.call(
            "_?_:_",
            [.memberCall(subject, "hasValue", [], at: offset), result, .call("optional.none", [], at: offset)],
            at: offset)
        return .bind(hidden, value: receiver, body: choice, at: offset)
    }

    private func comprehension(
        _ name: String, _ range: Expression, _ arguments: [Expression], _ offset: Int
    ) throws(CELError) -> Expression.Comprehension? {
        let kind: Expression.Comprehension.Kind
        let variableCount: Int
        switch (name, arguments.count) {
        case ("all", 2): (kind, variableCount) = (.all, 1)
        case ("exists", 2): (kind, variableCount) = (.exists, 1)
        case ("existsOne", 2) where isStrict: return nil
        case ("exists_one", 2), ("existsOne", 2): (kind, variableCount) = (.existsOne, 1)
        case ("map", 2), ("map", 3): (kind, variableCount) = (.map, 1)
        case ("sortBy", 2): (kind, variableCount) = (.sortBy, 1)
        case ("filter", 2): (kind, variableCount) = (.filter, 1)
        case ("all", 3): (kind, variableCount) = (.all, 2)
        case ("exists", 3): (kind, variableCount) = (.exists, 2)
        case ("exists_one", 3) where isStrict: return nil
        case ("exists_one", 3), ("existsOne", 3): (kind, variableCount) = (.existsOne, 2)
        case ("transformList", 3), ("transformList", 4): (kind, variableCount) = (.transformList, 2)
        case ("transformMap", 3), ("transformMap", 4): (kind, variableCount) = (.transformMap, 2)
        case ("transformMapEntry", 3), ("transformMapEntry", 4): (kind, variableCount) = (.transformMapEntry, 2)
        default: return nil
        }
        let names = try variables(arguments.prefix(variableCount))
        let rest = Array(arguments.dropFirst(variableCount))
        let isPredicate: Bool =
            switch kind {
            case .all, .exists, .existsOne, .filter: true
            case .map, .transformList, .transformMap, .transformMapEntry, .sortBy: false
            }
        return Expression.Comprehension(
            kind: kind, range: range, first: names[0], second: names.count > 1 ? names[1] : nil,
            condition: isPredicate ? rest.first : rest.count > 1 ? rest.first : nil,
            result: isPredicate ? nil : rest.last, offset: offset)
    }

    private func variables(_ arguments: ArraySlice<Expression>) throws(CELError) -> [String] {
        var names: [String] = []
        for argument in arguments {
            guard case .identifier(let name, let offset) = argument, !name.hasPrefix(".") else {
                throw CELError(.syntax, "argument must be a simple name", at: argument.offset)
            }
            guard name != "__result__" else {
                throw CELError(.syntax, "iteration variable overwrites accumulator variable", at: offset)
            }
            guard !names.contains(name) else {
                throw CELError(.syntax, "duplicate variable name: \(name)", at: offset)
            }
            names.append(name)
        }
        return names
    }
}

import OrderedCollections

/// Finds what does not fit before an expression runs: names and fields that there are not, functions that do not take
/// what they are given. The messages are those of Kubernetes.
struct Checker {
    private(set) var errors: [CELError] = []
    private var mapping = TypeMapping()
    private var scopes: [(name: String, type: CELType)] = []
    /// The types of what is formatted, by place.
    private var formatted: [Int: CELType] = [:]
    private let variables: [String: CELType]
    private let functions = FunctionTable.all

    /// The namespaces of functions that Kubernetes does not have.
    private static let foreignNamespaces: Set<String> = ["math", "base64", "cel"]

    private init(variables: [String: CELType]) { self.variables = variables }

    /// The type of the expression. Throws all that is wrong with it.
    static func check(
        _ expression: Expression, _ variables: [String: CELType], source: String
    ) throws(CELError) -> CELType {
        var checker = Checker(variables: variables)
        let type = checker.type(of: expression)
        // The order is that of the places, as Kubernetes shows them.
        let errors = checker.errors.sorted { ($0.offset ?? 0) < ($1.offset ?? 0) }
        if let error = CELError.joined(errors, in: source) { throw error }
        return checker.mapping.settled(type)
    }

    private mutating func report(_ message: String, at offset: Int) {
        guard errors.count < 100 else { return }
        errors.append(CELError(.check, message, at: offset))
    }

    private mutating func undeclared(_ name: String, at offset: Int) -> CELType {
        errors.append(Resolver.undeclared(name, offset))
        return .dynamic
    }

    private mutating func type(of expression: Expression) -> CELType {
        switch expression {
        case .literal(let value, _): return Self.type(of: value)
        case .identifier(let name, let offset): return identifier(name, offset)
        case .select(let operand, let field, let isOptional, let offset):
            if let name = expression.qualifiedName, Resolver.typeNames.contains(name), root(name) == nil {
                return .type(name)
            }
            return select(type(of: operand), field, isOptional: isOptional, at: offset)
        case .has(let operand, let field, let offset):
            _ = select(type(of: operand), field, isOptional: false, at: offset)
            return .boolean
        case .index(let operand, let index, let isOptional, let offset):
            return self.index(type(of: operand), type(of: index), isOptional: isOptional, at: offset)
        case .call(let name, let arguments, let offset):
            let types = arguments.map { type(of: $0) }
            return call(name, arguments, types, at: offset)
        case .memberCall(let receiver, let name, let arguments, let offset):
            return memberCall(receiver, name, arguments, at: offset)
        case .list(let elements, _): return list(elements)
        case .map(let entries, _): return map(entries)
        case .message(let name, let offset): return undeclared(name, at: offset)
        case .comprehension(let comprehension): return self.comprehension(comprehension)
        case .bind(let name, let value, let body, _):
            scopes.append((name, type(of: value)))
            defer { scopes.removeLast() }
            return type(of: body)
        }
    }

    private static func type(of literal: CELValue) -> CELType {
        switch literal {
        case .null: .null
        case .boolean: .boolean
        case .integer: .integer
        case .unsigned: .unsigned
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        default: .dynamic
        }
    }

    /// The type of a variable, if there is one of the first part of a name.
    private func root(_ name: String) -> CELType? {
        let first = name.split(separator: ".").first.map(String.init) ?? name
        return scopes.last { $0.name == first }?.type ?? variables[first]
    }

    private mutating func identifier(_ name: String, _ offset: Int) -> CELType {
        if let local = scopes.last(where: { $0.name == name }) { return local.type }
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        if let variable = variables[plain] { return variable }
        return Resolver.typeNames.contains(plain) ? .type(plain) : undeclared(name, at: offset)
    }

    private mutating func select(
        _ operand: CELType, _ field: String, isOptional: Bool, at offset: Int
    ) -> CELType {
        var target = mapping.resolved(operand)
        var isOptional = isOptional
        if case .optional(let inner) = target {
            target = mapping.resolved(inner)
            isOptional = true
        }
        let result: CELType
        switch target {
        case .map(_, let value): result = value
        case .object(let reference):
            if let found = reference.schema.fields[field] {
                result = CELType(found.schema)
            } else {
                report("undefined field '\(field)'", at: offset)
                result = .dynamic
            }
        case .dynamic, .parameter: result = .dynamic
        default:
            report("type '\(mapping.settled(target))' does not support field selection", at: offset)
            result = .dynamic
        }
        return isOptional ? .optional(result) : result
    }

    private mutating func index(_ operand: CELType, _ index: CELType, isOptional: Bool, at offset: Int) -> CELType {
        var target = mapping.resolved(operand)
        var isOptional = isOptional
        if case .optional(let inner) = target {
            target = mapping.resolved(inner)
            isOptional = true
        }
        var result = CELType.dynamic
        let isFitting: Bool
        switch target {
        case .list(let element):
            (result, isFitting) = (element, mapping.assign([index], to: [.integer]))
        case .map(let key, let value): (result, isFitting) = (value, mapping.assign([index], to: [key]))
        case .dynamic, .parameter: isFitting = true
        default: isFitting = false
        }
        if !isFitting { misfit(isOptional ? "_[?_]" : "_[_]", [operand, index], isMember: false, at: offset) }
        return isOptional ? .optional(result) : result
    }

    // MARK: - Literals of lists and maps

    private mutating func join(_ types: CELType?, _ next: CELType, at offset: Int) -> CELType {
        guard let types else { return next }
        if mapping.assign([next], to: [types]) { return types }
        report("expected type '\(mapping.settled(types))' but found '\(mapping.settled(next))'", at: offset)
        return .dynamic
    }

    private mutating func unwrapped(_ type: CELType, _ isOptional: Bool, at offset: Int) -> CELType {
        guard isOptional else { return type }
        switch mapping.resolved(type) {
        case .optional(let inner): return inner
        case .dynamic: return .dynamic
        case let other:
            report("expected type 'optional_type(\(other))' but found '\(other)'", at: offset)
            return other
        }
    }

    private mutating func list(_ elements: [Expression.Element]) -> CELType {
        var element: CELType?
        for item in elements {
            let type = unwrapped(self.type(of: item.value), item.isOptional, at: item.value.offset)
            element = join(element, type, at: item.value.offset)
        }
        return .list(element ?? mapping.fresh())
    }

    private mutating func map(_ entries: [Expression.Entry]) -> CELType {
        var (key, value): (CELType?, CELType?) = (nil, nil)
        for entry in entries {
            key = join(key, type(of: entry.key), at: entry.key.offset)
            let type = unwrapped(self.type(of: entry.value), entry.isOptional, at: entry.value.offset)
            value = join(value, type, at: entry.value.offset)
        }
        return .map(key ?? mapping.fresh(), value ?? mapping.fresh())
    }

    // MARK: - Calls

    private mutating func misfit(_ name: String, _ types: [CELType], isMember: Bool, at offset: Int) {
        let names = types.map { mapping.settled($0).description }
        let signature =
            isMember
            ? "\(names[0]).(\(names.dropFirst().joined(separator: ", ")))" : "(\(names.joined(separator: ", ")))"
        report("found no matching overload for '\(name)' applied to '\(signature)'", at: offset)
    }

    private mutating func call(
        _ name: String, _ arguments: [Expression], _ types: [CELType], at offset: Int
    ) -> CELType {
        switch (name, types.count) {
        case ("_&&_", 2), ("_||_", 2):
            for (argument, type) in zip(arguments, types) where !mapping.assign([type], to: [.boolean]) {
                report("expected type 'bool' but found '\(mapping.settled(type))'", at: argument.offset)
            }
            return .boolean
        case ("_?_:_", 3):
            let result = mapping.fresh()
            guard mapping.assign(types, to: [.boolean, result, result]) else {
                misfit(name, types, isMember: false, at: offset)
                return .dynamic
            }
            return mapping.resolved(result)
        case ("_==_", 2), ("_!=_", 2):
            let side = mapping.fresh()
            if !mapping.assign(types, to: [side, side]) { misfit(name, types, isMember: false, at: offset) }
            return .boolean
        default: break
        }
        let overloads = functions.find(name, isMember: false)
        guard !overloads.isEmpty || !functions.find(name, isMember: true).isEmpty else {
            return undeclared(name, at: offset)
        }
        checkLiterals(name, arguments)
        if name == "-_", types.map({ mapping.resolved($0) }) == [.duration] {
            // Kubernetes cannot turn a duration around.
            misfit(name, types, isMember: false, at: offset)
            return .dynamic
        }
        if name == "type", types.count == 1 { return .type(mapping.settled(types[0]).description) }
        return result(of: name, overloads, types, isMember: false, at: offset)
    }

    private mutating func memberCall(
        _ receiver: Expression, _ name: String, _ arguments: [Expression], at offset: Int
    ) -> CELType {
        let types = arguments.map { argument -> CELType in
            if name == "format", case .list(let elements, _) = argument {
                // What is formatted may be of many types.
                for element in elements { formatted[element.value.offset] = type(of: element.value) }
                return .list(.dynamic)
            }
            return type(of: argument)
        }
        if let namespace = receiver.qualifiedName, root(namespace) == nil,
            FunctionTable.namespaces.contains(namespace), !Self.foreignNamespaces.contains(namespace)
        {
            let overloads = functions.find("\(namespace).\(name)", isMember: false)
            if !overloads.isEmpty {
                return result(of: "\(namespace).\(name)", overloads, types, isMember: false, at: offset)
            }
        }
        let target = type(of: receiver)
        if name == "or" || name == "orValue", types.count == 1 {
            let inner = mapping.fresh()
            let wanted: [CELType] = [.optional(inner), name == "or" ? .optional(inner) : inner]
            if !mapping.assign([target] + types, to: wanted) {
                misfit(name, [target] + types, isMember: true, at: offset)
            }
            return name == "or" ? .optional(mapping.resolved(inner)) : mapping.resolved(inner)
        }
        let overloads = functions.find(name, isMember: true).filter {
            // Kubernetes cannot turn a text around.
            name != "reverse" || $0.parameters[0] != .string
        }
        guard !overloads.isEmpty || !functions.find(name, isMember: false).isEmpty else {
            return undeclared(name, at: offset)
        }
        checkLiterals(name, [receiver] + arguments)
        if name == "format", arguments.count == 1 { checkFormat(receiver, arguments[0], at: offset) }
        return result(of: name, overloads, [target] + types, isMember: true, at: offset)
    }

    private mutating func result(
        of name: String, _ overloads: [Overload], _ types: [CELType], isMember: Bool, at offset: Int
    ) -> CELType {
        var result: CELType?
        for overload in overloads {
            let (parameters, type) = mapping.instantiate(overload)
            guard mapping.assign(types, to: parameters) else { continue }
            let found = mapping.resolved(type)
            if let known = result, known != found { result = .dynamic } else { result = found }
        }
        if let result { return result }
        misfit(name, types, isMember: isMember, at: offset)
        return .dynamic
    }

    /// Texts that are there to be read and cannot be.
    private mutating func checkLiterals(_ name: String, _ arguments: [Expression]) {
        guard let last = arguments.last else { return }
        if name == "timestamp", case .literal(.integer(let seconds), let offset) = last,
            CELTimestamp(seconds: seconds) == nil
        {
            report("invalid timestamp argument", at: offset)
        }
        guard case .literal(.string(let text), let offset) = last else { return }
        switch (name, arguments.count) {
        case ("duration", 1) where CELDuration(text) == nil: report("invalid duration argument", at: offset)
        case ("timestamp", 1) where CELTimestamp(rfc3339: text) == nil:
            report("invalid timestamp argument", at: offset)
        case ("matches", 2):
            do { _ = try RE2Pattern.compile(text) } catch { report("invalid matches argument", at: offset) }
        default: break
        }
    }

    /// A template that is known, with what is put into it.
    private mutating func checkFormat(_ template: Expression, _ arguments: Expression, at offset: Int) {
        guard case .literal(.string(let text), _) = template, case .list(let elements, _) = arguments else { return }
        let types = elements.map { mapping.settled(formatted[$0.value.offset] ?? .dynamic) }
        do { try StringFormat.check(text, types) } catch {
            report(error.message, at: error.offset.map { elements[$0].value.offset } ?? offset)
        }
    }

    // MARK: - Comprehensions

    private mutating func comprehension(_ comprehension: Expression.Comprehension) -> CELType {
        let range = mapping.resolved(type(of: comprehension.range))
        let (first, second): (CELType, CELType)
        switch range {
        case .list(let element):
            (first, second) = comprehension.second == nil ? (element, element) : (.integer, element)
        case .map(let key, let value): (first, second) = (key, value)
        case .dynamic, .parameter: (first, second) = (.dynamic, .dynamic)
        default:
            report(
                "expression of type '\(mapping.settled(range))' cannot be range of a comprehension (must be list, "
                    + "map, or dynamic)", at: comprehension.range.offset)
            (first, second) = (.dynamic, .dynamic)
        }
        let count = scopes.count
        scopes.append((comprehension.first, first))
        if let name = comprehension.second { scopes.append((name, second)) }
        defer { scopes.removeSubrange(count...) }
        if let condition = comprehension.condition {
            let type = type(of: condition)
            if !mapping.assign([type], to: [.boolean]) {
                report("expected type 'bool' but found '\(mapping.settled(type))'", at: condition.offset)
            }
        }
        let result = comprehension.result.map { type(of: $0) }
        switch comprehension.kind {
        case .all, .exists, .existsOne: return .boolean
        case .filter: return .list(first)
        case .sortBy: return range
        case .map, .transformList: return .list(result ?? .dynamic)
        case .transformMap: return .map(first, result ?? .dynamic)
        case .transformMapEntry: return result ?? .dynamic
        }
    }
}

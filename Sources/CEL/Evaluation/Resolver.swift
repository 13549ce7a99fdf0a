/// Gives every name of an expression its place: a slot, a variable from outside, a function.
struct Resolver {
    /// The variables from outside that the expression asks for, in the order of their places.
    private(set) var globals: [String] = []
    private(set) var localCount = 0
    private var scopes: [(name: String, slot: Int)] = []
    private let functions = FunctionTable.all

    /// The types that an expression can name.
    static let typeNames: Set<String> = [
        "bool", "bytes", "double", "google.protobuf.Duration", "google.protobuf.Timestamp", "int",
        "kubernetes.NamedFormat", "kubernetes.Quantity", "kubernetes.Semver", "kubernetes.URL", "list", "map",
        "net.CIDR", "net.IP", "null_type", "optional_type", "string", "type", "uint",
    ]

    mutating func resolve(_ expression: Expression) throws(CELError) -> Node { try node(of: expression).folded }

    private mutating func node(of expression: Expression) throws(CELError) -> Node {
        switch expression {
        case .literal(let value, _): return .constant(value)
        case .identifier(let name, let offset): return identifier(name, offset)
        case .select(let operand, let field, let isOptional, let offset):
            if let type = typeConstant(expression) { return .constant(.type(type)) }
            return .select(try resolve(operand), field: field, isOptional: isOptional, at: offset)
        case .has(let operand, let field, let offset): return .has(try resolve(operand), field: field, at: offset)
        case .index(let operand, let index, let isOptional, let offset):
            return .index(try resolve(operand), try resolve(index), isOptional: isOptional, at: offset)
        case .call(let name, let arguments, let offset): return try call(name, arguments, offset)
        case .memberCall(let receiver, let name, let arguments, let offset):
            if let namespace = namespace(receiver), let node = try namespaced(namespace, name, arguments, offset) {
                return node
            }
            if name == "or" || name == "orValue", arguments.count == 1 {
                return .otherwise(
                    try resolve(receiver), try resolve(arguments[0]), isOptional: name == "or", at: offset)
            }
            let overloads = functions.find(name, isMember: true)
            return try call(name, overloads, [receiver] + arguments, offset)
        case .list(let elements, let offset):
            var nodes: [Node.Element] = []
            for element in elements {
                nodes.append(.init(value: try resolve(element.value), isOptional: element.isOptional))
            }
            return .list(nodes, at: offset)
        case .map(let entries, let offset):
            var nodes: [Node.Entry] = []
            for entry in entries {
                let key = try resolve(entry.key)
                nodes.append(.init(key: key, value: try resolve(entry.value), isOptional: entry.isOptional))
            }
            return .map(nodes, at: offset)
        case .message(let name, let offset): throw Self.undeclared(name, offset)
        case .comprehension(let comprehension): return try fold(comprehension)
        case .bind(let name, let value, let body, _):
            let node = try resolve(value)
            let slot = push(name)
            defer { scopes.removeLast() }
            return .bind(slot: slot, node, in: try resolve(body))
        }
    }

    static func undeclared(_ name: String, _ offset: Int) -> CELError {
        CELError(.check, "undeclared reference to '\(name)' (in container '')", at: offset)
    }

    private mutating func push(_ name: String) -> Int {
        let slot = scopes.count
        scopes.append((name, slot))
        localCount = max(localCount, scopes.count)
        return slot
    }

    private func slot(_ name: String) -> Int? { scopes.last { $0.name == name }?.slot }

    private mutating func identifier(_ name: String, _ offset: Int) -> Node {
        if let slot = slot(name) { return .local(slot) }
        let plain = name.hasPrefix(".") ? String(name.dropFirst()) : name
        let fallback: CELValue? = Self.typeNames.contains(plain) ? .type(plain) : nil
        let index = globals.firstIndex(of: plain) ?? globals.count
        if index == globals.count { globals.append(plain) }
        return .global(index, name: plain, fallback: fallback, at: offset)
    }

    /// `google.protobuf.Timestamp`, where no variable is called `google`.
    private func typeConstant(_ expression: Expression) -> String? {
        guard let name = expression.qualifiedName, Self.typeNames.contains(name),
            let root = name.split(separator: ".").first, slot(String(root)) == nil
        else { return nil }
        return name
    }

    private func namespace(_ receiver: Expression) -> String? {
        guard case .identifier(let name, _) = receiver, slot(name) == nil,
            FunctionTable.namespaces.contains(name)
        else { return nil }
        return name
    }

    /// `math.greatest(…)`; nil where the namespace has no such function.
    private mutating func namespaced(
        _ namespace: String, _ name: String, _ arguments: [Expression], _ offset: Int
    ) throws(CELError) -> Node? {
        let fullName = "\(namespace).\(name)"
        let overloads = functions.find(fullName, isMember: false)
        guard !overloads.isEmpty else { return nil }
        if fullName == "math.greatest" || fullName == "math.least", arguments.count > 1 {
            let packed = arguments.map { Expression.Element(value: $0, isOptional: false) }
            return try call(fullName, overloads, [.list(packed, at: offset)], offset)
        }
        return try call(fullName, overloads, arguments, offset)
    }

    private mutating func call(_ name: String, _ arguments: [Expression], _ offset: Int) throws(CELError) -> Node {
        switch (name, arguments.count) {
        case ("_&&_", 2): return .and(try resolve(arguments[0]), try resolve(arguments[1]), at: offset)
        case ("_||_", 2): return .or(try resolve(arguments[0]), try resolve(arguments[1]), at: offset)
        case ("_?_:_", 3):
            return .conditional(
                try resolve(arguments[0]), try resolve(arguments[1]), try resolve(arguments[2]), at: offset)
        case ("_==_", 2): return .equal(try resolve(arguments[0]), try resolve(arguments[1]), isNegated: false)
        case ("_!=_", 2): return .equal(try resolve(arguments[0]), try resolve(arguments[1]), isNegated: true)
        default: return try call(name, functions.find(name, isMember: false), arguments, offset)
        }
    }

    private mutating func call(
        _ name: String, _ overloads: [Overload], _ arguments: [Expression], _ offset: Int
    ) throws(CELError) -> Node {
        guard !overloads.isEmpty else { throw Self.undeclared(name, offset) }
        let fitting = overloads.filter { $0.parameters.count == arguments.count }
        guard !fitting.isEmpty else { throw CELError(.check, "no such overload: \(name)", at: offset) }
        var nodes: [Node] = []
        for argument in arguments { nodes.append(try resolve(argument)) }
        return .call(Node.Call(name: name, overloads: fitting, arguments: nodes, offset: offset))
    }

    private mutating func fold(_ comprehension: Expression.Comprehension) throws(CELError) -> Node {
        let range = try resolve(comprehension.range)
        let scopeCount = scopes.count
        let first = push(comprehension.first)
        let second = comprehension.second.map { push($0) }
        defer { scopes.removeSubrange(scopeCount...) }
        var condition: Node?
        if let expression = comprehension.condition { condition = try resolve(expression) }
        var result: Node?
        if let expression = comprehension.result { result = try resolve(expression) }
        return .fold(
            Fold(
                kind: comprehension.kind, range: range, first: first, second: second, condition: condition,
                result: result, offset: comprehension.offset))
    }
}

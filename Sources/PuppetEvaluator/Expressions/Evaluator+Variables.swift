import Diagnostics
import OrderedCollections
import PuppetSyntax
package import PuppetTypes

extension Evaluator {
    /// Names that every scope has, even where they are not set.
    private static let builtInNames: Set<String> = ["module_name", "caller_module_name"]
    private static let reservedNames: Set<String> = ["trusted", "facts"]
    private static let parameterNames: Set<String> = ["name", "title"]

    func evaluateVariable(_ node: VariableExpression, _ scope: Scope) throws(Interruption) -> Value {
        if let group = node.matchGroup { return scope.matchGroup(group) }
        return try variable(node, scope)
    }

    /// The value of a variable. One that is not set is an error.
    func variable(_ node: VariableExpression, _ scope: Scope) throws(Interruption) -> Value {
        if let value = node.isQualified ? lookup(qualified: node.name) : try scope.lookup(node.key) { return value }
        return try missing(node, scope)
    }

    private func missing(_ node: VariableExpression, _ scope: Scope) throws(Interruption) -> Value {
        if Self.builtInNames.contains(node.name) { return .undef }
        if let group = node.matchGroup { return scope.matchGroup(group) }
        throw fail(
            "unknown_variable", "Unknown variable: '\(node.name)'.", node.range,
            notes: suggestion(forVariable: node.name, in: scope))
    }

    /// The value of a variable as a name spells it, qualified or not; nil when it is not set.
    package func lookup(variable name: String, in scope: Scope) throws(Interruption) -> Value? {
        guard name.utf8.contains(UInt8(ascii: ":")) else { return try scope.lookup(HashedName(name)) }
        return lookup(qualified: name)
    }

    /// The variable of the top scope or of a class that was evaluated.
    private func lookup(qualified name: String) -> Value? {
        let name = name.hasPrefix("::") ? String(name.dropFirst(2)) : name
        guard let separator = name.lastRange(of: "::") else { return topScope.value(of: HashedName(name)) }
        let leaf = HashedName(String(name[separator.upperBound...]))
        var className = String(name[..<separator.lowerBound])
        while let scope = classScopes[className] {
            if let value = scope.value(of: leaf) ?? defaultScopes[className]?.value(of: leaf) { return value }
            guard let parent = scope.named.source.parentName else { return nil }
            className = parent
        }
        return nil
    }

    func evaluateAssignment(_ node: AssignmentExpression, _ scope: Scope) throws(Interruption) -> Value {
        guard node.operator == .assign else {
            throw fail("unsupported_operator", "The operator '\(node.operator.rawValue)' is not supported.", node.range)
        }
        let value = try evaluate(node.rightExpr, scope)
        try assign(value, to: node.leftExpr, node, scope)
        if let tracer { tracer.assigned(node.leftExpr, value, .expression(node.rightExpr, file, scope), scope) }
        return value
    }

    private func assign(
        _ value: Value, to target: Expression, _ node: AssignmentExpression, _ scope: Scope
    ) throws(Interruption) {
        switch target {
        case .variable(let variable): try assign(value, to: variable, node, scope)
        case .literalList(let list): try assign(value, toEach: list.values, node, scope)
        default:
            throw fail(
                "illegal_assignment",
                "Illegal attempt to assign to '\(Label.article(target))'. Not an assignable reference", target.range)
        }
    }

    private func assign(
        _ value: Value, to variable: VariableExpression, _ node: AssignmentExpression, _ scope: Scope
    ) throws(Interruption) {
        let name = variable.name
        if variable.isQualified {
            throw fail(
                "cross_scope_assignment",
                "Illegal attempt to assign to '\(name)'. Cannot assign to variables in other namespaces",
                node.leftExpr.range)
        }
        let isBound = scope.isBound(variable.key)
        if name == "server_facts" || (isBound && Self.reservedNames.contains(name)) {
            throw fail(
                "reserved_assignment", "Attempt to assign to a reserved variable name: '$\(name)'", node.range)
        }
        if isBound {
            let builtIn = Self.parameterNames.contains(name)
            throw fail(
                "illegal_reassignment",
                builtIn
                    ? "Cannot reassign built in (or already assigned) variable '$\(name)'"
                    : "Cannot reassign variable '$\(name)'",
                node.range)
        }
        if Self.reservedNames.contains(name) {
            throw .failure("Attempt to assign to a reserved variable name: '\(name)'")
        }
        if scope.parameterGuard != nil {
            throw .failure("Attempt to assign variable \(name) when evaluating parameters")
        }
        scope.set(variable.key, value)
    }

    /// `[$a, $b] = value`: by position from a list, by name from a hash, from a class its variables.
    private func assign(
        _ value: Value, toEach targets: [Expression], _ node: AssignmentExpression, _ scope: Scope
    ) throws(Interruption) {
        switch value {
        case .hash(let entries):
            for target in targets {
                let name = assignedName(target)
                guard let entry = entries[.string(name)] else {
                    throw fail(
                        "missing_assignment_key",
                        "No value for required key '\(name)' in assignment to variables from hash",
                        node.range)
                }
                try assign(entry, to: target, node, scope)
            }
        case .type(.classType(let className)):
            try assign(fromClass: className ?? "", toEach: targets, node, scope)
        case .array(let elements):
            try assign(elements, toEach: targets, node, scope)
        default:
            try assign([value], toEach: targets, node, scope)
        }
    }

    private func assign(
        _ elements: [Value], toEach targets: [Expression], _ node: AssignmentExpression, _ scope: Scope
    ) throws(Interruption) {
        guard elements.count == targets.count else {
            throw fail(
                "assignment_size",
                "Mismatched number of assignable entries and values, expected \(targets.count), got \(elements.count)",
                node.range)
        }
        for (target, element) in zip(targets, elements) { try assign(element, to: target, node, scope) }
    }

    private func assign(
        fromClass className: String, toEach targets: [Expression], _ node: AssignmentExpression, _ scope: Scope
    ) throws(Interruption) {
        guard classScopes[className] != nil else {
            throw fail("unknown_resource", "Resource not found: Class['\(className)']", node.rightExpr.range)
        }
        for target in targets {
            let name = "\(className)::\(assignedName(target))"
            guard let value = lookup(qualified: name) else {
                throw fail(
                    "missing_assignment_variable",
                    "No value for required variable '$\(name)' in assignment to variables from class reference",
                    target.range)
            }
            try assign(value, to: target, node, scope)
        }
    }

    private func assignedName(_ target: Expression) -> String {
        if case .variable(let variable) = target { variable.name } else { "" }
    }
}

extension String {
    /// The last place where a text occurs.
    func lastRange(of text: String) -> Range<String.Index>? {
        let bytes = utf8
        let wanted = Array(text.utf8)
        guard !wanted.isEmpty else { return nil }
        var end = bytes.endIndex
        while let start = bytes.index(end, offsetBy: -wanted.count, limitedBy: bytes.startIndex) {
            if bytes[start..<end].elementsEqual(wanted) { return start..<end }
            guard end > bytes.startIndex else { return nil }
            end = bytes.index(before: end)
        }
        return nil
    }
}

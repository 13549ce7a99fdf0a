extension Checker {
    /// Visits the children of a node in the order of Puppet's model.
    ///
    /// Nodes whose parts are checked themselves have a method; splitting these keeps the frames small.
    mutating func visitChildren(_ expression: Expression) {
        switch expression {
        case .literalHash, .selector, .case, .lambda: visitControlChildren(expression)
        case .resource, .resourceDefaults, .resourceOverride, .collect: visitResourceChildren(expression)
        case .hostClassDefinition, .resourceTypeDefinition, .nodeDefinition, .functionDefinition:
            visitDefinitionChildren(expression)
        default: visit(expression.children)
        }
    }

    private mutating func visit(_ children: Children) {
        switch children {
        case .one(let only): visit(only)
        case .two(let first, let second):
            visit(first)
            visit(second)
        case .three(let first, let second, let third):
            visit(first)
            visit(second)
            visit(third)
        case .list(let list): for child in list { visit(child) }
        case .headed(let first, let rest):
            visit(first)
            for child in rest { visit(child) }
        }
    }

    private mutating func visitControlChildren(_ expression: Expression) {
        switch expression {
        case .literalHash(let node):
            for entry in node.entries {
                rvalue(entry.key)
                rvalue(entry.value)
                visit(entry.key)
                visit(entry.value)
            }
        case .selector(let node):
            visit(node.leftExpr)
            for entry in node.selectors {
                rvalue(entry.matchingExpr)
                visit(entry.matchingExpr)
                visit(entry.valueExpr)
            }
        case .case(let node):
            visit(node.test)
            for option in node.options {
                for value in option.values { rvalue(value) }
                for value in option.values { visit(value) }
                visit(option.thenExpr)
            }
        case .lambda(let node):
            visit(node.parameters)
            if case .epp = node.body { checkTemplate(node) }
            visit(node.body)
            if let returnType = node.returnType { visit(returnType) }
        default: break
        }
    }

    private mutating func visitResourceChildren(_ expression: Expression) {
        switch expression {
        case .resource(let node):
            visit(node.typeName)
            for body in node.bodies {
                check(body)
                visit(body.title, inside: .other)
                visit(body.operations, of: .resourceBody)
            }
        case .resourceDefaults(let node):
            visit(node.typeRef)
            visit(node.operations, of: .resourceDefaults)
        case .resourceOverride(let node):
            visit(node.resources)
            visit(node.operations, of: .resourceOverride)
        case .collect(let node):
            visit(node.typeExpr)
            if let expr = node.query.expr {
                checkQuery(expr)
                visit(expr, inside: .other)
            }
            visit(node.operations, of: .collect)
        default: break
        }
    }

    private mutating func visitDefinitionChildren(_ expression: Expression) {
        switch expression {
        case .hostClassDefinition(let node):
            visit(node.parameters)
            visit(node.body)
        case .resourceTypeDefinition(let node):
            visit(node.parameters)
            visit(node.body)
        case .functionDefinition(let node):
            visit(node.parameters)
            visit(node.body)
            if let returnType = node.returnType { visit(returnType) }
        case .nodeDefinition(let node):
            if let parent = node.parent { visit(parent) }
            for match in node.hostMatches { visit(match) }
            visit(node.body)
        default: break
        }
    }

    private mutating func visit(_ parameters: [Parameter]) {
        for parameter in parameters {
            check(parameter)
            if let value = parameter.value { visit(value, inside: .other) }
            if let type = parameter.typeExpr { visit(type, inside: .other) }
        }
    }

    private mutating func visit(_ operations: [AbstractAttributeOperation], of container: Surroundings) {
        for operation in operations {
            switch operation {
            case .attribute(let attribute): check(attribute, of: container)
            case .attributes(let attributes): rvalue(attributes.expr)
            }
            visit(operation.value, inside: .other)
        }
    }
}

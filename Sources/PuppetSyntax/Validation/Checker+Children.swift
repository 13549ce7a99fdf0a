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

    private mutating func visitControlChildren(_ expression: Expression) {
        switch expression {
        case .literalHash(let node): for entry in node.entries { visit(entry) }
        case .selector(let node):
            visit(node.leftExpr)
            for entry in node.selectors {
                rvalue(entry.matchingExpr)
                inside("Selector Option") { $0.visit([entry.matchingExpr, entry.valueExpr]) }
            }
        case .case(let node):
            visit(node.test)
            for option in node.options {
                for value in option.values { rvalue(value) }
                inside("Case Option") { $0.visit(option.values + [option.thenExpr]) }
            }
        case .lambda(let node):
            visit(node.parameters)
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
                inside("Resource Instance Definition") {
                    $0.visit(body.title)
                    $0.visit(body.operations)
                }
            }
        case .resourceDefaults(let node):
            visit(node.typeRef)
            visit(node.operations)
        case .resourceOverride(let node):
            visit(node.resources)
            visit(node.operations)
        case .collect(let node):
            visit(node.typeExpr)
            if let expr = node.query.expr {
                checkQuery(expr)
                inside("Collect Query") { $0.visit(expr) }
            }
            visit(node.operations)
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
            visit(node.hostMatches)
            visit(node.body)
        default: break
        }
    }

    private mutating func visit(_ entry: KeyedEntry) {
        rvalue(entry.key)
        rvalue(entry.value)
        inside("Hash Entry") { $0.visit([entry.key, entry.value]) }
    }

    private mutating func visit(_ parameters: [Parameter]) {
        for parameter in parameters {
            check(parameter)
            inside("Parameter Definition") {
                if let value = parameter.value { $0.visit(value) }
                if let type = parameter.typeExpr { $0.visit(type) }
            }
        }
    }

    private mutating func visit(_ operations: [AbstractAttributeOperation]) {
        for operation in operations {
            switch operation {
            case .attribute(let attribute):
                check(attribute)
                inside("'\(attribute.operator.rawValue)' expression") { $0.visit(attribute.valueExpr) }
            case .attributes(let attributes):
                rvalue(attributes.expr)
                inside("Attributes Operation") { $0.visit(attributes.expr) }
            }
        }
    }
}

extension Expression {
    /// The expressions directly inside this one, in the order of Puppet's model. Entries, options, bodies,
    /// attributes and parameters are looked through.
    package var children: Children {
        switch self {
        case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .literalRegularExpression, .qualifiedName, .qualifiedReference, .reservedWord, .variable, .nop,
            .renderString:
            .list([])
        case .literalList(let node): .list(node.values)
        case .literalHash(let node): .list(node.entries.flatMap { [$0.key, $0.value] })
        case .concatenatedString(let node): .list(node.segments)
        case .text(let node): .one(node.expr)
        case .heredoc(let node): .one(node.textExpr)
        case .parenthesized(let node): .one(node.expr)
        case .not(let node): .one(node.expr)
        case .unaryMinus(let node): .one(node.expr)
        case .unfold(let node): .one(node.expr)
        case .assignment(let node): .two(node.leftExpr, node.rightExpr)
        case .arithmetic(let node): .two(node.leftExpr, node.rightExpr)
        case .comparison(let node): .two(node.leftExpr, node.rightExpr)
        case .match(let node): .two(node.leftExpr, node.rightExpr)
        case .in(let node): .two(node.leftExpr, node.rightExpr)
        case .and(let node): .two(node.leftExpr, node.rightExpr)
        case .or(let node): .two(node.leftExpr, node.rightExpr)
        case .relationship(let node): .two(node.leftExpr, node.rightExpr)
        case .access(let node): .headed(node.leftExpr, node.keys)
        case .namedAccess(let node): .two(node.leftExpr, node.rightExpr)
        case .selector(let node):
            .headed(node.leftExpr, node.selectors.flatMap { [$0.matchingExpr, $0.valueExpr] })
        case .block(let node): .list(node.statements)
        case .if(let node): .three(node.test, node.thenExpr, node.elseExpr)
        case .unless(let node): .three(node.test, node.thenExpr, node.elseExpr)
        case .case(let node): .headed(node.test, node.options.flatMap { $0.values + [$0.thenExpr] })
        case .callNamedFunction(let node): .headed(node.functorExpr, node.arguments.with(node.lambda))
        case .callMethod(let node): .headed(node.functorExpr, node.arguments.with(node.lambda))
        case .lambda(let node): .list(node.parameters.children + [node.body] + node.returnType.children)
        case .resource(let node):
            .headed(node.typeName, node.bodies.flatMap { [$0.title] + $0.operations.map(\.value) })
        case .resourceDefaults(let node): .headed(node.typeRef, node.operations.map(\.value))
        case .resourceOverride(let node): .headed(node.resources, node.operations.map(\.value))
        case .collect(let node): .headed(node.typeExpr, node.query.expr.children + node.operations.map(\.value))
        case .hostClassDefinition(let node): .list(node.parameters.children + [node.body])
        case .resourceTypeDefinition(let node): .list(node.parameters.children + [node.body])
        case .functionDefinition(let node):
            .list(node.parameters.children + [node.body] + node.returnType.children)
        case .nodeDefinition(let node): .list(node.parent.children + node.hostMatches + [node.body])
        case .typeAlias(let node): .one(node.typeExpr)
        case .typeMapping(let node): .two(node.typeExpr, node.mappingExpr)
        case .typeDefinition(let node): .one(node.body)
        case .epp(let node): .one(node.body)
        case .render(let node): .one(node.expr)
        }
    }
}

extension Expression {
    /// Whether it is a node without children, whatever it holds.
    package var isLeaf: Bool {
        switch self {
        case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .literalRegularExpression, .qualifiedName, .qualifiedReference, .reservedWord, .variable, .nop,
            .renderString:
            true
        default: false
        }
    }
}

extension AbstractAttributeOperation {
    /// What is right of the arrow.
    package var value: Expression {
        switch self {
        case .attribute(let operation): operation.valueExpr
        case .attributes(let operation): operation.expr
        }
    }
}

extension [Parameter] {
    fileprivate var children: [Expression] { flatMap { $0.value.children + $0.typeExpr.children } }
}

extension Expression? {
    fileprivate var children: [Expression] { map { [$0] } ?? [] }
}

extension [Expression] {
    fileprivate func with(_ lambda: LambdaExpression?) -> [Expression] { lambda.map { self + [.lambda($0)] } ?? self }
}

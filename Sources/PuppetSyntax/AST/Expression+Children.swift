extension Expression {
    /// The expressions directly inside this one, in the order of Puppet's model. Entries, options, bodies,
    /// attributes and parameters are looked through.
    package var children: [Expression] {
        switch self {
        case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .literalRegularExpression, .qualifiedName, .qualifiedReference, .reservedWord, .variable, .nop,
            .renderString:
            []
        case .literalList(let node): node.values
        case .literalHash(let node): node.entries.flatMap { [$0.key, $0.value] }
        case .concatenatedString(let node): node.segments
        case .text(let node): [node.expr]
        case .heredoc(let node): [node.textExpr]
        case .parenthesized(let node): [node.expr]
        case .not(let node): [node.expr]
        case .unaryMinus(let node): [node.expr]
        case .unfold(let node): [node.expr]
        case .assignment(let node): [node.leftExpr, node.rightExpr]
        case .arithmetic(let node): [node.leftExpr, node.rightExpr]
        case .comparison(let node): [node.leftExpr, node.rightExpr]
        case .match(let node): [node.leftExpr, node.rightExpr]
        case .in(let node): [node.leftExpr, node.rightExpr]
        case .and(let node): [node.leftExpr, node.rightExpr]
        case .or(let node): [node.leftExpr, node.rightExpr]
        case .relationship(let node): [node.leftExpr, node.rightExpr]
        case .access(let node): [node.leftExpr] + node.keys
        case .namedAccess(let node): [node.leftExpr, node.rightExpr]
        case .selector(let node):
            [node.leftExpr] + node.selectors.flatMap { [$0.matchingExpr, $0.valueExpr] }
        case .block(let node): node.statements
        case .if(let node): [node.test, node.thenExpr, node.elseExpr]
        case .unless(let node): [node.test, node.thenExpr, node.elseExpr]
        case .case(let node): [node.test] + node.options.flatMap { $0.values + [$0.thenExpr] }
        case .callNamedFunction(let node): [node.functorExpr] + node.arguments + node.lambda.children
        case .callMethod(let node): [node.functorExpr] + node.arguments + node.lambda.children
        case .lambda(let node): node.parameters.children + [node.body] + node.returnType.children
        case .resource(let node):
            [node.typeName] + node.bodies.flatMap { [$0.title] + $0.operations.map(\.value) }
        case .resourceDefaults(let node): [node.typeRef] + node.operations.map(\.value)
        case .resourceOverride(let node): [node.resources] + node.operations.map(\.value)
        case .collect(let node): [node.typeExpr] + node.query.expr.children + node.operations.map(\.value)
        case .hostClassDefinition(let node): node.parameters.children + [node.body]
        case .resourceTypeDefinition(let node): node.parameters.children + [node.body]
        case .functionDefinition(let node): node.parameters.children + [node.body] + node.returnType.children
        case .nodeDefinition(let node): node.parent.children + node.hostMatches + [node.body]
        case .typeAlias(let node): [node.typeExpr]
        case .typeMapping(let node): [node.typeExpr, node.mappingExpr]
        case .typeDefinition(let node): [node.body]
        case .epp(let node): [node.body]
        case .render(let node): [node.expr]
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

extension LambdaExpression? {
    fileprivate var children: [Expression] { map { [.lambda($0)] } ?? [] }
}

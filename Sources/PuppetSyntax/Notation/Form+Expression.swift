extension PuppetNotation.Form {
    typealias Form = PuppetNotation.Form

    /// Split, so that the frames of a deep tree stay small.
    init(_ expression: Expression) {
        self =
            switch expression {
            case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
                .literalRegularExpression, .qualifiedName, .qualifiedReference, .reservedWord, .variable, .nop,
                .renderString:
                Self.leaf(expression)
            case .literalList, .literalHash, .concatenatedString, .text, .heredoc, .parenthesized, .not, .unaryMinus,
                .unfold, .access, .namedAccess, .selector, .epp, .render:
                Self.composite(expression)
            case .assignment, .arithmetic, .comparison, .match, .in, .and, .or, .relationship:
                Self.binary(expression)
            case .block, .if, .unless, .case, .callNamedFunction, .callMethod, .lambda:
                Self.control(expression)
            case .resource, .resourceDefaults, .resourceOverride, .collect, .hostClassDefinition,
                .resourceTypeDefinition, .nodeDefinition, .functionDefinition, .typeAlias, .typeMapping,
                .typeDefinition:
                Self.declaration(expression)
            }
    }

    private static func leaf(_ expression: Expression) -> Form {
        switch expression {
        case .literalInteger(let node): integer(node)
        case .literalFloat(let node): .float(node.value)
        case .literalString(let node): .string(node.value)
        case .literalBoolean(let node): .boolean(node.value)
        case .literalDefault: .call("default", [])
        case .literalRegularExpression(let node): .call("regexp", [.string(pattern(node))])
        case .qualifiedName(let node): .call("qn", [.string(node.value)])
        case .qualifiedReference(let node): .call("qr", [.string(node.casedValue)])
        case .reservedWord(let node): .call("reserved", [.string(node.word)])
        case .variable(let node): .call("var", [.string(node.name)])
        case .renderString(let node): .call("render-s", [.string(node.value)])
        case .nop: .call("nop", [])
        default: .undef
        }
    }

    private static func composite(_ expression: Expression) -> Form {
        switch expression {
        case .literalList(let node): .call("array", forms(node.values))
        case .literalHash(let node): .call("hash", node.entries.map(entry))
        case .concatenatedString(let node): .call("concat", forms(node.segments))
        case .text(let node): .call("str", [Form(node.expr)])
        case .heredoc(let node): heredoc(node)
        case .parenthesized(let node): .call("paren", [Form(node.expr)])
        case .not(let node): .call("!", [Form(node.expr)])
        case .unaryMinus(let node): minus(node)
        case .unfold(let node): .call("unfold", [Form(node.expr)])
        case .access(let node): .call("access", [Form(node.leftExpr)] + forms(node.keys))
        case .namedAccess(let node): binary(".", node.leftExpr, node.rightExpr)
        case .selector(let node): selector(node)
        case .epp(let node): .call("epp", statements(node.body))
        case .render(let node): .call("render", [Form(node.expr)])
        default: .undef
        }
    }

    private static func binary(_ expression: Expression) -> Form {
        switch expression {
        case .assignment(let node): binary(node.operator.rawValue, node.leftExpr, node.rightExpr)
        case .arithmetic(let node): binary(node.operator.rawValue, node.leftExpr, node.rightExpr)
        case .comparison(let node): binary(node.operator.rawValue, node.leftExpr, node.rightExpr)
        case .match(let node): binary(node.operator.rawValue, node.leftExpr, node.rightExpr)
        case .in(let node): binary("in", node.leftExpr, node.rightExpr)
        case .and(let node): binary("and", node.leftExpr, node.rightExpr)
        case .or(let node): binary("or", node.leftExpr, node.rightExpr)
        case .relationship(let node): binary(node.operator.rawValue, node.leftExpr, node.rightExpr)
        default: .undef
        }
    }

    private static func control(_ expression: Expression) -> Form {
        switch expression {
        case .block(let node): .call("block", forms(node.statements))
        case .if(let node): conditional("if", node.test, node.thenExpr, node.elseExpr)
        case .unless(let node): conditional("unless", node.test, node.thenExpr, node.elseExpr)
        case .case(let node): .call("case", [Form(node.test), .list(node.options.map(option))])
        case .callNamedFunction(let node):
            call(node.isValueRequired ? "call" : "invoke", node.functorExpr, node.arguments, node.lambda)
        case .callMethod(let node):
            call(
                node.isValueRequired ? "call-method" : "invoke-method", node.functorExpr, node.arguments, node.lambda)
        case .lambda(let node): lambda(node)
        default: .undef
        }
    }

    private static func declaration(_ expression: Expression) -> Form {
        switch expression {
        case .resource(let node): resource(node)
        case .resourceDefaults(let node):
            operations("resource-defaults", ("type", node.typeRef), node.operations, node.form)
        case .resourceOverride(let node):
            operations("resource-override", ("resources", node.resources), node.operations, node.form)
        case .collect(let node): collect(node)
        case .hostClassDefinition(let node):
            definition("class", node.name, parent: node.parentClass, node.parameters, node.body)
        case .resourceTypeDefinition(let node): definition("define", node.name, node.parameters, node.body)
        case .functionDefinition(let node):
            definition("function", node.name, node.parameters, node.body, returns: node.returnType)
        case .nodeDefinition(let node): Self.node(node)
        case .typeAlias(let node): .call("type-alias", [.string(node.name), Form(node.typeExpr)])
        case .typeMapping(let node): binary("type-mapping", node.typeExpr, node.mappingExpr)
        case .typeDefinition(let node):
            .call("type-definition", [.string(node.name), node.parent.map(Form.string) ?? .undef, Form(node.body)])
        default: .undef
        }
    }

    private static func forms(_ expressions: [Expression]) -> [Form] { expressions.map { Form($0) } }

    private static func binary(_ name: String, _ left: Expression, _ right: Expression) -> Form {
        .call(name, [Form(left), Form(right)])
    }

    private static func integer(_ node: LiteralInteger) -> Form {
        guard node.radix != 10 else { return .integer(node.value) }
        return .call("int", [.map([("radix", .integer(node.radix)), ("value", .integer(node.value))])])
    }

    /// Ruby gives a pattern with other than ASCII characters a group with flags.
    private static func pattern(_ node: LiteralRegularExpression) -> String {
        node.pattern.utf8.allSatisfy { $0 < 0x80 } ? node.pattern : "(?-imx:\(node.pattern))"
    }

    private static func minus(_ node: UnaryMinusExpression) -> Form {
        switch node.expr {
        case .literalInteger(let literal): .integer(0 &- literal.value)
        case .literalFloat(let literal): .float(-literal.value)
        default: .call("-", [Form(node.expr)])
        }
    }

    private static func heredoc(_ node: HeredocExpression) -> Form {
        let syntax = node.syntax.map { [("syntax", Form.string($0))] } ?? []
        return .call("heredoc", [.map(syntax + [("text", Form(node.textExpr))])])
    }

    private static func entry(_ entry: KeyedEntry) -> Form { binary("=>", entry.key, entry.value) }

    private static func selector(_ node: SelectorExpression) -> Form {
        let entries = node.selectors.map { binary("=>", $0.matchingExpr, $0.valueExpr) }
        return .call("?", [Form(node.leftExpr), .list(entries)])
    }

    /// The statements of a body; of a nop none.
    private static func statements(_ body: Expression) -> [Form] {
        switch body {
        case .block(let block): forms(block.statements)
        case .nop: []
        default: [Form(body)]
        }
    }

    /// A body as an entry, which an empty one does not have.
    private static func entry(_ name: String, _ body: Expression) -> [(key: String, value: Form)] {
        if case .nop = body { return [] }
        return [(name, .list(statements(body)))]
    }

    private static func conditional(
        _ name: String, _ test: Expression, _ thenExpr: Expression, _ elseExpr: Expression
    ) -> Form {
        .call(name, [.map([("test", Form(test))] + entry("then", thenExpr) + entry("else", elseExpr))])
    }

    private static func option(_ option: CaseOption) -> Form {
        let body = entry("then", option.thenExpr)
        return .map(
            [("when", .list(forms(option.values)))] + (body.isEmpty ? [("then", .list([.call("nop", [])]))] : body))
    }

    private static func call(
        _ name: String, _ functor: Expression, _ arguments: [Expression], _ block: LambdaExpression?
    ) -> Form {
        let block = block.map { [("block", lambda($0))] } ?? []
        return .call(name, [.map([("functor", Form(functor)), ("args", .list(forms(arguments)))] + block)])
    }

    private static func lambda(_ node: LambdaExpression) -> Form {
        let returns = node.returnType.map { [("returns", Form($0))] } ?? []
        return .call("lambda", [.map(parameters(node.parameters) + returns + entry("body", node.body))])
    }

    private static func parameters(_ parameters: [Parameter]) -> [(key: String, value: Form)] {
        guard !parameters.isEmpty else { return [] }
        let entries = parameters.map { parameter in
            var entries: [(key: String, value: Form)] = []
            if let type = parameter.typeExpr { entries.append(("type", Form(type))) }
            if parameter.capturesRest { entries.append(("splat", .boolean(true))) }
            if let value = parameter.value { entries.append(("value", Form(value))) }
            return (key: parameter.name, value: Form.map(entries))
        }
        return [("params", .map(entries))]
    }
}

// MARK: Resources and definitions

extension PuppetNotation.Form {
    private static func operation(_ operation: AbstractAttributeOperation) -> Form {
        switch operation {
        case .attribute(let attribute):
            .call(attribute.operator.rawValue, [.string(attribute.attributeName), Form(attribute.valueExpr)])
        case .attributes(let attributes): .call("splat-hash", [Form(attributes.expr)])
        }
    }

    private static func form(_ form: ResourceForm) -> [(key: String, value: Form)] {
        form == .regular ? [] : [("form", .string(form.rawValue))]
    }

    private static func resource(_ node: ResourceExpression) -> Form {
        let bodies = node.bodies.map { body in
            Form.map([("title", Form(body.title)), ("ops", .list(body.operations.map(operation)))])
        }
        return .call("resource", [.map([("type", Form(node.typeName)), ("bodies", .list(bodies))] + form(node.form))])
    }

    private static func operations(
        _ name: String, _ subject: (key: String, value: Expression), _ operations: [AbstractAttributeOperation],
        _ form: ResourceForm
    ) -> Form {
        let entries = [(subject.key, Form(subject.value)), ("ops", .list(operations.map(operation)))]
        return .call(name, [.map(entries + Self.form(form))])
    }

    private static func collect(_ node: CollectExpression) -> Form {
        let expr = node.query.expr.map { [Form($0)] } ?? []
        let query = Form.call(node.query.form == .virtual ? "virtual-query" : "exported-query", expr)
        let operations = node.operations.isEmpty ? [] : [("ops", Form.list(node.operations.map(operation)))]
        return .call("collect", [.map([("type", Form(node.typeExpr)), ("query", query)] + operations)])
    }

    private static func definition(
        _ kind: String, _ name: String, parent: String? = nil, _ parameters: [Parameter], _ body: Expression,
        returns: Expression? = nil
    ) -> Form {
        var entries = [(key: "name", value: Form.string(name))]
        if let parent { entries.append(("parent", .string(parent))) }
        entries += Self.parameters(parameters) + entry("body", body)
        if let returns { entries.append(("returns", Form(returns))) }
        return .call(kind, [.map(entries)])
    }

    private static func node(_ node: NodeDefinition) -> Form {
        var entries = [(key: "matches", value: Form.list(forms(node.hostMatches)))]
        if let parent = node.parent { entries.append(("parent", Form(parent))) }
        return .call("node", [.map(entries + entry("body", node.body))])
    }
}

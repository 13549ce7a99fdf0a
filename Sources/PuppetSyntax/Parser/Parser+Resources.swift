import Diagnostics

extension Parser {
    /// resource: expression
    ///   | '@' resource | '@@' resource
    ///   | 'class' '{' resource_bodies ';'? '}'
    ///   | resource '{' … '}'
    func resource() throws(Stop) -> Expression {
        var result: Expression
        switch kind {
        case .at, .doubleAt: result = try virtualResource()
        case .class where nextKind == .leftBrace: result = try classResource()
        default:
            result = try expression()
            isPlainExpression = true
        }
        while kind == .leftBrace {
            result = try resourceBraces(result)
            isPlainExpression = false
            try grow()
        }
        return result
    }

    private func virtualResource() throws(Stop) -> Expression {
        let outerHeight = try enter()
        defer { leave(outerHeight) }
        let mark = advance()
        let form: ResourceForm = mark.kind == .at ? .virtual : .exported
        let resource = try resource()
        isPlainExpression = false
        if kind == .failure { throw unexpected() }
        guard let result = resource.with(form, range: mark.range.through(resource.range)) else {
            throw stop("not_virtualizable", .notVirtualizable(form), at: mark.range)
        }
        return result
    }

    private func classResource() throws(Stop) -> Expression {
        let outerHeight = try enter()
        defer { leave(outerHeight) }
        let keyword = advance()
        try expect(.leftBrace)
        var bodies = [try resourceBody()]
        try moreBodies(&bodies)
        let close = try expect(.rightBrace)
        isPlainExpression = false
        return .resource(
            ResourceExpression(
                form: .regular, typeName: .qualifiedName(QualifiedName(value: "class", range: keyword.range)),
                bodies: bodies, range: keyword.range.through(close)))
    }

    /// (';' resource_body)* ';'?
    private func moreBodies(_ bodies: inout [ResourceBody]) throws(Stop) {
        while accept(.semicolon), kind != .rightBrace { bodies.append(try resourceBody()) }
    }

    /// resource_body: expression ':' attribute_operations ','?
    private func resourceBody() throws(Stop) -> ResourceBody {
        let title = try expression()
        let colon = try expect(.colon)
        let operations = try attributeOperations()
        accept(.comma)
        return ResourceBody(
            title: title, operations: operations,
            range: title.range.through(operations.last?.range ?? colon.range))
    }

    /// The braces after what they make a resource, an override or defaults of.
    private func resourceBraces(_ left: Expression) throws(Stop) -> Expression {
        let open = advance()
        if beginsAttributes { return try untitled(left, open) }
        var bodies = [try resourceBody()]
        try moreBodies(&bodies)
        let close = try expect(.rightBrace)
        return .resource(
            ResourceExpression(form: .regular, typeName: left, bodies: bodies, range: left.range.through(close)))
    }

    /// Whether attributes follow, and not a title.
    private var beginsAttributes: Bool {
        switch (kind, nextKind) {
        case (.rightBrace, _), (.comma, _), (.times, .fatArrow): true
        case (.name, .fatArrow), (.name, .plusArrow): true
        case (.and, _), (.else, _), (.elsif, _), (.in, _), (.inherits, _), (.or, _): true
        case (_, .fatArrow), (_, .plusArrow): kind.isKeyword
        default: false
        }
    }

    /// resource '{' attribute_operations ','? '}'
    private func untitled(_ left: Expression, _ open: Token) throws(Stop) -> Expression {
        let operations = try attributeOperations()
        accept(.comma)
        let close = try expect(.rightBrace)
        let range = left.range.through(close)
        switch left {
        case .qualifiedName:
            guard let hash = Self.hash(operations, range: open.range.through(close)) else {
                throw stop("syntax_error", .untitledResource, at: open.range)
            }
            return Self.nameAndHash(left, hash, range: range)
        case .qualifiedReference:
            return .resourceDefaults(
                ResourceDefaultsExpression(form: .regular, typeRef: left, operations: operations, range: range))
        case .access:
            return .resourceOverride(
                ResourceOverrideExpression(form: .regular, resources: left, operations: operations, range: range))
        default:
            throw stop("syntax_error", .notAResource, at: left.range)
        }
    }

    /// Attributes as a hash; nil when one of them is no `=>`.
    private static func hash(_ operations: [AbstractAttributeOperation], range: SourceRange) -> Expression? {
        var entries: [KeyedEntry] = []
        for operation in operations {
            guard case .attribute(let attribute) = operation, attribute.operator == .set else { return nil }
            let key = Expression.literalString(LiteralString(value: attribute.attributeName, range: attribute.range))
            entries.append(KeyedEntry(key: key, value: attribute.valueExpr, range: attribute.range))
        }
        return .literalHash(LiteralHash(entries: entries, range: range))
    }
}

extension Parser {
    /// attribute_operations: attribute_operation? (',' attribute_operation)*
    ///
    /// A comma after the last one is left to the caller.
    private func attributeOperations() throws(Stop) -> [AbstractAttributeOperation] {
        var operations: [AbstractAttributeOperation] = []
        guard Self.beginsAttribute(kind) || kind == .comma else { return operations }
        operations.reserveCapacity(Self.usualCount)
        if Self.beginsAttribute(kind) { operations.append(try attributeOperation()) }
        while kind == .comma, Self.beginsAttribute(nextKind) {
            advance()
            operations.append(try attributeOperation())
        }
        return operations
    }

    private static func beginsAttribute(_ kind: TokenKind) -> Bool {
        kind == .name || kind == .times || kind.isKeyword
    }

    /// attribute_operation: (NAME | keyword) ('=>' | '+>') expression | '*' '=>' expression
    private func attributeOperation() throws(Stop) -> AbstractAttributeOperation {
        let name = advance()
        let isSet = kind == .fatArrow
        guard isSet || (kind == .plusArrow && name.kind != .times) else { throw unexpected() }
        advance()
        let value = try expression()
        let range = name.range.through(value.range)
        if name.kind == .times { return .attributes(AttributesOperation(expr: value, range: range)) }
        return .attribute(
            AttributeOperation(
                attributeName: text(name), operator: isSet ? .set : .append, valueExpr: value, range: range))
    }

    /// expression ('<|' expression? '|>' | '<<|' expression? '|>>') ('{' attribute_operations ','? '}')?
    func collect(_ type: Expression) throws(Stop) -> Expression {
        let open = advance()
        let isVirtual = open.kind == .virtualCollect
        let end: TokenKind = isVirtual ? .virtualCollectEnd : .exportedCollectEnd
        let expr = kind == end ? nil : try expression()
        var close = try expect(end)
        let query = QueryExpression(
            form: isVirtual ? .virtual : .exported, expr: expr, range: open.range.through(close))
        var operations: [AbstractAttributeOperation] = []
        if accept(.leftBrace) {
            operations = try attributeOperations()
            accept(.comma)
            close = try expect(.rightBrace)
        }
        return .collect(
            CollectExpression(
                typeExpr: type, query: query, operations: operations, range: type.range.through(close)))
    }
}

extension Expression {
    /// The resource, defaults or override in another form; nil of anything else.
    fileprivate func with(_ form: ResourceForm, range: SourceRange) -> Expression? {
        switch self {
        case .resource(let node):
            .resource(ResourceExpression(form: form, typeName: node.typeName, bodies: node.bodies, range: range))
        case .resourceDefaults(let node):
            .resourceDefaults(
                ResourceDefaultsExpression(form: form, typeRef: node.typeRef, operations: node.operations, range: range)
            )
        case .resourceOverride(let node):
            .resourceOverride(
                ResourceOverrideExpression(
                    form: form, resources: node.resources, operations: node.operations, range: range))
        default: nil
        }
    }
}

extension Diagnostic.Message {
    fileprivate static let notAResource: Self =
        "Expression is not valid as a resource, resource-default, or resource-override"
    fileprivate static let untitledResource: Self = "Syntax error resource body without title or hash with +>"

    fileprivate static func notVirtualizable(_ form: ResourceForm) -> Self {
        form == .virtual
            ? "Virtual (@) can only be applied to a Resource Expression"
            : "Exported (@@) can only be applied to a Resource Expression"
    }
}

package import Diagnostics

/// `class name(params) inherits parent { }`.
package struct HostClassDefinition: Hashable, Sendable {
    /// Fully qualified, without leading colons.
    package let name: String
    package let parameters: [Parameter]
    package let parentClass: String?
    /// A block, or a nop when empty.
    package let body: Expression
    package let range: SourceRange

    package init(name: String, parameters: [Parameter], parentClass: String?, body: Expression, range: SourceRange) {
        self.name = name
        self.parameters = parameters
        self.parentClass = parentClass
        self.body = body
        self.range = range
    }
}

/// `define name(params) { }`.
package struct ResourceTypeDefinition: Hashable, Sendable {
    /// Fully qualified, without leading colons.
    package let name: String
    package let parameters: [Parameter]
    /// A block, or a nop when empty.
    package let body: Expression
    package let range: SourceRange

    package init(name: String, parameters: [Parameter], body: Expression, range: SourceRange) {
        self.name = name
        self.parameters = parameters
        self.body = body
        self.range = range
    }
}

/// `node 'a', /b/ inherits c { }`.
package struct NodeDefinition: Hashable, Sendable {
    /// Strings, regular expressions and `default`.
    package let hostMatches: [Expression]
    package let parent: Expression?
    /// A block, or a nop when empty.
    package let body: Expression
    package let range: SourceRange

    package init(hostMatches: [Expression], parent: Expression?, body: Expression, range: SourceRange) {
        self.hostMatches = hostMatches
        self.parent = parent
        self.body = body
        self.range = range
    }
}

/// `function name(params) >> Type { }`.
package struct FunctionDefinition: Hashable, Sendable {
    /// As written.
    package let name: String
    package let parameters: [Parameter]
    package let returnType: Expression?
    /// A block, or a nop when empty.
    package let body: Expression
    package let range: SourceRange

    package init(
        name: String, parameters: [Parameter], returnType: Expression?, body: Expression, range: SourceRange
    ) {
        self.name = name
        self.parameters = parameters
        self.returnType = returnType
        self.body = body
        self.range = range
    }
}

/// `type Name = Type`.
package struct TypeAlias: Hashable, Sendable {
    package let name: String
    package let typeExpr: Expression
    package let range: SourceRange

    package init(name: String, typeExpr: Expression, range: SourceRange) {
        self.name = name
        self.typeExpr = typeExpr
        self.range = range
    }
}

/// `type Runtime[ruby, X] = Y`.
package struct TypeMapping: Hashable, Sendable {
    package let typeExpr: Expression
    package let mappingExpr: Expression
    package let range: SourceRange

    package init(typeExpr: Expression, mappingExpr: Expression, range: SourceRange) {
        self.typeExpr = typeExpr
        self.mappingExpr = mappingExpr
        self.range = range
    }
}

/// `type Name inherits Parent { … }`. Puppet parses it and does not evaluate it.
package struct TypeDefinition: Hashable, Sendable {
    package let name: String
    package let parent: String?
    package let body: Expression
    package let range: SourceRange

    package init(name: String, parent: String?, body: Expression, range: SourceRange) {
        self.name = name
        self.parent = parent
        self.body = body
        self.range = range
    }
}

extension Expression {
    /// `Object[{ … }]`, which `{ … }` and `Parent { … }` stand for where a type is defined.
    package static func objectType(
        _ hash: LiteralHash, parent: QualifiedReference? = nil, range: SourceRange
    ) -> Expression {
        let entries = parent.map { parent in
            let key = Expression.qualifiedName(QualifiedName(value: "parent", range: parent.range))
            return hash.entries + [KeyedEntry(key: key, value: .qualifiedReference(parent), range: parent.range)]
        }
        let definition = entries.map { LiteralHash(entries: $0, range: hash.range) } ?? hash
        let name = QualifiedReference(casedValue: "Object", range: range)
        return .access(
            AccessExpression(leftExpr: .qualifiedReference(name), keys: [.literalHash(definition)], range: range))
    }
}

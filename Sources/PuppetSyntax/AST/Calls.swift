package import Diagnostics

/// `name(arguments) |params| { }`, or the statement `name arguments`.
package struct CallNamedFunctionExpression: Hashable, Sendable {
    /// A qualified name, or a type for `Type(…)`; the validator refuses all else.
    package let functorExpr: Expression
    package let arguments: [Expression]
    package let lambda: LambdaExpression?
    /// False for a call that stands as a statement.
    package let isValueRequired: Bool
    /// The function, where the name is of one that nothing can take the place of.
    package let functionNote = NodeNote()
    package let range: SourceRange

    package init(
        functorExpr: Expression, arguments: [Expression], lambda: LambdaExpression?, isValueRequired: Bool,
        range: SourceRange
    ) {
        self.functorExpr = functorExpr
        self.arguments = arguments
        self.lambda = lambda
        self.isValueRequired = isValueRequired
        self.range = range
    }
}

/// `receiver.name(arguments) |params| { }`.
package struct CallMethodExpression: Hashable, Sendable {
    /// A named access: receiver and name.
    package let functorExpr: Expression
    package let arguments: [Expression]
    package let lambda: LambdaExpression?
    /// False for a call that stands as a statement.
    package let isValueRequired: Bool
    /// The function, where the name is of one that nothing can take the place of.
    package let functionNote = NodeNote()
    package let range: SourceRange

    package init(
        functorExpr: Expression, arguments: [Expression], lambda: LambdaExpression?, isValueRequired: Bool,
        range: SourceRange
    ) {
        self.functorExpr = functorExpr
        self.arguments = arguments
        self.lambda = lambda
        self.isValueRequired = isValueRequired
        self.range = range
    }
}

/// `|params| >> Type { body }`.
package struct LambdaExpression: Hashable, Sendable {
    package let parameters: [Parameter]
    package let returnType: Expression?
    /// A block, an EPP body, or a nop when empty.
    package let body: Expression
    package let range: SourceRange
    /// How it can be called, which every call asks.
    package let shape: Shape

    package struct Shape: Hashable, Sendable {
        /// Parameters without a default, other than one that captures the rest.
        package let requiredCount: Int
        package let capturesRest: Bool
        /// Whether there are only names: no types, no defaults, nothing that captures the rest.
        package let isPlain: Bool
    }

    package init(parameters: [Parameter], returnType: Expression?, body: Expression, range: SourceRange) {
        self.parameters = parameters
        shape = Shape(
            requiredCount: parameters.count { $0.value == nil && !$0.capturesRest },
            capturesRest: parameters.last?.capturesRest ?? false,
            isPlain: returnType == nil
                && parameters.allSatisfy { $0.value == nil && $0.typeExpr == nil && !$0.capturesRest })
        self.returnType = returnType
        self.body = body.ending(lambdaOf: parameters)
        self.range = range
    }
}

extension Expression {
    /// The same as the body of a lambda with these parameters.
    fileprivate func ending(lambdaOf parameters: [Parameter]) -> Expression {
        switch self {
        case .arithmetic(let node): return .arithmetic(node.ending(lambdaOf: parameters))
        case .block(let block):
            guard case .arithmetic(let last)? = block.statements.last else { return self }
            let statements = block.statements.dropLast() + [.arithmetic(last.ending(lambdaOf: parameters))]
            return .block(BlockExpression(statements: Array(statements), range: block.range))
        default: return self
        }
    }
}

/// `Type *$name = value`.
package struct Parameter: Hashable, Sendable {
    package let key: HashedName
    /// The default.
    package let value: Expression?
    package let typeExpr: Expression?
    /// The type, where it is the same in every compile.
    package let typeNote = NodeNote()
    package let capturesRest: Bool
    package let range: SourceRange

    package var name: String { key.text }

    package init(name: String, value: Expression?, typeExpr: Expression?, capturesRest: Bool, range: SourceRange) {
        key = HashedName(name)
        self.value = value
        self.typeExpr = typeExpr
        self.capturesRest = capturesRest
        self.range = range
    }
}

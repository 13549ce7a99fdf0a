package import Diagnostics

/// `name => value` or `name +> value`.
package struct AttributeOperation: Hashable, Sendable {
    package let key: HashedName
    package let `operator`: AttributeOperator
    package let valueExpr: Expression
    package let range: SourceRange

    package var attributeName: String { key.text }

    package init(attributeName: String, `operator`: AttributeOperator, valueExpr: Expression, range: SourceRange) {
        key = HashedName(attributeName)
        self.operator = `operator`
        self.valueExpr = valueExpr
        self.range = range
    }
}

/// `* => expr`.
package struct AttributesOperation: Hashable, Sendable {
    package let expr: Expression
    package let range: SourceRange

    package init(expr: Expression, range: SourceRange) {
        self.expr = expr
        self.range = range
    }
}

/// `title: attributes` of a resource.
package struct ResourceBody: Hashable, Sendable {
    package let title: Expression
    package let operations: [AbstractAttributeOperation]
    package let range: SourceRange

    package init(title: Expression, operations: [AbstractAttributeOperation], range: SourceRange) {
        self.title = title
        self.operations = operations
        self.range = range
    }
}

/// A resource declaration, `type { title: attribute => value }`.
package struct ResourceExpression: Hashable, Sendable {
    package let form: ResourceForm
    package let typeName: Expression
    package let bodies: [ResourceBody]
    package let range: SourceRange

    package init(form: ResourceForm, typeName: Expression, bodies: [ResourceBody], range: SourceRange) {
        self.form = form
        self.typeName = typeName
        self.bodies = bodies
        self.range = range
    }
}

/// Resource defaults, `Type { attribute => value }`.
package struct ResourceDefaultsExpression: Hashable, Sendable {
    package let form: ResourceForm
    package let typeRef: Expression
    package let operations: [AbstractAttributeOperation]
    package let range: SourceRange

    package init(
        form: ResourceForm, typeRef: Expression, operations: [AbstractAttributeOperation], range: SourceRange
    ) {
        self.form = form
        self.typeRef = typeRef
        self.operations = operations
        self.range = range
    }
}

/// A resource override, `Type['title'] { attribute => value }`.
package struct ResourceOverrideExpression: Hashable, Sendable {
    package let form: ResourceForm
    package let resources: Expression
    package let operations: [AbstractAttributeOperation]
    package let range: SourceRange

    package init(
        form: ResourceForm, resources: Expression, operations: [AbstractAttributeOperation], range: SourceRange
    ) {
        self.form = form
        self.resources = resources
        self.operations = operations
        self.range = range
    }
}

/// `<| expr |>` or `<<| expr |>>`.
package struct QueryExpression: Hashable, Sendable {
    package let form: QueryForm
    /// Nil when everything is collected.
    package let expr: Expression?
    package let range: SourceRange

    package init(form: QueryForm, expr: Expression?, range: SourceRange) {
        self.form = form
        self.expr = expr
        self.range = range
    }
}

/// `Type <| query |> { attributes }`.
package struct CollectExpression: Hashable, Sendable {
    package let typeExpr: Expression
    package let query: QueryExpression
    package let operations: [AbstractAttributeOperation]
    package let range: SourceRange

    package init(
        typeExpr: Expression, query: QueryExpression, operations: [AbstractAttributeOperation], range: SourceRange
    ) {
        self.typeExpr = typeExpr
        self.query = query
        self.operations = operations
        self.range = range
    }
}

package enum AttributeOperator: String, Hashable, Sendable {
    case set = "=>"
    case append = "+>"
}

/// What may stand between the braces of a resource.
package enum AbstractAttributeOperation: Hashable, Sendable {
    case attribute(AttributeOperation)
    case attributes(AttributesOperation)

    package var range: SourceRange {
        switch self {
        case .attribute(let operation): operation.range
        case .attributes(let operation): operation.range
        }
    }
}

/// No mark, `@` or `@@`.
package enum ResourceForm: String, Hashable, Sendable {
    case regular, virtual, exported
}

/// `<| |>` or `<<| |>>`.
package enum QueryForm: String, Hashable, Sendable {
    case virtual, exported
}

import Diagnostics

extension Checker {
    mutating func checkResource(_ expression: Expression) {
        switch expression {
        case .resource(let node):
            guard node.form != .regular, case .qualifiedName(let name) = node.typeName, name.value == "class" else {
                return
            }
            report("class_not_virtualizable", .classNotVirtualizable, at: node.range)
        case .resourceDefaults(let node):
            if node.form != .regular { report("not_virtualizeable", .notVirtualizable, at: node.range) }
        case .resourceOverride(let node):
            if node.form != .regular { report("not_virtualizeable", .notVirtualizable, at: node.range) }
        case .collect(let node):
            if case .qualifiedReference = node.typeExpr { return }
            illegal(node.typeExpr, as: "type name", in: expression)
        default: break
        }
    }

    mutating func check(_ body: ResourceBody) {
        var unfolds = false
        for case .attributes(let operation) in body.operations {
            if unfolds { report("multiple_attributes_unfold", .multipleUnfolds, at: operation.range) }
            unfolds = true
        }
    }

    mutating func check(_ attribute: AttributeOperation, of container: Surroundings) {
        if attribute.operator == .append {
            switch container {
            case .resourceBody: append(attribute, in: "Resource Instance Definition")
            case .resourceDefaults: append(attribute, in: "Resource Defaults Expression")
            default: break
            }
        }
        rvalue(attribute.valueExpr)
    }

    private mutating func append(_ attribute: AttributeOperation, in label: String) {
        report(
            "illegal_attribute_append",
            .illegalAppend(attribute.attributeName, Expression.withArticle(label, "a")), at: attribute.range)
    }
}

extension Diagnostic.Message {
    fileprivate static let classNotVirtualizable: Self = "Classes are not virtualizable"
    fileprivate static let notVirtualizable: Self = "Resource Defaults are not virtualizable"
    fileprivate static let multipleUnfolds: Self =
        "Unfolding of attributes from Hash can only be used once per resource body"

    fileprivate static func illegalAppend(_ name: String, _ container: String) -> Self {
        "Illegal +> operation on attribute \(name). This operator can not be used in \(container)"
    }
}

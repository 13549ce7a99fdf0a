import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// `A -> B`. The value is the right side, for the next arrow; the left one if the right is empty.
    func evaluateRelationship(_ node: RelationshipExpression, _ scope: Scope) throws(Interruption) -> Value {
        let (value, _) = try relate(node, scope)
        return value
    }

    private typealias Operand = (value: Value, ends: [Relationship.End])

    private func relate(_ node: RelationshipExpression, _ scope: Scope) throws(Interruption) -> Operand {
        try enter(node.range)
        defer { leave() }
        let left = try operand(node.leftExpr, node, scope)
        let right = try operand(node.rightExpr, node, scope)
        let isReversed = node.operator == .require || node.operator == .subscribe
        let (sources, targets) = isReversed ? (right.ends, left.ends) : (left.ends, right.ends)
        let notifies = node.operator == .notify || node.operator == .subscribe
        for source in sources {
            for target in targets {
                builder.relationships.append(
                    Relationship(source: source, target: target, notifies: notifies, place: place(node.range)))
            }
        }
        if right.ends.isEmpty { return left }
        if right.ends.count == 1, case .collector(let collector) = right.ends[0] {
            collector.emptyAlternative = left.ends
        }
        return right
    }

    private func operand(
        _ expression: Expression, _ node: RelationshipExpression, _ scope: Scope
    ) throws(Interruption) -> Operand {
        let unwrapped = expression.withoutParentheses
        switch unwrapped {
        case .relationship(let inner):
            return try relate(inner, scope)
        case .collect:
            let value = try evaluate(unwrapped, scope)
            guard let collector = lastCollector else { return (value, []) }
            return (value, [.collector(collector)])
        case .literalList(let list) where list.values.contains(where: { if case .collect = $0 { true } else { false } }):
            var ends: [Relationship.End] = []
            for element in list.values { ends += try operand(element, node, scope).ends }
            return (.undef, ends)
        default:
            let value = try evaluate(unwrapped, scope)
            return (value, try ends(of: value, node))
        }
    }

    private func ends(of value: Value, _ node: RelationshipExpression) throws(Interruption) -> [Relationship.End] {
        if case .type = value { return [.reference(try reference(of: value, node))] }
        var seen: Set<ResourceReference> = []
        var ends: [Relationship.End] = []
        for element in Self.flattened([value]) {
            let reference = try reference(of: element, node)
            if seen.insert(reference).inserted { ends.append(.reference(reference)) }
        }
        return ends
    }

    private func reference(of value: Value, _ node: RelationshipExpression) throws(Interruption) -> ResourceReference {
        switch value {
        case .type(let type):
            if let reference = ResourceReference(type) { return reference }
            throw fail(
                "not_catalog_type",
                "Illegal relationship operand, can not form a relationship with something of type \(type). A Catalog type is required.",
                node.range)
        case .string(let text):
            return try reference(of: .type(try parse(typeText: .string(text), topScope)), node)
        default:
            throw fail(
                "illegal_relationship",
                "Illegal relationship operand, can not form a relationship with \(Label.article(value)). A Catalog type is required.",
                node.range)
        }
    }

    /// Makes the relationships into `before` and `notify` parameters.
    func evaluateRelationships() throws(Interruption) {
        var added: OrderedDictionary<RelationParameter, AddedTargets> = [:]
        for relationship in builder.relationships {
            for source in sources(relationship.source) {
                for target in targets(relationship.target) {
                    let resource = try related(source, target, relationship)
                    let parameter = RelationParameter(
                        resource: ObjectIdentifier(resource), notifies: relationship.notifies)
                    added[parameter, default: AddedTargets(resource: resource, place: relationship.place)].values
                        .append(.type(.resource(typeName: target.type, title: target.title)))
                }
            }
        }
        for (parameter, targets) in added { targets.add(to: parameter.notifies ? "notify" : "before") }
    }

    /// Left of an arrow, a collector that found nothing gives way to what stands left of it.
    private func sources(_ end: Relationship.End) -> [ResourceReference] {
        switch end {
        case .reference(let reference): return [reference]
        case .collector(let collector):
            guard collector.collected.isEmpty else { return collector.collected.map(\.reference) }
            return collector.emptyAlternative.flatMap(sources)
        }
    }

    private func targets(_ end: Relationship.End) -> [ResourceReference] {
        switch end {
        case .reference(let reference): [reference]
        case .collector(let collector): collector.collected.map(\.reference)
        }
    }

    /// The source of a relationship; it and the target must be there.
    private func related(
        _ source: ResourceReference, _ target: ResourceReference, _ relationship: Relationship
    ) throws(Interruption) -> CatalogResource {
        guard let resource = builder.find(source) else {
            throw raise(
                "missing_resource", "Could not find resource '\(source)' for relationship on '\(target)'",
                at: relationship.place)
        }
        guard builder.find(target) != nil else {
            throw raise(
                "missing_resource", "Could not find resource '\(target)' for relationship from '\(source)'",
                at: relationship.place)
        }
        return resource
    }
}

private struct RelationParameter: Hashable {
    let resource: ObjectIdentifier
    /// `notify` rather than `before`.
    let notifies: Bool
}

/// What relationships add to a parameter of a resource: all of it at once, for there may be thousands of targets.
private struct AddedTargets {
    let resource: CatalogResource
    let place: SourcePlace
    var values: [Value] = []

    func add(to name: HashedName) {
        let previous = resource.parameters[name]
        let all: [Value] =
            switch previous?.value {
            case .array(let elements)?: elements + values
            case .undef?, nil: values
            case let value?: [value] + values
            }
        resource.parameters.set(
            name,
            ParameterSetting(
                key: name, value: .array(all), source: resource.source, place: previous?.place ?? place))
    }
}

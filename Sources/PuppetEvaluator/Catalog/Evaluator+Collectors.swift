import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func evaluateCollect(_ node: CollectExpression, _ scope: Scope) throws(Interruption) -> Value {
        guard case .qualifiedReference(let reference) = node.typeExpr else {
            throw fail("illegal_query", "LHS is not a type", node.typeExpr.range)
        }
        let name = reference.value
        if name == "class" { throw .failure("Classes cannot be collected") }
        if input.resourceTypes.builtIn(name) == nil, try definition(ofDefinedType: name) == nil {
            throw .failure("Resource type \(name) doesn't exist", notes: suggestion(forResourceType: name))
        }
        let type = ResourceReference.capitalized(name)
        let settings = try evaluateOperations(node.operations, scope)
        let overrides =
            settings.isEmpty
            ? nil : Collector.ResourceOverrides(settings: settings, source: scope.named.source, scope: scope)
        let query = try query(node.query, scope)
        let selection: Collector.Selection
        switch node.query.form {
        case .virtual: selection = .query(type: type, query)
        case .exported:
            log(
                .warning,
                "You cannot collect exported resources without storeconfigs being set; the collection will be ignored",
                at: place(node.range))
            selection = .nothing
        }
        let collector = Collector(selection, overrides: overrides, place: place(node.range))
        builder.collectors.append(collector)
        lastCollector = collector
        return .undef
    }

    private func query(_ node: QueryExpression, _ scope: Scope) throws(Interruption) -> ResourceQuery {
        guard let expression = node.expr else { return ResourceQuery { _ throws(Interruption) in true } }
        return try query(expression, scope)
    }

    private func query(_ expression: Expression, _ scope: Scope) throws(Interruption) -> ResourceQuery {
        try enter(expression.range)
        defer { leave() }
        switch expression {
        case .parenthesized(let node):
            return try query(node.expr, scope)
        case .and(let node):
            let left = try query(node.leftExpr, scope)
            let right = try query(node.rightExpr, scope)
            return ResourceQuery(title: left.title ?? right.title) { resource throws(Interruption) in
                guard try left.matches(resource) else { return false }
                return try right.matches(resource)
            }
        case .or(let node):
            let left = try query(node.leftExpr, scope)
            let right = try query(node.rightExpr, scope)
            return ResourceQuery { resource throws(Interruption) in
                if try left.matches(resource) { return true }
                return try right.matches(resource)
            }
        case .comparison(let node):
            return try comparison(node, scope)
        default:
            throw .failure("Cannot transform object of class \(Label.of(expression))")
        }
    }

    private func comparison(_ node: ComparisonExpression, _ scope: Scope) throws(Interruption) -> ResourceQuery {
        guard case .string(let name) = try evaluate(node.leftExpr, scope) else {
            throw .failure("the left side of a query is the name of an attribute")
        }
        let wanted = try operand(node.rightExpr, scope)
        if name == "tag", node.operator == .equal {
            let tags = try Self.flattened([wanted]).map { value throws(Interruption) in
                if case .integer = value { throw Interruption.failure("Cannot transform a number to a tag") }
                return ValueFormatter.interpolated(value).lowercased()
            }
            return ResourceQuery { resource throws(Interruption) in resource.isTagged(tags) }
        }
        let isNegated = node.operator == .notEqual
        let title = name == "title" && !isNegated ? wanted.stringContent : nil
        let key = HashedName(name)
        return ResourceQuery(title: title) { resource throws(Interruption) in
            let value = name == "title" ? Value.string(resource.title) : resource.parameters[key]?.value ?? .undef
            if !isNegated, case .array(let elements) = value {
                return elements.contains { ValueComparison.equals($0, wanted) }
            }
            return ValueComparison.equals(value, wanted) != isNegated
        }
    }

    /// The values that a query can compare with: no lists, calls or computations.
    private func operand(_ expression: Expression, _ scope: Scope) throws(Interruption) -> Value {
        switch expression {
        case .parenthesized(let node): try operand(node.expr, scope)
        case .access, .variable, .literalBoolean, .literalString, .concatenatedString, .literalInteger, .literalFloat,
            .literalUndef, .qualifiedName:
            try evaluate(expression, scope)
        default: throw .failure("Cannot transform object of class \(Label.of(expression))")
        }
    }

    /// Runs the collectors; true if one found something new.
    func evaluateCollectors() throws(Interruption) -> Bool {
        var foundSomething = false
        for collector in builder.collectors {
            if try evaluate(collector) { foundSomething = true }
        }
        builder.collectors.removeAll { collector in
            if case .fixed = collector.selection { collector.unresolved.isEmpty } else { false }
        }
        return foundSomething
    }

    private func evaluate(_ collector: Collector) throws(Interruption) -> Bool {
        let found = try collect(collector)
        guard !found.isEmpty else { return false }
        for resource in found { resource.isVirtual = false }
        if let overrides = collector.overrides {
            overrides.source.overridesAnything = true
            for resource in found where !collector.hasCollected(resource) {
                try add(
                    ResourceOverride(
                        reference: resource.reference, settings: overrides.settings, source: overrides.source,
                        scope: overrides.scope, place: collector.place))
            }
        }
        var isNew = false
        for resource in found where collector.note(resource) { isNew = true }
        return isNew
    }

    private func collect(_ collector: Collector) throws(Interruption) -> [CatalogResource] {
        switch collector.selection {
        case .nothing: return []
        case .query(let type, let query):
            let candidates =
                query.title.map { builder.resources(ofType: type, titled: $0) } ?? builder.resources(ofType: type)
            var found: [CatalogResource] = []
            for resource in candidates where try query.matches(resource) { found.append(resource) }
            return found
        case .fixed:
            var found: [CatalogResource] = []
            collector.unresolved.removeAll { reference in
                guard let resource = builder.find(reference) else { return false }
                found.append(resource)
                return true
            }
            return found
        }
    }
}

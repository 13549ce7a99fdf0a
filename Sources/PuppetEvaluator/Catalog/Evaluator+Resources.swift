import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// The evaluated titles and attributes of one body.
    private struct Body {
        var titles: [String]
        var settings: ParameterTable
        let isDefault: Bool
        let range: SourceRange
    }

    /// `type { title: attribute => value; … }`. The value is the list of references to what was declared.
    func evaluateResource(_ node: ResourceExpression, _ scope: Scope) throws(Interruption) -> Value {
        let typeName = try resourceTypeName(node.typeName, scope)
        if node.form == .exported {
            log(
                .warning, "You cannot collect exported resources without storeconfigs being set; the export is ignored",
                at: place(node.range))
        }
        var seen: Set<String> = []
        var hasDefault = false
        if node.bodies.count == 1 {
            let titles = try titles(node.bodies[0], node, &seen, &hasDefault, scope).titles
            let settings = try settings(node.bodies[0], node, scope)
            return .array(try declare(typeName, titles, settings, form: node.form, at: place(node.range), scope))
        }
        var bodies: [Body] = []
        for body in node.bodies {
            let (titles, isDefault) = try self.titles(body, node, &seen, &hasDefault, scope)
            bodies.append(
                Body(titles: titles, settings: try settings(body, node, scope), isDefault: isDefault, range: body.range)
            )
        }
        let defaults = bodies.first { $0.isDefault }?.settings ?? ParameterTable()
        var references: [Value] = []
        for body in bodies {
            var settings = defaults
            for position in body.settings.indices {
                settings.set(body.settings.name(at: position), body.settings.value(at: position))
            }
            references += try declare(
                typeName, body.titles, settings, form: node.form, at: place(node.range), scope)
        }
        return .array(references)
    }

    private func resourceTypeName(_ expression: Expression, _ scope: Scope) throws(Interruption) -> String {
        if case .qualifiedName(let name) = expression { return name.value }
        let value = try evaluate(expression, scope)
        guard expression.isTypeName else { throw illegalType(Self.typeName(value), expression) }
        switch value {
        case .type(.classType(nil)): return "class"
        case .type(.resource(let typeName?, nil)): return typeName
        case .type(.classType(.some)), .type(.resource):
            throw illegalType(ValueFormatter.interpolated(value), expression)
        default:
            throw illegalType(Self.typeName(value), expression)
        }
    }

    private func illegalType(_ actual: String, _ expression: Expression) -> Interruption {
        fail(
            "illegal_resource_type",
            "Illegal Resource Type expression, expected result to be a type name, or untitled Resource, got \(actual)",
            expression.range)
    }

    private func titles(
        _ body: ResourceBody, _ node: ResourceExpression, _ seen: inout Set<String>, _ hasDefault: inout Bool,
        _ scope: Scope
    ) throws(Interruption) -> (titles: [String], isDefault: Bool) {
        let value = try evaluate(body.title, scope)
        let range = body.title.range
        if value.isUndef {
            throw fail("missing_title", "Missing title. The title expression resulted in undef", range)
        }
        if case .string(let title) = value, !title.isEmpty, node.bodies.count == 1 { return ([title], false) }
        var titles: [String] = []
        var isDefault = false
        for (index, element) in Self.flattened([value]).enumerated() {
            switch element {
            case .undef:
                throw fail(
                    "missing_title", "Missing title at index \(index). The title expression resulted in an undef title",
                    range)
            case .default:
                if hasDefault { throw duplicateTitle("default", node) }
                hasDefault = true
                isDefault = true
            case .secret:
                throw fail("secret_title", "Cannot use a secret as the title of a resource", range)
            case .string(let title):
                if title.isEmpty {
                    throw fail(
                        "empty_title",
                        "Empty string title at \(index). Title strings must have a length greater than zero.", range)
                }
                guard seen.insert(title).inserted else { throw duplicateTitle(title, node) }
                titles.append(title)
            default:
                throw fail(
                    "illegal_title",
                    "Illegal title type at index \(index). Expected String, got \(Self.typeName(element))",
                    range)
            }
        }
        return (titles, isDefault)
    }

    private func duplicateTitle(_ title: String, _ node: ResourceExpression) -> Interruption {
        fail("duplicate_title", "The title '\(title)' has already been used in this resource expression", node.range)
    }

    private func settings(
        _ body: ResourceBody, _ node: ResourceExpression, _ scope: Scope
    ) throws(Interruption) -> ParameterTable {
        var settings = ParameterTable(minimumCapacity: body.operations.count)
        var duplicate: String?
        try evaluateOperations(body.operations, scope) { setting in
            if !settings.set(setting.key, setting) { duplicate = duplicate ?? setting.name }
        }
        if let duplicate {
            throw fail("duplicate_attribute", "The attribute '\(duplicate)' has already been set", node.range)
        }
        return settings
    }

    /// The attributes between the braces of a resource, an override or defaults.
    func evaluateOperations(
        _ operations: [AbstractAttributeOperation], _ scope: Scope
    ) throws(Interruption) -> [ParameterSetting] {
        var settings: [ParameterSetting] = []
        settings.reserveCapacity(operations.count)
        try evaluateOperations(operations, scope) { settings.append($0) }
        return settings
    }

    private func evaluateOperations(
        _ operations: [AbstractAttributeOperation], _ scope: Scope, _ visit: (ParameterSetting) -> Void
    ) throws(Interruption) {
        let source = scope.named.source
        for operation in operations {
            switch operation {
            case .attribute(let node):
                let value = try evaluate(node.valueExpr, scope)
                let setting = ParameterSetting(
                    key: node.key, value: value, source: source, place: place(node.range),
                    origin: tracer == nil ? nil : .expression(node.valueExpr, file, scope),
                    isAppend: node.operator == .append)
                setting.isPlain = value.isSmallScalar || (node.valueExpr.isLiteral && !literalHoldsSecret)
                visit(setting)
            case .attributes(let node):
                let value = try evaluate(node.expr, scope)
                guard case .hash(let entries) = value else {
                    throw fail(
                        "type_mismatch", "Expected value of type Hash, got \(Self.typeName(value))", node.expr.range)
                }
                for (name, value) in entries {
                    guard !name.holdsSecret else {
                        throw fail("secret_name", "Cannot use a secret as the name of an attribute", node.expr.range)
                    }
                    visit(
                        ParameterSetting(
                            name: name.stringContent ?? ValueFormatter.interpolated(name), value: value, source: source,
                            place: place(node.range),
                            origin: tracer == nil ? nil : .part(.expression(node.expr, file, scope), .key(name))))
                }
            }
        }
    }

    /// Adds resources of one type to the catalog. Classes are evaluated at once, defined types later.
    func declare(
        _ typeName: String, _ titles: [String], _ settings: ParameterTable,
        form: ResourceForm, at place: SourcePlace, _ scope: Scope
    ) throws(Interruption) -> [Value] {
        if typeName.utf8.count <= 7, typeName.normalized == "class" {
            return try declare(classes: titles, settings, at: place, scope)
        }
        guard let name = try resourceType(typeName) else {
            throw .failure(
                "Unknown resource type: '\(typeName)'", notes: suggestion(forResourceType: typeName.normalized))
        }
        let root = scope.root
        var references: [Value] = []
        references.reserveCapacity(titles.count)
        for title in titles {
            let resource = CatalogResource(
                type: name.type, title: title, kind: name.builtIn == nil ? .definedType : .compilableType, scope: root,
                source: scope.named.source, definition: name.definition, builtIn: name.builtIn, place: place)
            resource.isVirtual = form != .regular
            resource.isExported = form == .exported
            try fill(resource, settings, scope)
            try add(resource, scope)
            references.append(.type(.resource(typeName: name.type.name, title: title)))
        }
        return references
    }

    /// Sets the attributes and the defaults that hold in the scope, and the tags that come with type and title.
    func fill(
        _ resource: CatalogResource, _ settings: ParameterTable, _ scope: Scope
    ) throws(Interruption) {
        resource.parameters = settings
        if let tag = settings[.tag] { try set(tag, on: resource) }
        resource.tags.insert(type: resource.catalogType)
        resource.tags.insert(title: resource.titleKey)
        guard builder.hasDefaults else { return }
        let defaults = scope.root.defaults(of: resource.type)
        for position in defaults.indices where !resource.parameters.contains(defaults.name(at: position)) {
            try set(defaults.value(at: position), on: resource)
        }
    }

    /// The settings by name, where a name may have been given twice.
    func unique(
        _ settings: [ParameterSetting], of reference: @autoclosure () -> ResourceReference
    ) throws(Interruption) -> ParameterTable {
        var result = ParameterTable(minimumCapacity: settings.count)
        for setting in settings where !result.set(setting.key, setting) {
            throw .failure("Duplicate parameter '\(setting.name)' for on \(reference())")
        }
        return result
    }

    /// Sets a parameter. What is wrong with its value is blamed on the resource.
    private func set(_ setting: ParameterSetting, on resource: CatalogResource) throws(Interruption) {
        try failingHere(at: resource.place) { () throws(Interruption) in try resource.set(setting) }
    }

    /// Adds a resource to the catalog, and to its container.
    func add(_ resource: CatalogResource, _ scope: Scope) throws(Interruption) {
        try builder.add(resource)
        if trace != nil, let place = resource.place { trace?.resources[resource.reference] = place }
        if !resource.isClass, resource.value(.stage) != nil {
            throw .failure(
                "Only classes can set 'stage'; normal resources like \(resource.reference) cannot change run stage")
        }
        guard !resource.isStage, !resource.isClass, let container = scope.root.named.resource else { return }
        container.contain(resource)
    }

    private func declare(
        classes titles: [String], _ settings: ParameterTable, at place: SourcePlace,
        _ scope: Scope
    ) throws(Interruption) -> [Value] {
        var references: [Value] = []
        for title in titles {
            guard let definition = try definition(ofClass: title.normalized) else {
                throw .failure(
                    "Could not find declared class \(title)", notes: suggestion(forClass: title.normalized))
            }
            let resource = CatalogResource(
                type: builder.classType, title: ResourceReference.capitalized(definition.name), kind: .hostClass,
                scope: scope.root, source: scope.named.source, definition: definition, place: place)
            try fill(resource, settings, scope)
            try prepare(resource, scope)
            try add(resource, scope)
            try evaluate(resource, from: place)
            references.append(.type(.classType(name: definition.name)))
        }
        return references
    }
}

extension Value {
    /// Whether there is nothing in it to measure or to look for secrets in.
    fileprivate var isSmallScalar: Bool {
        switch self {
        case .undef, .boolean, .integer, .float: true
        case .string(let text): text.utf8.count < 4096
        default: false
        }
    }
}

extension Expression {
    /// Whether it is a list or a hash, which was measured when it was evaluated.
    fileprivate var isLiteral: Bool {
        switch self {
        case .literalList, .literalHash: true
        default: false
        }
    }

    /// Whether the expression names a type outright, as the type of a resource must be named.
    fileprivate var isTypeName: Bool {
        switch self {
        case .qualifiedReference: true
        case .access(let node): if case .qualifiedReference = node.leftExpr { true } else { false }
        default: false
        }
    }
}

import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func definition(ofClass name: String) throws(Interruption) -> ResourceDefinition? {
        do throws(EvaluationError) { return try definitions.definition(ofClass: name) } catch { throw .error(error) }
    }

    func definition(ofDefinedType name: String) throws(Interruption) -> ResourceDefinition? {
        do throws(EvaluationError) { return try definitions.definition(ofDefinedType: name) } catch {
            throw .error(error)
        }
    }

    /// Declares classes by name and evaluates those that were not yet. All are declared before the first is
    /// evaluated, as Puppet does it.
    func include(
        _ names: [String], _ scope: Scope, from place: SourcePlace?
    ) throws(Interruption) -> [CatalogResource] {
        var included: [ResourceDefinition] = []
        for name in names {
            guard let definition = try definition(ofClass: name.normalized) else {
                throw .failure(
                    "Could not find class ::\(name.normalized) for \(input.nodeName)",
                    notes: suggestion(forClass: name.normalized))
            }
            included.append(definition)
        }
        var existing: [CatalogResource] = []
        var added: [CatalogResource] = []
        for definition in included {
            if let resource = classScopes[definition.name]?.named.resource {
                existing.append(resource)
            } else {
                added.append(try ensureInCatalog(definition, scope))
            }
        }
        for resource in added { try evaluate(resource, from: place) }
        return existing + added
    }

    /// The resource of a class, declared now if it was not yet.
    @discardableResult
    func ensureInCatalog(_ definition: ResourceDefinition, _ scope: Scope) throws(Interruption) -> CatalogResource {
        let type = definition.kind == .node ? "Node" : "Class"
        let title = ResourceReference.capitalized(definition.name)
        if let resource = builder.find(type: type, title: definition.kind == .node ? definition.name : title) {
            return resource
        }
        let resource = CatalogResource(
            type: builder.type(named: type), title: definition.kind == .node ? definition.name : title, kind: .unknown,
            scope: scope.root, source: definition, definition: definition)
        try fill(resource, ParameterTable(), scope)
        try prepare(resource, scope)
        try add(resource, scope)
        return resource
    }

    /// Declares the class that a class inherits from, and takes the tags over into the catalog.
    func prepare(_ resource: CatalogResource, _ scope: Scope) throws(Interruption) {
        if let definition = resource.definition, let parent = try parent(of: definition) {
            try ensureInCatalog(parent, scope)
        }
        builder.tags.formUnion(resource.tags)
    }

    private func parent(of definition: ResourceDefinition) throws(Interruption) -> ResourceDefinition? {
        guard let name = definition.parentName else { return nil }
        if let parent = definition.parent { return parent }
        guard let parent = try self.definition(ofClass: name) else {
            throw raise(
                "unknown_class",
                "Could not find parent resource type '::\(name)' of type hostclass in \(input.environment)",
                at: definition.place, notes: suggestion(forClass: name))
        }
        if parent === definition || parent.isChild(of: definition) {
            throw .failure(
                "Parent class '\(name)' of '\(definition.name)' inherits from it: a class cannot inherit from itself")
        }
        definition.parent = parent
        return parent
    }

    /// Runs the code behind a class, a defined type or a node; once.
    func evaluate(_ resource: CatalogResource, from place: SourcePlace?) throws(Interruption) {
        guard !resource.isEvaluated, let definition = resource.definition else { return }
        resource.isEvaluated = true
        resource.evaluationPlace = place
        callStack.append(Frame(subject: .resource(resource), place: place))
        defer { callStack.removeLast() }
        resource.addScopeTags()
        try inFile(definition.file) { () throws(Interruption) in
            let scope = try enter(definition, resource)
            if definition.kind != .definedType { builder.add(className: definition.name) }
            try setParameters(resource, definition, scope)
            try addToStage(resource)
            do throws(Interruption) {
                _ = try evaluate(definition.body, scope)
            } catch .returned where definition.kind != .node {
                // `return` ends the code of a class or a defined type.
            } catch .next where definition.kind != .node {
            }
        }
    }

    private func enter(_ definition: ResourceDefinition, _ resource: CatalogResource) throws(Interruption) -> Scope {
        var parentScope = resource.scope
        var outer: Scope?
        if let parent = try parent(of: definition) {
            let parentResource = try ensureInCatalog(parent, resource.scope)
            try evaluate(parentResource, from: definition.place)
            if let scope = classScopes[parent.name] {
                parentScope = scope
                outer = scope
            }
        }
        let kind: Scope.Kind =
            switch definition.kind {
            case .hostClass: .hostClass
            case .definedType: .definedType
            case .node: .node
            }
        let named = NamedScope(resource: resource, source: definition, outer: outer ?? parentScope.global)
        return Scope(kind: kind, parent: parentScope, named: named)
    }

    private func setParameters(
        _ resource: CatalogResource, _ definition: ResourceDefinition, _ scope: Scope
    ) throws(Interruption) {
        scope.reserveCapacity(resource.parameters.count + definition.parameters.count + 3)
        scope.set(.moduleName, .string(definition.moduleName))
        if let caller = scope.parent { scope.set(.callerModuleName, .string(caller.named.source.moduleName)) }
        if definition.kind == .hostClass { try injectData(resource, definition, scope) }
        let isClass = definition.kind == .hostClass
        scope.set(.title, .string(isClass ? resource.title.lowercased() : resource.title))
        let name = resource.value(.name) ?? .string(resource.title)
        scope.set(.name, isClass ? .string(ValueFormatter.interpolated(name).lowercased()) : name)
        if definition.kind != .definedType { classScopes[definition.name] = scope }
        try assignDefaults(resource, definition, scope)
        try validate(resource, definition, scope)
        for position in resource.parameters.indices {
            let setting = resource.parameters.value(at: position)
            guard setting.key != .name, setting.key != .title else { continue }
            scope.set(setting.key, setting.value)
            tracer?.bind(setting.name, in: scope, to: .parameter(resource, setting.name))
        }
    }

    /// Automatic parameter lookup: what was not given comes from the data.
    private func injectData(
        _ resource: CatalogResource, _ definition: ResourceDefinition, _ scope: Scope
    ) throws(Interruption) {
        let prefix = definition.name + "::"
        for parameter in definition.parameters where resource.value(parameter.key) == nil {
            let key = prefix + parameter.name
            guard
                let answer = try lookup(
                    LookupRequest(keys: [key], isParameter: true), scope, from: resource.evaluationPlace)
            else { continue }
            // A value of undef does not win over a default.
            if answer.value.isUndef, parameter.value != nil { continue }
            try resource.set(
                ParameterSetting(
                    key: parameter.key, value: answer.value, source: definition, place: answer.place,
                    origin: tracer == nil ? nil : .data(key: key, answer, scope)))
        }
    }

    private func assignDefaults(
        _ resource: CatalogResource, _ definition: ResourceDefinition, _ scope: Scope
    ) throws(Interruption) {
        let missing = definition.parameters.filter { $0.value != nil && resource.value($0.key) == nil }
        guard !missing.isEmpty else { return }
        let local = scope.local()
        let parameterGuard = ParameterGuard(
            callee: resource.reference.description, names: definition.parameters.map(\.name))
        local.parameterGuard = parameterGuard
        let isClass = definition.kind == .hostClass
        if isClass { defaultScopes[definition.name] = local }
        defer { if isClass { defaultScopes[definition.name] = nil } }
        for position in resource.parameters.indices {
            let setting = resource.parameters.value(at: position)
            guard setting.key != .name, setting.key != .title else { continue }
            if !setting.value.isUndef || !missing.contains(where: { $0.key == setting.key }) {
                local.set(setting.key, setting.value)
                tracer?.bind(setting.name, in: local, to: .parameter(resource, setting.name))
            }
        }
        for parameter in missing {
            guard let expression = parameter.value else { continue }
            parameterGuard.current = parameter.name
            local.match = nil
            let value = try evaluateDefault(expression, local)
            try resource.set(
                ParameterSetting(
                    key: parameter.key, value: value, source: definition,
                    place: SourcePlace(file: definition.file, range: parameter.range),
                    origin: tracer == nil ? nil : .expression(expression, definition.file, local)))
            local.set(parameter.key, value)
            tracer?.bind(parameter.name, in: local, to: .parameter(resource, parameter.name))
        }
    }

    private func addToStage(_ resource: CatalogResource) throws(Interruption) {
        guard resource.isClass else { return }
        let own = resource.value(.stage) ?? resource.scope.named.resource?.value(.stage)
        let name = own.map(Self.stageName) ?? "main"
        guard let stage = builder.find(type: "Stage", title: name) else {
            let shown = own?.holdsSecret == true ? "that is secret" : name
            throw .failure("Could not find stage \(shown) specified by \(resource.reference)")
        }
        if resource.value(.stage) == nil, stage.title != "main" {
            try resource.set(
                ParameterSetting(key: .stage, value: .string(stage.title), source: resource.source, place: nil))
        }
        stage.contain(resource)
    }

    private static func stageName(_ value: Value) -> String {
        if case .type(let type) = value, let reference = ResourceReference(type) { return reference.description }
        return value.stringContent ?? ValueFormatter.interpolated(value)
    }
}

import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension Evaluator {
    /// Applies what had to wait: relationships, overrides, tags, what containers pass on; and checks the result.
    func finish() throws(Interruption) {
        try recovering { () throws(Interruption) in
            try failingHere { () throws(Interruption) in try evaluateRelationships() }
        }
        for resource in builder.resources {
            if !builder.overrides.isEmpty, let overrides = builder.overrides.removeValue(forKey: resource.reference) {
                for override in overrides {
                    try failingHere(at: override.place) { () throws(Interruption) in try merge(override, into: resource)
                    }
                }
            }
            resource.addScopeTags()
            try recovering { () throws(Interruption) in
                // What failed to be evaluated has said why.
                if hasEvaluationProblems, resource.definition != nil { return }
                try failingHere(at: resource.place) { () throws(Interruption) in try validateFinished(resource) }
            }
            try failingHere(at: resource.place) { () throws(Interruption) in
                let parameters = resource.parameters
                for position in parameters.indices {
                    let setting = parameters.value(at: position)
                    if !setting.isPlain { setting.isPlain = !(try survey(setting.value)) }
                }
            }
        }
        passOnMetaparameters()
        if hasEvaluationProblems { return }
        try recovering { () throws(Interruption) in try checkLeftovers() }
        try checkReferences()
    }

    private func validateFinished(_ resource: CatalogResource) throws(Interruption) {
        if let builtIn = resource.builtIn, builtIn.isListed {
            let parameters = resource.parameters
            for position in parameters.indices where !resource.hasParameter(parameters.name(at: position)) {
                let setting = parameters.value(at: position)
                let name = setting.name
                let place = resource.place.map { " \($0.puppetText)" } ?? ""
                throw raise(
                    "unknown_parameter", "no parameter named '\(name)'\(place) on \(resource.reference)",
                    at: setting.place ?? resource.place, notes: suggestion(forParameter: name, of: resource))
            }
        } else if let definition = resource.definition, definition.kind == .definedType, !resource.isChecked {
            try inFile(definition.file) { () throws(Interruption) in
                try validate(resource, definition, resource.scope)
            }
        }
    }

    /// Containers pass some metaparameters and their tags on, from the main class down.
    private func passOnMetaparameters() {
        guard let main = builder.find(type: "Class", title: "main") else { return }
        var queue = [main]
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(main)]
        var position = 0
        while position < queue.count {
            let source = queue[position]
            position += 1
            guard !source.contents.isEmpty else { continue }
            let settings = Metaparameter.inherited.compactMap { source.value($0) == nil ? nil : source.parameters[$0] }
            for target in source.contents {
                for setting in settings where target.value(setting.key) == nil {
                    target.parameters.set(setting.key, setting)
                }
                target.tags.formUnion(source.tags)
                if seen.insert(ObjectIdentifier(target)).inserted { queue.append(target) }
            }
        }
    }

    /// Overrides and realizations whose resource never came.
    private func checkLeftovers() throws(Interruption) {
        let overrides = builder.overrides.values.joined()
        if let first = overrides.first {
            let names = overrides.map(\.reference.description).joined(separator: ", ")
            throw raise("missing_resource", "Could not find resource(s) \(names) for overriding", at: first.place)
        }
        let unresolved = builder.collectors.flatMap { collector in collector.unresolved.map { (collector, $0) } }
        if let first = unresolved.first {
            let names = unresolved.map(\.1.description).joined(separator: ", ")
            throw raise("missing_resource", "Failed to realize virtual resources \(names)", at: first.0.place)
        }
    }

    /// Every resource that a relation names must be there.
    private func checkReferences() throws(Interruption) {
        for resource in builder.resources where !resource.isVirtual && resource.hasRelationships {
            for name in Metaparameter.relationships {
                guard let setting = resource.parameters[name] else { continue }
                if isKnown(setting.value) { continue }
                for value in Self.flattened([setting.value]) where !value.isUndef {
                    try recovering { () throws(Interruption) in try check(value, setting, resource) }
                }
            }
        }
    }

    /// Whether the value is a reference to a resource that is there, or a list of them.
    private func isKnown(_ value: Value) -> Bool {
        switch value {
        case .type(let type): ResourceReference(type).map { builder.find($0) != nil } ?? false
        case .array(let elements): elements.allSatisfy(isKnown)
        default: false
        }
    }

    private func check(
        _ value: Value, _ setting: ParameterSetting, _ resource: CatalogResource
    ) throws(Interruption) {
        let text: String
        let reference: ResourceReference?
        if case .type(let type) = value {
            reference = ResourceReference(type)
            text = reference?.description ?? type.description
            guard reference != nil else {
                throw raise(
                    "illegal_reference", "No title provided and \"\(text)[]\" is not a valid resource reference",
                    at: setting.place ?? resource.place)
            }
        } else {
            text = BuiltinFunctions.shown(value)
            reference = ResourceReference(text)
            guard reference != nil else {
                throw raise(
                    "illegal_reference", "No title provided and \"\(text)\" is not a valid resource reference",
                    at: setting.place ?? resource.place)
            }
        }
        if let reference, builder.find(reference) != nil || isLeftToExpansion(reference) { return }
        throw raise(
            "missing_resource", "Could not find resource '\(text)' in parameter '\(setting.name)'",
            at: setting.place ?? resource.place)
    }

    /// Whether the resource may be one that a manifest of objects holds, which are added when the catalog is expanded;
    /// the relations are checked again then.
    private func isLeftToExpansion(_ reference: ResourceReference) -> Bool {
        input.resourceTypes.mayComeFromExpansion(reference.type) { !builder.resources(ofType: $0).isEmpty }
    }

    /// The finished catalog.
    func catalog() -> Catalog {
        var catalog = Catalog(
            name: input.nodeName, version: input.version, codeID: input.codeID, uuid: input.uuid,
            environment: input.environment)
        catalog.classes = Array(input.classes.keys) + Array(builder.classes)
        var tags = TagSet(builder.tagTable)
        for name in builder.classes { tags.insert(name: HashedName(name)) }
        tags.formUnion(builder.tags)
        catalog.tags = tags.tags
        catalog.resources.reserveCapacity(builder.resources.count)
        catalog.edges.reserveCapacity(builder.resources.count)
        for resource in builder.resources where !resource.isVirtual {
            catalog.resources.append(finished(resource))
            guard let container = resource.container else { continue }
            if !container.isVirtual {
                catalog.edges.append(Catalog.Edge(source: container.reference, target: resource.reference))
            }
            for container in resource.moreContainers where !container.isVirtual {
                catalog.edges.append(Catalog.Edge(source: container.reference, target: resource.reference))
            }
        }
        return catalog
    }

    private func finished(_ resource: CatalogResource) -> Resource {
        let settings = resource.parameters
        var names = ContiguousArray<String>()
        var values = ContiguousArray<Value>()
        names.reserveCapacity(settings.count + 1)
        values.reserveCapacity(settings.count + 1)
        var sensitive: [String] = []
        // The main stage and class are not named by a string in Puppet, so they keep their name.
        if resource.title == "main", resource.isStage || resource.isClass, !settings.contains(.name) {
            names.append("name")
            values.append(.string("main"))
        }
        let nameAttribute = resource.builtIn?.nameAttribute ?? .name
        for position in settings.indices {
            let setting = settings.value(at: position)
            if setting.value.isUndef { continue }
            let isName = setting.key == nameAttribute
            if isName, setting.value == .string(resource.title) { continue }
            if setting.value.isSecretOrSensitive { sensitive.append(setting.name) }
            let value = finished(
                setting.value, isRelation: Metaparameter.isRelationship(setting.key), isPlain: setting.isPlain)
            if value.isUndef { continue }
            if isName {
                // What a resource is named by comes first.
                names.insert(setting.name, at: 0)
                values.insert(value, at: 0)
            } else {
                names.append(setting.name)
                values.append(value)
            }
            if trace != nil, let place = setting.place {
                trace?.parameters[resource.reference, default: [:]][setting.name] = place
            }
        }
        if resource.type == "File", resource.title.hasSuffix("/"), !names.contains("path"),
            resource.title.utf8.count > 1
        {
            let path = CatalogBuilder.trimmedPath(resource.title)
            names.insert("path", at: 0)
            values.insert(.string(path), at: 0)
        }
        let parameters = OrderedDictionary(uncheckedUniqueKeys: names, values: values)
        return Resource(
            reference: resource.reference, parameters: parameters, sensitiveParameters: sensitive,
            tags: resource.tags.tags, file: resource.place?.file.path, line: resource.place?.line,
            isExported: resource.isExported, kind: resource.kind)
    }

    private func finished(_ value: Value, isRelation: Bool, isPlain: Bool) -> Value {
        switch value {
        case .sensitive(let inner): return finished(inner, isRelation: false, isPlain: false)
        case .secret(let text): return .string(text)
        case .array(let elements) where isRelation || elements.contains(where: \.isReference):
            return .array(Self.flattened(elements).filter { !isRelation || $0 != .undef })
        case .array, .hash, .deferred, .object:
            return !isPlain && value.holdsSecret ? value.wrappingSecrets() : value
        default: return value
        }
    }
}

extension CatalogResource {
    fileprivate var hasRelationships: Bool {
        parameters.indices.contains { Metaparameter.isRelationship(parameters.name(at: $0)) }
    }
}

extension Value {
    fileprivate var isReference: Bool {
        switch self {
        case .type(.resource(_, .some)), .type(.classType(.some)): true
        case .array(let elements): elements.contains(where: \.isReference)
        default: false
        }
    }

    fileprivate var isSecretOrSensitive: Bool {
        switch self {
        case .secret, .sensitive: true
        default: false
        }
    }

    /// Secret strings inside as `Sensitive`, so that they stay marked in a catalog.
    fileprivate func wrappingSecrets() -> Value {
        switch self {
        case .secret(let text): return .sensitive(.string(text))
        case .sensitive(let inner): return .sensitive(inner.plain)
        case .array(let elements): return .array(elements.map { $0.wrappingSecrets() })
        case .hash(let entries):
            var result = PuppetHash(minimumCapacity: entries.count)
            for (key, value) in entries { result[key.wrappingSecrets()] = value.wrappingSecrets() }
            return .hash(result)
        case .deferred(let call):
            return .deferred(
                DeferredCall(name: call.name, arguments: call.arguments.map { $0.wrappingSecrets() }))
        case .object(let object):
            return .object(
                ObjectValue(
                    typeName: object.typeName, attributes: object.attributes.mapValues { $0.wrappingSecrets() }))
        default: return self
        }
    }

    private var plain: Value {
        switch self {
        case .secret(let text): .string(text)
        case .sensitive(let inner): inner.plain
        case .array(let elements): .array(elements.map(\.plain))
        default: self
        }
    }
}

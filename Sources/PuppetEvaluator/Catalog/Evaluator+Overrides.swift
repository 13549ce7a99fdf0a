import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// `Type['title'] { attribute => value }`.
    func evaluateResourceOverride(_ node: ResourceOverrideExpression, _ scope: Scope) throws(Interruption) -> Value {
        let resources = try evaluate(node.resources, scope)
        let settings = try evaluateOperations(node.operations, scope)
        for value in Self.flattened([resources]) {
            guard case .type(.resource(let typeName?, let title?)) = value, typeName != "Class" else {
                throw fail(
                    "illegal_override", "Resource Override can only operate on resources, got: \(Label.of(value))",
                    node.range)
            }
            try add(
                ResourceOverride(
                    reference: ResourceReference(type: ResourceReference.capitalized(typeName), title: title),
                    settings: settings, source: scope.named.source, scope: scope, place: place(node.range)))
        }
        return resources
    }

    /// Merges an override into its resource, or keeps it until there is one.
    func add(_ override: ResourceOverride) throws(Interruption) {
        if let resource = builder.find(override.reference) {
            try merge(override, into: resource)
        } else {
            builder.overrides[override.reference, default: []].append(override)
        }
    }

    func merge(_ override: ResourceOverride, into resource: CatalogResource) throws(Interruption) {
        guard resource.source === override.source || override.source.isChild(of: resource.source) else {
            throw raise("illegal_override", "Only subclasses can override parameters", at: override.place)
        }
        if resource.isEvaluated {
            let place = resource.place.map { ", defined at \($0.puppetText), with new values" } ?? " with new values"
            throw raise(
                "illegal_override", "Attempt to override an already evaluated resource\(place)", at: override.place)
        }
        for setting in override.settings { try apply(setting, to: resource) }
    }

    private func apply(_ setting: ParameterSetting, to resource: CatalogResource) throws(Interruption) {
        guard let current = resource.parameters[setting.key] else { return try resource.set(setting) }
        // Overriding with what is the default anyway changes nothing.
        if resource.scope.isDefault(setting.value, of: setting.key, type: resource.type) { return }
        let isAllowed =
            setting.source.isChild(of: current.source)
            || (setting.source === current.source
                && resource.scope.isDefault(current.value, of: setting.key, type: resource.type))
        guard isAllowed else { throw alreadySet(setting, current, resource) }
        var merged = setting
        if setting.isAppend {
            merged = ParameterSetting(
                key: setting.key, value: .array(Self.flattened([current.value, setting.value])),
                source: setting.source,
                place: setting.place)
        }
        try resource.set(merged)
    }

    private func alreadySet(
        _ setting: ParameterSetting, _ current: ParameterSetting, _ resource: CatalogResource
    ) -> Interruption {
        let place = current.place.map { " at \($0.puppetText)" } ?? ""
        return raise(
            "parameter_already_set",
            "Parameter '\(setting.name)' is already set on \(resource.reference) by \(current.source.label)\(place); cannot redefine",
            at: setting.place, notes: [Diagnostic.Note("first set here", at: current.place)])
    }

    /// `Type { attribute => value }`, from here on inwards.
    func evaluateResourceDefaults(_ node: ResourceDefaultsExpression, _ scope: Scope) throws(Interruption) -> Value {
        let value = try evaluate(node.typeRef, scope)
        guard case .type(.resource(let typeName?, nil)) = value else {
            throw fail(
                "illegal_resource_type",
                "Illegal Resource Type expression, expected result to be a type name, or untitled Resource, got \(Self.typeName(value))",
                node.typeRef.range)
        }
        let type = ResourceReference.capitalized(typeName)
        for setting in try evaluateOperations(node.operations, scope) {
            var settings = scope.named.defaults[type] ?? []
            if settings.contains(where: { $0.key == setting.key }) {
                throw raise(
                    "default_already_set", "Default already defined for \(type) { \(setting.name) }; cannot redefine",
                    at: setting.place)
            }
            settings.append(setting)
            scope.named.defaults[type] = settings
            builder.hasDefaults = true
        }
        return value
    }
}

extension Scope {
    /// The named scope that this one's resource was declared in.
    private var declaring: Scope? { root.parent }

    /// The defaults of a type that hold here: outer ones first, inner ones over them.
    func defaults(of type: String) -> ParameterTable {
        var levels: [[ParameterSetting]] = []
        var scope: Scope? = self
        while let current = scope {
            if let settings = current.named.defaults[type] { levels.append(settings) }
            scope = current.declaring
        }
        var result = ParameterTable()
        for settings in levels.reversed() {
            for setting in settings { result.set(setting.key, setting) }
        }
        return result
    }

    func `default`(of name: HashedName, type: String) -> ParameterSetting? {
        var scope: Scope? = self
        while let current = scope {
            if let setting = current.named.defaults[type]?.first(where: { $0.key == name }) { return setting }
            scope = current.declaring
        }
        return nil
    }

    func isDefault(_ value: Value, of name: HashedName, type: String) -> Bool {
        var scope: Scope? = self
        while let current = scope {
            if let setting = current.named.defaults[type]?.first(where: { $0.key == name }), setting.value == value {
                return true
            }
            scope = current.declaring
        }
        return false
    }
}

extension ResourceDefinition {
    /// What Puppet's messages call the code that set a parameter.
    var label: String { "<resource type>" }
}

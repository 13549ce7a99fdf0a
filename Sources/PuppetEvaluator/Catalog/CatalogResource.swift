import Diagnostics
import PuppetCatalog
import PuppetTypes

/// A resource of the catalog that is being built.
final class CatalogResource {
    let catalogType: CatalogType
    let titleKey: HashedName
    let kind: Resource.Kind
    /// The scope that declared it.
    let scope: Scope
    let source: ResourceDefinition
    /// The class, defined type or node behind it; nil for built-in types.
    let definition: ResourceDefinition?
    let builtIn: BuiltInType?
    let place: SourcePlace?
    var parameters = ParameterTable()
    var tags: TagSet
    /// What it contains.
    private(set) var contents: [CatalogResource] = []
    /// What contains it: for most it is one resource.
    private(set) var container: CatalogResource?
    private(set) var moreContainers: [CatalogResource] = []
    var isVirtual = false
    var isExported = false
    var isEvaluated = false
    /// Whether the parameters are those that were held against the definition.
    var isChecked = false
    /// What made its class or defined type be evaluated.
    var evaluationPlace: SourcePlace?
    private var hasScopeTags = false

    init(
        type: CatalogType, title: String, kind: Resource.Kind, scope: Scope, source: ResourceDefinition,
        definition: ResourceDefinition?, builtIn: BuiltInType? = nil, place: SourcePlace? = nil
    ) {
        catalogType = type
        titleKey = HashedName(title)
        self.kind = kind
        self.scope = scope
        self.source = source
        self.definition = definition
        self.builtIn = builtIn
        self.place = place
        tags = TagSet(type.tagTable)
    }

    /// Capitalised in every segment.
    var type: String { catalogType.name }
    var title: String { titleKey.text }
    var reference: ResourceReference { ResourceReference(type: type, title: title) }
    var isClass: Bool { catalogType.isClass }
    var isStage: Bool { catalogType.isStage }

    /// A parameter's value, unless it is `undef`.
    func value(_ name: HashedName) -> Value? {
        guard let value = parameters[name]?.value, !value.isUndef else { return nil }
        return value
    }

    func value(_ name: String) -> Value? { value(HashedName(name)) }

    func set(_ setting: ParameterSetting) throws(Interruption) {
        if setting.key == .tag { try tags.insert(setting.value) }
        parameters.set(setting.key, setting)
        isChecked = false
    }

    /// Adds to what it requires.
    func require(_ references: [Value], at place: SourcePlace) {
        guard !references.isEmpty else { return }
        parameters.set(
            .require, .list(.require, parameters[.require], with: references, source: source, at: place))
        isChecked = false
    }

    func isContained(in resource: CatalogResource) -> Bool {
        container === resource || moreContainers.contains { $0 === resource }
    }

    /// Puts a resource inside this one.
    func contain(_ target: CatalogResource) {
        contents.append(target)
        if target.container == nil { target.container = self } else { target.moreContainers.append(self) }
    }

    /// Lets go of the resources around it, which refer to it in turn.
    func detach() {
        contents = []
        container = nil
        moreContainers = []
    }

    /// Takes on the tags of the container that declared it; once.
    func addScopeTags() {
        guard !hasScopeTags else { return }
        hasScopeTags = true
        guard let container = scope.named.resource, container !== self else { return }
        tags.formUnion(container.tags)
    }

    /// Whether it has one of the tags, those included that it will get from its container.
    func isTagged(_ wanted: [String]) -> Bool {
        if wanted.contains(where: tags.contains) { return true }
        guard let container = scope.named.resource, container !== self else { return false }
        return container.isTagged(wanted)
    }
}

extension Value {
    var isUndef: Bool { if case .undef = self { true } else { false } }
}

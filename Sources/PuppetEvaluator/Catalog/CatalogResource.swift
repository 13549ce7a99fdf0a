import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// A resource of the catalog that is being built.
final class CatalogResource {
    /// Capitalised in every segment.
    let type: String
    let title: String
    let kind: Resource.Kind
    /// The scope that declared it.
    let scope: Scope
    let source: ResourceDefinition
    /// The class, defined type or node behind it; nil for built-in types.
    let definition: ResourceDefinition?
    let builtIn: ResourceTypeSpec?
    let place: SourcePlace?
    var parameters: OrderedDictionary<String, ParameterSetting> = [:]
    var tags: TagSet
    /// What it contains, and what contains it.
    fileprivate(set) var contents: [CatalogResource] = []
    fileprivate(set) var containers: [CatalogResource] = []
    var isVirtual = false
    var isExported = false
    var isEvaluated = false
    /// Whether the parameters are those that were held against the definition.
    var isChecked = false
    /// What made its class or defined type be evaluated.
    var evaluationPlace: SourcePlace?
    private var hasScopeTags = false

    init(
        type: String, title: String, kind: Resource.Kind, scope: Scope, source: ResourceDefinition,
        definition: ResourceDefinition?, builtIn: ResourceTypeSpec? = nil, place: SourcePlace? = nil, tags: TagTable
    ) {
        self.type = type
        self.title = title
        self.kind = kind
        self.scope = scope
        self.source = source
        self.definition = definition
        self.builtIn = builtIn
        self.place = place
        self.tags = TagSet(tags)
    }

    var reference: ResourceReference { ResourceReference(type: type, title: title) }
    var isClass: Bool { type == "Class" }
    var isStage: Bool { type == "Stage" }

    func value(_ name: String) -> Value? {
        guard let value = parameters[name]?.value, value != .undef else { return nil }
        return value
    }

    func set(_ setting: ParameterSetting) throws(Interruption) {
        if setting.name == "tag" { try tags.insert(setting.value) }
        parameters[setting.name] = setting
        isChecked = false
    }

    /// Puts a resource inside this one.
    func contain(_ target: CatalogResource) {
        contents.append(target)
        target.containers.append(self)
    }

    /// Lets go of the resources around it, which refer to it in turn.
    func detach() {
        contents = []
        containers = []
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

/// A parameter's value and who set it where.
struct ParameterSetting {
    let name: String
    let value: Value
    let source: ResourceDefinition
    let place: SourcePlace?
    /// What the value was made from, where the compile is traced.
    var origin: ValueOrigin?
    /// Set with `+>`.
    var isAppend = false
    /// Whether the finished value was found to hold no secret.
    var isPlain = false
}

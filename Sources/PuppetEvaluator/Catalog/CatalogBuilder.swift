import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// The catalog while it is being built: resources by name, what contains what, and what is left to do.
final class CatalogBuilder {
    private(set) var resources: [CatalogResource] = []
    private var types: [String: CatalogType] = [:]
    /// By keys of several attributes.
    private var keyed: [[String?]: CatalogResource] = [:]
    private(set) var classes: OrderedSet<String> = []
    /// Of every tag in this catalog.
    let tagTable: TagTable
    /// `Class`, which every include asks for.
    let classType: CatalogType
    /// Whether there are resource defaults anywhere.
    var hasDefaults = false
    /// The catalog's own.
    var tags: TagSet
    var collectors: [Collector] = []
    var relationships: [Relationship] = []
    /// Overrides of resources that are not declared yet.
    var overrides: OrderedDictionary<ResourceReference, [ResourceOverride]> = [:]
    /// Resources that generators have not looked at yet.
    private(set) var unevaluated: [CatalogResource] = []
    private let limits: EvaluationLimits

    init(limits: EvaluationLimits) {
        self.limits = limits
        tagTable = TagTable()
        tags = TagSet(tagTable)
        classType = CatalogType(name: "Class", tagTable: tagTable)
        types[classType.name] = classType
    }

    /// The type of a name that is capitalised in every segment.
    func type(named name: String) -> CatalogType {
        if let known = types[name] { return known }
        let type = CatalogType(name: name, tagTable: tagTable)
        types[name] = type
        return type
    }

    func find(_ reference: ResourceReference) -> CatalogResource? {
        find(type: reference.type, title: reference.title)
    }

    func find(type typeName: String, title: String) -> CatalogResource? {
        guard let type = types[typeName] else { return nil }
        if let resource = type.find(HashedName(title)) { return resource }
        guard typeName == "File", title.hasSuffix("/") else { return nil }
        return type.find(HashedName(Self.trimmedPath(title)))
    }

    /// The resources of a type, in the order in which they were declared.
    func resources(ofType type: String) -> [CatalogResource] { types[type]?.resources ?? [] }

    /// The resources of a type whose title is that one, in upper or lower case.
    func resources(ofType type: String, titled title: String) -> [CatalogResource] {
        types[type]?.resources(titled: title) ?? []
    }

    /// Adds a resource. One of the same type and title is a complaint.
    func add(_ resource: CatalogResource) throws(Interruption) {
        guard resources.count < limits.resources else {
            throw .failure(
                "the catalog has more resources than the limit of \(limits.resources)",
                notes: [EvaluationLimits.Kind.resources.note])
        }
        if let existing = resource.catalogType.add(resource) { throw Self.duplicate(resource, existing) }
        resources.append(resource)
        if resource.definition?.kind == .definedType { unevaluated.append(resource) }
        try addAliases(of: resource)
    }

    private static func duplicate(_ resource: CatalogResource, _ existing: CatalogResource) -> Interruption {
        let first = existing.place.map { " at \($0.puppetText)" } ?? ""
        let second = resource.place.map { " \($0.puppetText)" } ?? ""
        return .failure(
            "Duplicate declaration: \(resource.reference) is already declared\(first); cannot redeclare\(second)")
    }

    /// A resource can be referred to by its `alias`es and by its name.
    private func addAliases(of resource: CatalogResource) throws(Interruption) {
        if let alias = resource.value(.alias) {
            for value in Evaluator.flattened([alias]) {
                if let name = value.stringContent { try add(alias: name, of: resource, shownAs: "\"\(name)\"") }
            }
        }
        switch uniquenessKey(of: resource) {
        case nil: break
        case .name(let name):
            guard let name, name != resource.title else { return }
            try add(alias: name, of: resource, shownAs: Self.shown([name]))
        case .several(let key):
            if let existing = keyed.updateValue(resource, forKey: key) {
                throw Self.collision(resource, existing, alias: Self.shown(key), reference: Self.inner(key))
            }
        }
    }

    private enum UniquenessKey {
        case name(String?)
        case several([String?])
    }

    /// What a resource is on its host, by which two of different titles are one; nil where there may be several.
    private func uniquenessKey(of resource: CatalogResource) -> UniquenessKey? {
        switch resource.type {
        case "Exec", "Tidy": return nil
        case "Package":
            // In the order of the key attributes: command, name, provider.
            let name = resource.value("name")?.stringContent ?? resource.title
            return .several([resource.value("command")?.stringContent, name, resource.value("provider")?.stringContent])
        case "File":
            return .name(Self.trimmedPath(resource.value("path")?.stringContent ?? resource.title))
        default:
            guard resource.builtIn != nil || resource.definition?.kind == .definedType else { return nil }
            return .name(resource.value(resource.builtIn?.nameAttribute ?? .name)?.stringContent)
        }
    }

    /// A path without the slashes at its end.
    static func trimmedPath(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func shown(_ key: [String?]) -> String { "[\(inner(key))]" }

    private static func inner(_ key: [String?]) -> String {
        key.map { $0.map { "\"\($0)\"" } ?? "nil" }.joined(separator: ", ")
    }

    private func add(
        alias: String, of resource: CatalogResource, shownAs shown: @autoclosure () -> String
    ) throws(Interruption) {
        guard let existing = resource.catalogType.add(alias: alias, of: resource) else { return }
        throw Self.collision(resource, existing, alias: shown(), reference: "\"\(alias)\"")
    }

    private static func collision(
        _ resource: CatalogResource, _ existing: CatalogResource, alias: String, reference: String
    ) -> Interruption {
        let place = resource.place.map { " at \($0.puppetText)" } ?? ""
        let other = existing.place.map { " \($0.puppetText)" } ?? ""
        return .failure(
            "Cannot alias \(resource.reference) to \(alias)\(place); resource [\"\(resource.type)\", \(reference)] already declared\(other)"
        )
    }

    /// Has a class evaluated with the defined types.
    func evaluateLater(_ resource: CatalogResource) { unevaluated.append(resource) }

    func takeUnevaluated() -> [CatalogResource] {
        let taken = unevaluated
        unevaluated = []
        return taken
    }

    /// Puts back what could not be evaluated yet: virtual resources.
    func putBack(_ resources: [CatalogResource]) { unevaluated = resources + unevaluated }

    /// Lets go of everything; resources, types and scopes refer to each other.
    func clear() {
        for resource in resources { resource.detach() }
        for type in types.values { type.clear() }
        resources = []
        types = [:]
        keyed = [:]
        collectors = []
        relationships = []
        overrides = [:]
        unevaluated = []
    }

    func add(className: String) {
        guard !className.isEmpty else { return }
        classes.append(className)
    }
}

/// An override that waits for its resource.
struct ResourceOverride {
    let reference: ResourceReference
    let settings: [ParameterSetting]
    let source: ResourceDefinition
    let scope: Scope
    let place: SourcePlace
}

/// `A -> B`, to be made into a parameter of A when everything is declared.
struct Relationship {
    enum End {
        case reference(ResourceReference)
        case collector(Collector)
    }

    let source: End
    let target: End
    /// Whether it becomes a `notify` rather than a `before`.
    let notifies: Bool
    let place: SourcePlace
}

extension SourcePlace {
    /// `(file: manifests/site.pp, line: 3)`.
    var puppetText: String { "(file: \(file.path), line: \(line))" }
}

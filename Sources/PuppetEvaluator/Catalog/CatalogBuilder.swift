import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// The catalog while it is being built: resources by name, what contains what, and what is left to do.
final class CatalogBuilder {
    private(set) var resources: [CatalogResource] = []
    /// By reference; an alias or a name leads to its resource, too.
    private var table: [ResourceReference: CatalogResource] = [:]
    /// By keys of several attributes.
    private var keyed: [[String?]: CatalogResource] = [:]
    private(set) var resourcesByType: [String: [CatalogResource]] = [:]
    /// The same by title in lower case, for the types that were asked for.
    private var resourcesByTitle: [String: TitleIndex] = [:]
    private(set) var classes: OrderedSet<String> = []
    /// Of every tag in this catalog.
    let tagTable: TagTable
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
    }

    func find(_ reference: ResourceReference) -> CatalogResource? {
        if let resource = table[reference] { return resource }
        guard reference.type == "File", reference.title.hasSuffix("/") else { return nil }
        return table[ResourceReference(type: "File", title: Self.trimmedPath(reference.title))]
    }

    func find(type: String, title: String) -> CatalogResource? {
        find(ResourceReference(type: type, title: title))
    }

    /// The resources of a type whose title is that one, in upper or lower case.
    func resources(ofType type: String, titled title: String) -> [CatalogResource] {
        resourcesByTitle[type, default: TitleIndex()].find(title, among: resourcesByType[type] ?? [])
    }

    /// Adds a resource. One of the same type and title is a complaint.
    func add(_ resource: CatalogResource) throws(Interruption) {
        guard resources.count < limits.resources else {
            throw .failure(
                "the catalog has more resources than the limit of \(limits.resources)",
                notes: [EvaluationLimits.Kind.resources.note])
        }
        if let existing = table.updateValue(resource, forKey: resource.reference) {
            table[resource.reference] = existing
            throw Self.duplicate(resource, existing)
        }
        resources.append(resource)
        resourcesByType[resource.type, default: []].append(resource)
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
        if let alias = resource.value("alias") {
            for value in Evaluator.flattened([alias]) {
                if let name = value.stringContent { try add(alias: name, of: resource, shownAs: "\"\(name)\"") }
            }
        }
        guard let key = uniquenessKey(of: resource) else { return }
        if key.count == 1 {
            if let name = key[0], name != resource.title {
                try add(alias: name, of: resource, shownAs: Self.shown(key))
            }
        } else if let existing = keyed.updateValue(resource, forKey: key) {
            throw Self.collision(resource, existing, alias: Self.shown(key), reference: Self.inner(key))
        }
    }

    /// What a resource is on its host, by which two of different titles are one; nil where there may be several.
    private func uniquenessKey(of resource: CatalogResource) -> [String?]? {
        switch resource.type {
        case "Exec", "Tidy": return nil
        case "Package":
            // In the order of the key attributes: command, name, provider.
            let name = resource.value("name")?.stringContent ?? resource.title
            return [resource.value("command")?.stringContent, name, resource.value("provider")?.stringContent]
        case "File":
            return [Self.trimmedPath(resource.value("path")?.stringContent ?? resource.title)]
        default:
            guard resource.builtIn != nil || resource.definition?.kind == .definedType else { return nil }
            return [resource.value(resource.builtIn?.nameAttribute ?? "name")?.stringContent]
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

    private func add(alias: String, of resource: CatalogResource, shownAs shown: String) throws(Interruption) {
        let reference = ResourceReference(type: resource.type, title: alias)
        if let existing = table[reference] {
            guard existing !== resource else { return }
            throw Self.collision(resource, existing, alias: shown, reference: "\"\(alias)\"")
        }
        table[reference] = resource
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

    /// Lets go of everything; resources and scopes refer to each other.
    func clear() {
        for resource in resources { resource.detach() }
        resources = []
        table = [:]
        keyed = [:]
        resourcesByType = [:]
        resourcesByTitle = [:]
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

/// The resources of one type by title in lower case. It catches up when it is asked.
private struct TitleIndex {
    private var resources: [String: [CatalogResource]] = [:]
    private var count = 0

    mutating func find(_ title: String, among all: [CatalogResource]) -> [CatalogResource] {
        for resource in all[count...] { resources[resource.title.lowercased(), default: []].append(resource) }
        count = all.count
        return resources[title.lowercased()] ?? []
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
    /// `before` or `notify`.
    let parameter: String
    let place: SourcePlace
}

extension SourcePlace {
    /// `(file: manifests/site.pp, line: 3)`.
    var puppetText: String { "(file: \(file.path), line: \(line))" }
}

import Diagnostics
import PuppetCatalog

/// What one catalog has of a resource type.
final class CatalogType {
    /// Capitalised in every segment.
    let name: String
    let isClass: Bool
    let isStage: Bool
    let tagTable: TagTable
    /// The tags that the name stands for.
    let tags: [TagTable.Tag]
    private(set) var resources: [CatalogResource] = []
    /// An alias or a name leads to its resource, too.
    private var resourcesByTitle = NameTable<CatalogResource>()
    /// Made for the types that a collector asks by title.
    private var index = TitleIndex()

    init(name: String, tagTable: TagTable) {
        self.name = name
        isClass = name == "Class"
        isStage = name == "Stage"
        self.tagTable = tagTable
        tags = tagTable.expansion(of: name)
    }

    /// Lets go of the resources, which refer to their type.
    func clear() {
        resources = []
        resourcesByTitle = NameTable()
        index = TitleIndex()
    }

    func find(_ title: HashedName) -> CatalogResource? { resourcesByTitle[title] }

    /// Adds a resource; one that has its title already is given back, and nothing is added.
    func add(_ resource: CatalogResource) -> CatalogResource? {
        if let existing = resourcesByTitle.insert(resource.titleKey, resource) { return existing }
        resources.append(resource)
        return nil
    }

    /// Lets a resource be found by another name; another one that has it already is given back.
    func add(alias: String, of resource: CatalogResource) -> CatalogResource? {
        guard let existing = resourcesByTitle.insert(HashedName(alias), resource) else { return nil }
        return existing === resource ? nil : existing
    }

    /// The resources whose title is that one, in upper or lower case.
    func resources(titled title: String) -> [CatalogResource] { index.find(title, among: resources) }
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

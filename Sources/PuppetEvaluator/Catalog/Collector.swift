import Diagnostics
import PuppetCatalog
import PuppetTypes

/// `Type <| query |>`, or the resources that `realize()` was given.
final class Collector {
    enum Selection {
        case query(type: String, ResourceQuery)
        case fixed([ResourceReference])
        /// Collects nothing: exported resources of other nodes are not stored.
        case nothing
    }

    let selection: Selection
    let overrides: ResourceOverrides?
    let place: SourcePlace
    /// What a fixed collector still looks for.
    var unresolved: [ResourceReference]
    private(set) var collected: [CatalogResource] = []
    private var seen: Set<ObjectIdentifier> = []
    /// What stands on the left of a relationship when the collector, on its right, finds nothing.
    var emptyAlternative: [Relationship.End] = []

    struct ResourceOverrides {
        let settings: [ParameterSetting]
        let source: ResourceDefinition
        let scope: Scope
    }

    init(_ selection: Selection, overrides: ResourceOverrides? = nil, place: SourcePlace) {
        self.selection = selection
        self.overrides = overrides
        self.place = place
        if case .fixed(let references) = selection { unresolved = references } else { unresolved = [] }
    }

    func hasCollected(_ resource: CatalogResource) -> Bool { seen.contains(ObjectIdentifier(resource)) }

    /// Notes what was found; true for a resource that was not collected before.
    func note(_ resource: CatalogResource) -> Bool {
        guard seen.insert(ObjectIdentifier(resource)).inserted else { return false }
        collected.append(resource)
        return true
    }
}

/// What stands between the bars of a collector.
struct ResourceQuery {
    /// Given where only resources of that title can match, in upper or lower case: they are found by it.
    let title: String?
    let matches: (CatalogResource) throws(Interruption) -> Bool

    init(title: String? = nil, matches: @escaping (CatalogResource) throws(Interruption) -> Bool) {
        self.title = title
        self.matches = matches
    }
}

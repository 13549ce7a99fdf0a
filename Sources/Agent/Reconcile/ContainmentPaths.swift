import PuppetCatalog

/// What contains each resource, from the outside in.
struct ContainmentPaths: Sendable {
    private var container: [ResourceReference: ResourceReference] = [:]
    private static let maximumDepth = 100

    init(_ catalog: Catalog) {
        container.reserveCapacity(catalog.edges.count)
        for edge in catalog.edges { container[edge.target] = edge.source }
    }

    func path(to reference: ResourceReference) -> [String] {
        var path = [reference.description]
        var current = reference
        while let outer = container[current], path.count < Self.maximumDepth {
            path.append(outer.description)
            current = outer
        }
        return path.reversed()
    }
}

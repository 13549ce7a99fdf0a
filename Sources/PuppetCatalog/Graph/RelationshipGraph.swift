import OrderedCollections
import PuppetTypes

/// What must come before what in a catalog: its relations, resolved and checked, and its containment.
///
/// Resources are named by their position in the catalog. A container is done when everything in it is; a relation
/// to a container is one to everything in it.
package struct RelationshipGraph: Sendable {
    /// A relation as it was declared: `target` comes after `source`.
    package struct Relation: Hashable, Sendable {
        package let source: Int
        package let target: Int
        /// Whether a change of the source refreshes the target (`notify`, `subscribe`).
        package let notifies: Bool
    }

    /// Something that must be done first.
    package struct Dependency: Hashable, Sendable {
        /// The position of the resource; one that contains others is done when those are.
        package let source: Int
        package let notifies: Bool

        package init(source: Int, notifies: Bool) {
            self.source = source
            self.notifies = notifies
        }
    }

    package let resources: [ResourceReference]
    package let relations: [Relation]
    /// What contains each resource, and what each contains.
    package let containers: Adjacency
    package let contents: Adjacency
    /// All resources in an order that respects every relation, otherwise the catalog's. A container comes after
    /// what it contains.
    package let order: [Int]
    private let index: [ResourceReference: Int]
    /// The positions of the relations that end at each resource.
    private let incoming: Adjacency

    /// The position of a resource, or nil.
    package func position(of reference: ResourceReference) -> Int? { index[reference] }

    /// Resolves and checks the relations of a catalog.
    package static func resolve(_ catalog: Catalog) throws(RelationshipError) -> RelationshipGraph {
        let resources = catalog.resources.map(\.reference)
        let index = names(of: catalog)
        let (sources, targets) = try ends(of: catalog.edges, index)
        let contents = Adjacency(count: resources.count, from: sources, to: targets)
        let containers = Adjacency(count: resources.count, from: targets, to: sources)
        let relations = try relations(catalog, index)
        let incoming = Adjacency(
            count: resources.count, from: relations.map(\.target), to: Array(relations.indices))
        let steps = StepGraph(count: resources.count, contents: contents, relations: relations)
        let order: [Int]
        switch steps.sorted() {
        case .success(let sorted): order = sorted
        case .failure(let cycle): throw .cycle(cycle.path.map { resources[$0] })
        }
        return RelationshipGraph(
            resources: resources, relations: relations, containers: containers, contents: contents, order: order,
            index: index,
            incoming: incoming)
    }

    private static func ends(
        of edges: [Catalog.Edge], _ index: [ResourceReference: Int]
    ) throws(RelationshipError) -> (sources: [Int], targets: [Int]) {
        var sources: [Int] = []
        var targets: [Int] = []
        sources.reserveCapacity(edges.count)
        targets.reserveCapacity(edges.count)
        for position in edges.indices {
            let edge = edges[position]
            // What is in one container comes together.
            let known = position > 0 && edges[position - 1].source == edge.source ? sources.last : nil
            guard let source = known ?? index[edge.source], let target = index[edge.target] else {
                throw .danglingEdge(edge)
            }
            sources.append(source)
            targets.append(target)
        }
        return (sources, targets)
    }

    private static let naming = ["alias", "name", "path"]

    /// Positions by reference; an alias or a name leads to its resource, too.
    private static func names(of catalog: Catalog) -> [ResourceReference: Int] {
        var index: [ResourceReference: Int] = [:]
        index.reserveCapacity(catalog.resources.count)
        for position in catalog.resources.indices { index[catalog.resources[position].reference] = position }
        for position in catalog.resources.indices {
            for name in naming {
                guard let value = catalog.resources[position].parameters[name] else { continue }
                for title in value.titles {
                    let reference = ResourceReference(type: catalog.resources[position].reference.type, title: title)
                    if index[reference] == nil { index[reference] = position }
                }
            }
        }
        return index
    }

    /// In this order the relations of one resource are listed.
    private static let parameters: [(name: String, isForward: Bool, notifies: Bool)] = [
        ("before", true, false), ("notify", true, true), ("require", false, false), ("subscribe", false, true),
    ]

    private static func relations(
        _ catalog: Catalog, _ index: [ResourceReference: Int]
    ) throws(RelationshipError) -> [Relation] {
        var relations: [Relation] = []
        for position in catalog.resources.indices {
            for parameter in parameters {
                guard let value = catalog.resources[position].parameters[parameter.name] else { continue }
                for named in value.references {
                    guard let reference = named.reference, let other = index[reference] else {
                        let resource = catalog.resources[position]
                        throw .missing(
                            reference: named.text, parameter: parameter.name, resource: resource.reference,
                            file: resource.file, line: resource.line)
                    }
                    relations.append(
                        Relation(
                            source: parameter.isForward ? position : other,
                            target: parameter.isForward ? other : position,
                            notifies: parameter.notifies))
                }
            }
        }
        return relations
    }
}

extension RelationshipGraph {
    /// What a resource waits for: what it, or anything that contains it, is related to, and what it contains.
    ///
    /// Sources that contain others are given as themselves; `descendants(of:)` says what is in them. One source
    /// occurs once, and notifies if any of its relations does.
    package func dependencies(of position: Int) -> [Dependency] {
        var found: OrderedDictionary<Int, Bool> = [:]
        for target in [position] + ancestors(of: position) {
            for relation in incoming[target].map({ relations[$0] }) {
                found[relation.source, default: false] = (found[relation.source] ?? false) || relation.notifies
            }
        }
        for content in contents[position] where found[content] == nil { found[content] = false }
        return found.map { Dependency(source: $0.key, notifies: $0.value) }
    }

    /// Everything that contains a resource, directly or not.
    package func ancestors(of position: Int) -> [Int] { reachable(from: position, containers) }

    /// Everything that a resource contains, directly or not.
    package func descendants(of position: Int) -> [Int] { reachable(from: position, contents) }

    private func reachable(from start: Int, _ edges: Adjacency) -> [Int] {
        var seen: Set<Int> = [start]
        var found: [Int] = []
        var queue = Array(edges[start])
        while let next = queue.popLast() {
            guard seen.insert(next).inserted else { continue }
            found.append(next)
            queue.append(contentsOf: edges[next])
        }
        return found.sorted()
    }
}

/// A reference as a relation's value gives it.
private enum NamedReference {
    case type(PuppetType)
    case text(String)

    var reference: ResourceReference? {
        switch self {
        case .type(let type): ResourceReference(type) ?? ResourceReference(type.description)
        case .text(let text): ResourceReference(text)
        }
    }

    var text: String {
        switch self {
        case .type(let type): ResourceReference(type)?.description ?? type.description
        case .text(let text): text
        }
    }
}

extension Value {
    /// The references that a relation's value holds, in order.
    fileprivate var references: [NamedReference] {
        var references: [NamedReference] = []
        addReferences(to: &references)
        return references
    }

    private func addReferences(to references: inout [NamedReference]) {
        switch self {
        case .array(let elements): for element in elements { element.addReferences(to: &references) }
        case .type(let type): references.append(.type(type))
        case .undef: break
        default: references.append(.text(stringContent ?? ""))
        }
    }

    /// The strings of a value that is one, or a list of them.
    fileprivate var titles: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let elements): elements.compactMap(\.stringContent)
        default: []
        }
    }
}

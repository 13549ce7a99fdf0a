import JSON
import Synchronization

/// The way from a node to a child: the child itself, or the name of a definition with what the place adds to it.
final class SchemaLink: Sendable {
    private let target: Target
    private let cache = AtomicLazyReference<SchemaNode>()

    private enum Target {
        case node(SchemaNode)
        case definition(SchemaDefinition)
        /// A reference whose place says more than the definition: `allOf` of one reference beside other keys.
        case refined(SchemaDefinition, JSON)
    }

    init(_ node: SchemaNode) { target = .node(node) }

    init(_ definition: SchemaDefinition) { target = .definition(definition) }

    init(_ definition: SchemaDefinition, refinedBy json: JSON) { target = .refined(definition, json) }

    /// The name of the definition, where this is a plain or refined reference.
    var reference: String? {
        switch target {
        case .node: nil
        case .definition(let definition), .refined(let definition, _): definition.name
        }
    }

    var node: SchemaNode {
        if let node = cache.load() { return node }
        switch target {
        case .node(let node): return cache.storeIfNil(node)
        case .definition(let definition): return cache.storeIfNil(definition.node)
        case .refined(let definition, let json):
            var facts = definition.node.facts
            facts.refine(by: json)
            return cache.storeIfNil(SchemaNode(facts))
        }
    }
}

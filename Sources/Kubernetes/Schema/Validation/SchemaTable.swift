import JSON

/// Schema nodes laid out in flat arrays, for looking at many objects of few kinds. What an object leads to is laid out
/// when it is first met.
struct SchemaTable {
    private(set) var nodes: [Node] = []
    private var sources: [SchemaNode] = []
    private var properties: [Property] = []
    /// Of the properties, one behind the other.
    private var names: [UInt8] = []
    /// For each node with properties: where those with names of each length begin.
    private var lengths: [Int] = []
    private var positions: [ObjectIdentifier: Int] = [:]

    struct Node {
        let types: SchemaTypes
        let format: SchemaNode.CheckedFormat?
        let isClosed: Bool
        let hasFurtherRules: Bool
        /// Whether two elements of the list must not be alike.
        let hasDistinctElements: Bool
        let requiredCount: Int
        fileprivate let firstLength: Int
        /// No name of a property has more bytes; -1 for a node without properties.
        fileprivate let longestName: Int
        fileprivate var items = Child.unknown
        fileprivate var additionalProperties = Child.unknown
    }

    struct Property {
        fileprivate let name: Range<Int>
        let isRequired: Bool
        fileprivate var node = Child.unknown
    }

    fileprivate enum Child {
        case unknown
        case none
        case node(Int)
    }

    func source(_ position: Int) -> SchemaNode { sources[position] }

    /// The position of a node, which is laid out if need be.
    mutating func position(of source: SchemaNode) -> Int {
        if let known = positions[ObjectIdentifier(source)] { return known }
        let facts = source.facts
        let position = nodes.count
        positions[ObjectIdentifier(source)] = position
        sources.append(source)
        nodes.append(
            Node(
                types: facts.types, format: source.checkedFormat, isClosed: source.isClosed,
                hasFurtherRules: source.hasFurtherRules,
                hasDistinctElements: facts.listType.map { $0 != .atomic } ?? false,
                requiredCount: facts.required.count, firstLength: lengths.count,
                longestName: facts.properties.longestName))
        add(facts.properties, required: facts.required)
        return position
    }

    private mutating func add(_ table: PropertyTable, required: [String]) {
        guard !table.isEmpty else { return }
        let first = properties.count
        for index in table.indices {
            let name = table.name(at: index)
            let start = names.count
            names.append(contentsOf: name.utf8)
            properties.append(Property(name: start..<names.count, isRequired: required.contains(name)))
        }
        lengths.append(contentsOf: table.firsts.map { first + $0 })
    }

    /// The position of a property among all of them.
    func property(_ name: Range<Int>, in text: [UInt8], of node: Int) -> Int? {
        let length = name.count
        guard length <= nodes[node].longestName else { return nil }
        var index = lengths[nodes[node].firstLength + length]
        let end = lengths[nodes[node].firstLength + length + 1]
        return text.withUnsafeBytes { text in
            names.withUnsafeBytes { names in
                let wanted = UnsafeRawBufferPointer(rebasing: text[name])
                while index < end {
                    if UnsafeRawBufferPointer(rebasing: names[properties[index].name]).holdsSame(as: wanted) {
                        return index
                    }
                    index += 1
                }
                return nil
            }
        }
    }

    func isRequired(property: Int) -> Bool { properties[property].isRequired }

    /// The node of a property of a node.
    mutating func node(ofProperty property: Int, of node: Int) -> Int? {
        switch properties[property].node {
        case .node(let known): return known
        case .none: return nil
        case .unknown:
            let index = property - lengths[nodes[node].firstLength]
            let child = position(of: sources[node].facts.properties.node(at: index))
            properties[property].node = .node(child)
            return child
        }
    }

    mutating func items(of node: Int) -> Int? {
        switch nodes[node].items {
        case .node(let known): return known
        case .none: return nil
        case .unknown:
            let child = sources[node].items.map { position(of: $0) }
            nodes[node].items = child.map(Child.node) ?? .none
            return child
        }
    }

    mutating func additionalProperties(of node: Int) -> Int? {
        switch nodes[node].additionalProperties {
        case .node(let known): return known
        case .none: return nil
        case .unknown:
            let child = sources[node].additionalProperties.map { position(of: $0) }
            nodes[node].additionalProperties = child.map(Child.node) ?? .none
            return child
        }
    }
}

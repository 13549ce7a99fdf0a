import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    /// Walks a tree with the paths of its nodes, `tree_each`. Without a block Puppet gives an Iterator, here it is the
    /// array of `[path, value]`.
    static let treeEach: [Dispatch] = {
        let object = PuppetType.object(ObjectType(name: nil, parent: nil, attributes: [:]))
        let tree = Dispatch.Parameter.required("tree", .variant([.iterator(nil), .anyArray, .anyHash, object]))
        let flag = PuppetType.optional(.boolean(nil))
        let options = Dispatch.Parameter.optional(
            "options",
            .alias(
                TypeAlias(
                    name: "OptionsType",
                    resolved: .structure([
                        StructElement(name: "container_type", isOptional: true, type: .optional(.type(nil))),
                        StructElement(name: "include_root", isOptional: true, type: flag),
                        StructElement(name: "include_containers", isOptional: true, type: flag),
                        StructElement(name: "include_values", isOptional: true, type: flag),
                        StructElement(
                            name: "order", isOptional: true,
                            type: .optional(.enumeration(["breadth_first", "depth_first"], caseInsensitive: false))),
                        StructElement(name: "include_refs", isOptional: true, type: flag),
                    ]))))
        return [
            Dispatch([tree, options], block: .required(2...2)) { call throws(Interruption) in
                try visit(call) { [.array($0.path), $0.value] }
            },
            Dispatch([tree, options], block: .required(1...1)) { call throws(Interruption) in
                try visit(call) { [$0.value] }
            },
            Dispatch([tree, options]) { call throws(Interruption) in
                let walk = try TreeWalk(call[0], options: entries(call[1]))
                return .array(walk.found.map { .array([.array($0.path), $0.value]) })
            },
        ]
    }()

    private static func visit(
        _ call: FunctionCall, _ arguments: (TreeWalk.Node) -> [Value]
    ) throws(Interruption) -> Value {
        for node in try TreeWalk(call[0], options: entries(call[1])).found {
            do throws(Interruption) {
                _ = try call.block?(arguments(node))
            } catch .broken {
                return call[0]
            }
        }
        return call[0]
    }
}

/// The nodes of a tree, in the order and the selection that the options of `tree_each` ask for.
private struct TreeWalk {
    struct Node {
        let path: [Value]
        let value: Value
    }

    private let includesContainers: Bool
    private let includesValues: Bool
    private let containerType: PuppetType
    private(set) var found: [Node] = []

    private static let depthLimit = 500
    private static let containers = PuppetType.variant([
        .anyArray, .anyHash, .object(ObjectType(name: nil, parent: nil, attributes: [:])),
    ])

    init(_ root: Value, options: PuppetHash) throws(Interruption) {
        func flag(_ name: String) -> Bool { options[.string(name)].map { $0 == .undef || $0.isTruthy } ?? true }
        includesContainers = flag("include_containers")
        includesValues = flag("include_values")
        if case .type(let type)? = options["container_type"] {
            guard Self.containers.isAssignable(from: type) else {
                throw .failure("Only Array, Hash, and Object types can be used as container types. Got \(type)")
            }
            containerType = type
        } else {
            containerType = Self.containers
        }
        guard includesContainers || includesValues else {
            throw .failure("Options 'include_containers' and 'include_values' cannot both be false")
        }
        if includesContainers, flag("include_root") { found.append(Node(path: [], value: root)) }
        if options["order"]?.stringContent == "breadth_first" {
            walkBreadthFirst(Node(path: [], value: root))
        } else {
            walkDepthFirst(Node(path: [], value: root), depth: 0)
        }
    }

    private func isContainer(_ value: Value) -> Bool { containerType.accepts(value) }

    private func children(_ node: Node) -> [Node] {
        switch node.value {
        case .array(let elements):
            elements.enumerated().map { Node(path: node.path + [.integer($0.offset)], value: $0.element) }
        case .hash(let entries): entries.map { Node(path: node.path + [$0.key], value: $0.value) }
        case .object(let object):
            object.attributes.map { Node(path: node.path + [.string($0.key)], value: $0.value) }
        default: []
        }
    }

    private mutating func walkDepthFirst(_ node: Node, depth: Int) {
        guard depth < Self.depthLimit else { return }
        for child in children(node) {
            guard isContainer(child.value) else {
                if includesValues { found.append(child) }
                continue
            }
            if includesContainers { found.append(child) }
            walkDepthFirst(child, depth: depth + 1)
        }
    }

    /// Values are included in any case, as in Puppet.
    private mutating func walkBreadthFirst(_ root: Node) {
        var level = [root]
        while !level.isEmpty {
            var next: [Node] = []
            for node in level {
                guard node.path.count < Self.depthLimit else { continue }
                for child in children(node) {
                    let isContainer = isContainer(child.value)
                    if isContainer { next.append(child) }
                    if includesContainers || !isContainer { found.append(child) }
                }
            }
            level = next
        }
    }
}

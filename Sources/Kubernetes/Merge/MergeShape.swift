import JSON
import OrderedCollections

/// How a value merges, as its schema says; without one, as the value itself suggests.
enum MergeShape {
    case scalar
    /// A list that is owned and replaced as a whole.
    case atomicList
    /// A list whose elements are their own names.
    case set(items: SchemaNode)
    /// A list whose elements are named by the values of some fields.
    case associative(keys: [String], items: SchemaNode)
    /// An object that is owned and replaced as a whole.
    case atomicMap
    case map(SchemaNode)

    init(_ node: SchemaNode, for value: JSON?) {
        if node.isIntOrString || node.isQuantity {
            self = .scalar
        } else if node.types == .array {
            self = Self.list(node)
        } else if node.types == .object || node.hasProperties {
            self = node.mapType == .atomic ? .atomicMap : .map(node)
        } else if node.types.isEmpty {
            switch value {
            case .object: self = .map(node)
            case .array: self = .atomicList
            case .null, .boolean, .integer, .double, .string, nil: self = .scalar
            }
        } else {
            self = .scalar
        }
    }

    private static func list(_ node: SchemaNode) -> MergeShape {
        let items = node.items ?? .any
        switch node.listType {
        case .atomic: return .atomicList
        case .set: return .set(items: items)
        case .map: return .associative(keys: node.mapKeys, items: items)
        case nil:
            // Older definitions only say how strategic merge patch treats the list.
            guard node.patchStrategies.contains("merge") else { return .atomicList }
            return node.patchMergeKey.map { .associative(keys: [$0], items: items) } ?? .set(items: items)
        }
    }
}

extension SchemaNode {
    /// The schema of a member, for merging: what is not declared accepts everything.
    func memberForMerge(_ name: String) -> SchemaNode { member(name) ?? .any }
}

/// The step that names an element of a list, or nil where the element lacks what names it.
func listElementPath(_ element: JSON, keys: [String], items: SchemaNode) -> OwnedFieldStep? {
    var fields: [OwnedFieldStep.Field] = []
    fields.reserveCapacity(keys.count)
    for key in keys.sorted() {
        if let value = element[key] ?? items.property(key)?.defaultValue {
            fields.append(OwnedFieldStep.Field(name: key, value: value))
        } else if element.object == nil {
            return nil
        }
    }
    return fields.isEmpty ? nil : .key(fields)
}

extension MergeShape {
    /// The elements of a granular list with the steps that name them; elements without a name are left out.
    func namedElements(of list: [JSON]) -> [(step: OwnedFieldStep, value: JSON)] {
        switch self {
        case .set: list.map { (.value($0), $0) }
        case .associative(let keys, let items):
            list.compactMap { element in listElementPath(element, keys: keys, items: items).map { ($0, element) } }
        case .scalar, .atomicList, .atomicMap, .map: []
        }
    }

    /// The schema of a list's elements.
    var items: SchemaNode {
        switch self {
        case .set(let items), .associative(_, let items): items
        case .scalar, .atomicList, .atomicMap, .map: .any
        }
    }
}

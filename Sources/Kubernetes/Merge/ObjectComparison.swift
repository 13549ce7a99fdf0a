package import JSON
import OrderedCollections

/// The fields in which two states of an object differ.
package struct ObjectComparison: Sendable {
    package private(set) var added = FieldSet()
    package private(set) var modified = FieldSet()
    package private(set) var removed = FieldSet()

    package init(from old: JSON, to new: JSON, schema: SchemaNode) {
        var path: [OwnedFieldStep] = []
        compare(old, new, schema, &path)
    }

    package var isSame: Bool { added.isEmpty && modified.isEmpty && removed.isEmpty }

    /// The comparison without the fields of a set and what lies below them.
    func excluding(_ ignored: FieldSet) -> ObjectComparison {
        var result = self
        result.added = added.recursivelySubtracting(ignored)
        result.modified = modified.recursivelySubtracting(ignored)
        result.removed = removed.recursivelySubtracting(ignored)
        return result
    }

    private mutating func compare(
        _ old: JSON?, _ new: JSON?, _ schema: SchemaNode, _ path: inout [OwnedFieldStep]
    ) {
        if let old, let new, old == new { return }
        let shape = MergeShape(schema, for: new ?? old)
        switch shape {
        case .scalar, .atomicList, .atomicMap: compareWhole(old, new, path)
        case .map(let node):
            let oldMembers = old?.object ?? [:]
            let newMembers = new?.object ?? [:]
            if oldMembers.isEmpty && newMembers.isEmpty { return compareWhole(old, new, path) }
            for (name, member) in oldMembers {
                descend(.field(name), member, newMembers[name], node.memberForMerge(name), &path)
            }
            for (name, member) in newMembers where oldMembers[name] == nil {
                descend(.field(name), nil, member, node.memberForMerge(name), &path)
            }
            recordPresence(old, new, path)
        case .set, .associative:
            let oldElements = old?.array ?? []
            let newElements = new?.array ?? []
            if oldElements.isEmpty && newElements.isEmpty { return compareWhole(old, new, path) }
            compareElements(oldElements, newElements, shape, &path)
            recordPresence(old, new, path)
        }
    }

    private mutating func compareElements(
        _ old: [JSON], _ new: [JSON], _ shape: MergeShape, _ path: inout [OwnedFieldStep]
    ) {
        let oldByStep = Dictionary(
            shape.namedElements(of: old).map { ($0.step, $0.value) }, uniquingKeysWith: { first, _ in first })
        let newByStep = Dictionary(
            shape.namedElements(of: new).map { ($0.step, $0.value) }, uniquingKeysWith: { first, _ in first })
        for (step, element) in oldByStep { descend(step, element, newByStep[step], shape.items, &path) }
        for (step, element) in newByStep where oldByStep[step] == nil {
            descend(step, nil, element, shape.items, &path)
        }
    }

    private mutating func descend(
        _ step: OwnedFieldStep, _ old: JSON?, _ new: JSON?, _ schema: SchemaNode, _ path: inout [OwnedFieldStep]
    ) {
        path.append(step)
        compare(old, new, schema, &path)
        path.removeLast()
    }

    private mutating func compareWhole(_ old: JSON?, _ new: JSON?, _ path: [OwnedFieldStep]) {
        if old != nil, new != nil {
            modified.insert(OwnedFieldPath(path))
        } else {
            recordPresence(old, new, path)
        }
    }

    private mutating func recordPresence(_ old: JSON?, _ new: JSON?, _ path: [OwnedFieldStep]) {
        if old == nil {
            added.insert(OwnedFieldPath(path))
        } else if new == nil {
            removed.insert(OwnedFieldPath(path))
        }
    }
}

/// A set of field paths, as a tree: what a manager owns, or what changed.
///
/// A path can be in the set together with paths below it.
package struct FieldSet: Hashable, Sendable {
    /// The paths of one step that are in the set.
    package private(set) var members: Set<OwnedFieldStep> = []
    /// The longer paths, by their first step. No child is empty.
    package private(set) var children: [OwnedFieldStep: FieldSet] = [:]

    package init() {}

    package var isEmpty: Bool { members.isEmpty && children.isEmpty }

    package mutating func insert(_ element: OwnedFieldStep) { members.insert(element) }

    package mutating func insert(_ path: OwnedFieldPath) { insert(path.elements[...]) }

    private mutating func insert(_ path: ArraySlice<OwnedFieldStep>) {
        guard let first = path.first else { return }
        guard path.count > 1 else {
            members.insert(first)
            return
        }
        children[first, default: FieldSet()].insert(path.dropFirst())
    }

    package mutating func remove(_ element: OwnedFieldStep) { members.remove(element) }

    /// Replaces what lies below a step.
    package mutating func setChild(_ element: OwnedFieldStep, _ child: FieldSet) {
        children[element] = child.isEmpty ? nil : child
    }

    package func contains(_ element: OwnedFieldStep) -> Bool { members.contains(element) }

    package func contains(_ path: OwnedFieldPath) -> Bool {
        var set = self
        for element in path.elements.dropLast() {
            guard let child = set.children[element] else { return false }
            set = child
        }
        guard let last = path.elements.last else { return false }
        return set.members.contains(last)
    }

    /// What lies below a step; empty where nothing does.
    package func below(_ element: OwnedFieldStep) -> FieldSet { children[element] ?? FieldSet() }

    package func union(_ other: FieldSet) -> FieldSet {
        var result = self
        result.members.formUnion(other.members)
        result.children.merge(other.children) { $0.union($1) }
        return result
    }

    package func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        result.members = members.intersection(other.members)
        for (element, child) in children {
            guard let otherChild = other.children[element] else { continue }
            result.setChild(element, child.intersection(otherChild))
        }
        return result
    }

    /// The paths of this set that are not in the other one, path by path.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        result.members = members.subtracting(other.members)
        for (element, child) in children {
            result.setChild(element, other.children[element].map { child.subtracting($0) } ?? child)
        }
        return result
    }

    /// The paths of this set that are neither in the other one nor below one of its paths.
    package func recursivelySubtracting(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        result.members = members.subtracting(other.members)
        for (element, child) in children where !other.members.contains(element) {
            result.setChild(element, other.children[element].map { child.recursivelySubtracting($0) } ?? child)
        }
        return result
    }

    /// Every path, parents before children, in order.
    package var paths: [OwnedFieldPath] {
        var result: [OwnedFieldPath] = []
        appendPaths(below: OwnedFieldPath(), to: &result)
        return result
    }

    private func appendPaths(below prefix: OwnedFieldPath, to result: inout [OwnedFieldPath]) {
        for element in members.union(children.keys).sorted() {
            let path = prefix.appending(element)
            if members.contains(element) { result.append(path) }
            children[element]?.appendPaths(below: path, to: &result)
        }
    }
}

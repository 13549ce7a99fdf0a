package import JSON

/// One step from a value into it, as field ownership names steps.
package enum OwnedFieldStep: Hashable, Sendable {
    /// A member of a map: `.spec`.
    case field(String)
    /// An element of a list of maps, by the values of its key fields, sorted by name: `[name="web"]`.
    case key([Field])
    /// An element of a set, by its value: `[="a"]`.
    case value(JSON)
    /// An element by its position: `[0]`.
    case index(Int)

    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: JSON

        package init(name: String, value: JSON) {
            self.name = name
            self.value = value
        }
    }
}

extension OwnedFieldStep: CustomStringConvertible {
    package var description: String {
        switch self {
        case .field(let name): "." + name
        case .key(let fields):
            "[" + fields.map { "\($0.name)=\(JSONWriter.text($0.value))" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(JSONWriter.text(value))]"
        case .index(let position): "[\(position)]"
        }
    }
}

/// Fields before keys before values before positions; within a kind by text or number.
extension OwnedFieldStep: Comparable {
    package static func < (left: OwnedFieldStep, right: OwnedFieldStep) -> Bool {
        switch (left, right) {
        case (.index(let a), .index(let b)): a < b
        case (.field(let a), .field(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        default:
            left.rank == right.rank
                ? left.description.utf8.lexicographicallyPrecedes(right.description.utf8) : left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }
}

/// The way from an object's top to one of its fields: `.spec.template.spec.containers[name="web"].image`.
package struct OwnedFieldPath: Hashable, Sendable, CustomStringConvertible {
    package var elements: [OwnedFieldStep]

    package init(_ elements: [OwnedFieldStep] = []) { self.elements = elements }

    package var description: String { elements.map(\.description).joined() }

    func appending(_ element: OwnedFieldStep) -> OwnedFieldPath { OwnedFieldPath(elements + [element]) }
}

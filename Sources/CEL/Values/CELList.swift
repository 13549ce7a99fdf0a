package import JSON

/// A list, of values or of JSON that is read when it is looked at.
package struct CELList: Sendable {
    private enum Storage: Sendable {
        case values([CELValue])
        case json([JSON], CELSchema)
    }

    private let storage: Storage
    package let kind: CELListKind

    package init(_ values: [CELValue], kind: CELListKind = .atomic) {
        storage = .values(values)
        self.kind = kind
    }

    package init(_ elements: [JSON], _ schema: CELSchema, _ kind: CELListKind = .atomic) {
        storage = .json(elements, schema)
        self.kind = kind
    }

    package var count: Int {
        switch storage {
        case .values(let values): values.count
        case .json(let elements, _): elements.count
        }
    }

    /// The element at an index; nil outside of the list. Throws where it is not what its schema says.
    package func element(_ index: Int) throws(CELError) -> CELValue? {
        guard index >= 0, index < count else { return nil }
        switch storage {
        case .values(let values): return values[index]
        case .json(let elements, let schema): return try CELValue(elements[index], schema)
        }
    }

    package func elements() throws(CELError) -> [CELValue] {
        switch storage {
        case .values(let values): return values
        case .json(let elements, let schema):
            var values: [CELValue] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try CELValue(element, schema)) }
            return values
        }
    }
}

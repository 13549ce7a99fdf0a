import JSON

/// Server-side apply refuses a list that holds two elements of one key.
extension SchemaValidator {
    /// For a list of several elements.
    mutating func checkDuplicates(_ list: Int, _ node: SchemaNode) {
        let listType = node.listType
        let mapKeys = node.mapKeys
        if listType == .map, mapKeys.count == 1 { return checkDuplicates(list, of: mapKeys[0]) }
        var seen: Set<[JSON]> = []
        for element in object.children(of: list) {
            let key =
                listType == .set
                ? [object.json(at: element)]
                : mapKeys.map { member($0, of: element) ?? node.items?.property($0)?.defaultValue ?? .null }
            guard !key.allSatisfy(\.isNull), !seen.insert(key).inserted else { continue }
            addDuplicate(element, listType == .set ? "value" : mapKeys.joined(separator: " and "))
        }
    }

    private func member(_ name: String, of position: Int) -> JSON? {
        object.member(name, of: position).map { object.json(at: $0) }
    }

    /// The common case: elements that one field names.
    private mutating func checkDuplicates(_ list: Int, of key: String) {
        var seen: Set<JSON> = []
        seen.reserveCapacity(object.nodes[list].count)
        for element in object.children(of: list) {
            if let name = member(key, of: element), !name.isNull, !seen.insert(name).inserted {
                addDuplicate(element, key)
            }
        }
    }

    private mutating func addDuplicate(_ element: Int, _ names: String) {
        add(.duplicateElement, "another element has the same \(names)", at: element)
    }
}

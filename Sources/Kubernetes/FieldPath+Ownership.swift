package import JSON
import OrderedCollections

extension FieldPath {
    /// Whether a value says something about this field: sets it, something in it, or something around it as a whole.
    package func isSet(in json: JSON) -> Bool {
        var value = json
        for step in steps {
            switch (step, value) {
            case (.member(let name), .object(let members)):
                guard let inner = members[name] else { return false }
                value = inner
            case (_, .array(let elements)):
                guard let inner = elements.enumerated().first(where: { step.selects($0.offset, $0.element) }) else {
                    return false
                }
                value = inner.element
            case (.member, _), (.element, _), (.everyElement, _), (.matching, _): return true
            }
        }
        return true
    }

    /// Whether somebody who owns these fields owns this one, something in it, or something around it as a whole.
    package func isOwned(in fields: FieldSet) -> Bool {
        var fields = fields
        for (position, step) in steps.enumerated() {
            let names: [OwnedFieldStep]
            switch step {
            case .member(let name): names = [.field(name)]
            case .matching(let key, let value):
                names = fields.members.union(fields.children.keys).filter { $0.hasKey(key, value) }
            // Lists of which the elements have no names are owned as wholes.
            case .element, .everyElement: return !fields.isEmpty
            }
            let below = names.reduce(FieldSet()) { $0.union(fields.below($1)) }
            let isMember = names.contains(where: fields.contains)
            if below.isEmpty { return isMember }
            if isMember, position == steps.count - 1 { return true }
            fields = below
        }
        return !fields.isEmpty
    }
}

extension OwnedFieldStep {
    fileprivate func hasKey(_ name: String, _ value: String) -> Bool {
        guard case .key(let fields) = self else { return false }
        return fields.contains { $0.name == name && ($0.value.string ?? JSONWriter.text($0.value)) == value }
    }
}

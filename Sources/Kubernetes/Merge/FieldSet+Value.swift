package import JSON
import OrderedCollections

extension FieldSet {
    /// Every field that a value sets: what an applier of that value owns.
    package init(of value: JSON, schema: SchemaNode) {
        self.init()
        insertFields(of: value, schema: schema)
    }

    private mutating func insertFields(of value: JSON, schema: SchemaNode) {
        let shape = MergeShape(schema, for: value)
        switch (shape, value) {
        case (.map(let node), .object(let members)):
            for (name, member) in members { insertMember(name, member, of: node) }
        case (.set, .array(let elements)), (.associative, .array(let elements)):
            for (step, element) in shape.namedElements(of: elements) {
                insert(step)
                var child = below(step)
                child.insertFields(of: element, schema: shape.items)
                setChild(step, child)
            }
        default: break
        }
    }

    private mutating func insertMember(_ name: String, _ value: JSON, of node: SchemaNode) {
        let step = OwnedFieldStep.field(name)
        let schema = node.memberForMerge(name)
        let isDeclared = node.property(name) != nil
        switch (MergeShape(schema, for: value), value) {
        case (.map, .object(let members)):
            if members.isEmpty || !isDeclared { insert(step) }
            setChild(step, FieldSet(of: value, schema: schema))
        case (.set, .array), (.associative, .array):
            if !isDeclared { insert(step) }
            setChild(step, FieldSet(of: value, schema: schema))
        default: insert(step)
        }
    }

    /// The set with every declared field that has paths below it as a member too, so that removing it removes all.
    func withDeclaredFields(_ schema: SchemaNode) -> FieldSet {
        var result = self
        for (step, child) in children {
            switch step {
            case .field(let name):
                if schema.property(name) != nil { result.insert(step) }
                result.setChild(step, child.withDeclaredFields(schema.memberForMerge(name)))
            case .key: result.setChild(step, child.withDeclaredFields(schema.items ?? .any))
            case .value, .index: break
            }
        }
        return result
    }

    /// The value without the fields of this set.
    func removing(from value: JSON, schema: SchemaNode) -> JSON {
        let shape = MergeShape(schema, for: value)
        switch (shape, value) {
        case (.map(let node), .object(let members)):
            guard !members.isEmpty else { return .null }
            var kept = JSONObject()
            for (name, member) in members where !contains(.field(name)) {
                let child = below(.field(name))
                kept[name] = child.isEmpty ? member : child.removing(from: member, schema: node.memberForMerge(name))
            }
            return kept.isEmpty ? .null : .object(kept)
        case (.set, .array(let elements)), (.associative, .array(let elements)):
            let kept = shape.namedElements(of: elements).compactMap { step, element -> JSON? in
                guard !contains(step) else { return nil }
                let child = below(step)
                return child.isEmpty ? element : child.removing(from: element, schema: shape.items)
            }
            return kept.isEmpty ? .null : .array(kept)
        case (.atomicList, _), (.atomicMap, _): return .null
        default: return value
        }
    }
}

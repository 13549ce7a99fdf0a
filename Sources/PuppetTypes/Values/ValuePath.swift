import OrderedCollections

/// A step from a value to one of its parts; a list of them leads to a part further inside.
package enum ValueStep: Hashable, Sendable {
    /// The value under a key of a hash.
    case key(Value)
    /// An element of an array.
    case index(Int)
}

extension Value {
    /// What stands directly under a step, also inside of a `Sensitive`; nil where there is nothing.
    package func part(_ step: ValueStep) -> Value? {
        switch (self, step) {
        case (.hash(let entries), .key(let key)): entries[key]
        case (.array(let elements), .index(let index)): elements.indices.contains(index) ? elements[index] : nil
        case (.sensitive(let inner), _): inner.part(step)
        default: nil
        }
    }

    /// What stands at the end of a path, or nil.
    package func part(at path: some Sequence<ValueStep>) -> Value? {
        var current = self
        for step in path {
            guard let next = current.part(step) else { return nil }
            current = next
        }
        return current
    }
}

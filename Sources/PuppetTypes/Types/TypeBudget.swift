import OrderedCollections

/// Bounds the size of types that manifests build out of others: parts are shared, so that a few steps could make a type
/// that no walk over it ends on.
struct TypeBudget {
    private var remaining = 5_000

    private static let nestingLimit = 60

    mutating func spend(on value: Value, depth: Int) throws(TypeError) {
        switch value {
        case .type(let type): try spend(on: type, depth: depth)
        case .array(let elements): for element in elements { try spend(on: element, depth: depth + 1) }
        case .hash(let entries):
            for (key, element) in entries {
                try spend(on: key, depth: depth + 1)
                try spend(on: element, depth: depth + 1)
            }
        default: break
        }
    }

    private mutating func spend(on type: PuppetType, depth: Int) throws(TypeError) {
        remaining -= 1
        if remaining < 0 || depth > Self.nestingLimit { throw TypeError("the type is too large") }
        for part in type.parts { try spend(on: part, depth: depth + 1) }
    }
}

extension PuppetType {
    /// The types that this one is made of; not what an alias stands for.
    fileprivate var parts: [PuppetType] {
        switch self {
        case .array(let inner, _), .optional(let inner?), .notUndef(let inner?), .type(let inner?),
            .sensitive(let inner?), .iterable(let inner?), .iterator(let inner?), .initType(let inner?, _):
            [inner]
        case .hash(let key, let value, _): [key, value]
        case .tuple(let types, _), .variant(let types): types
        case .structure(let elements): elements.map(\.type)
        case .callable(let signature?):
            signature.parameters + [signature.block, signature.returnType].compactMap(\.self)
        case .object(let object): [object.parent].compactMap(\.self) + object.attributes.values.map(\.type)
        default: []
        }
    }
}

// Assignability of the types of arrays and hashes, and of what can be iterated.
extension PuppetType {
    /// The sizes of the arrays of a `Tuple`.
    static func tupleSize(_ types: [PuppetType], _ size: Size?) -> Size {
        size ?? (types.isEmpty ? Size(0, nil) : Size(types.count, types.count))
    }

    /// The sizes of the instances of a collection type; for a `Struct` as Puppet counts it, every key.
    private var collectionSize: Size? {
        switch self {
        case .collection(let size), .array(_, let size), .hash(_, _, let size): size ?? Size(0, nil)
        case .tuple(let types, let size): size ?? Size(types.count, types.count)
        case .structure(let elements): Size(elements.count, elements.count)
        default: nil
        }
    }

    func admitsCollection(_ other: PuppetType, _ guardian: inout AssignabilityGuard) -> Bool {
        if other == .data || other == .richData { return false }
        switch self {
        case .collection(let size):
            return other.collectionSize.map { (size ?? Size(0, nil)).covers($0) } ?? false
        case .array(let element, let size):
            return guardian.inContainer { Self.array(element, size, admits: other, &$0) }
        case .hash(let key, let value, let size):
            return guardian.inContainer { Self.hash(key, value, size, admits: other, &$0) }
        case .tuple(let types, let size):
            return self == other || guardian.inContainer { Self.tuple(types, size, admits: other, &$0) }
        case .structure(let elements):
            return guardian.inContainer { Self.structure(elements, admits: other, &$0) }
        default: return false
        }
    }

    private static func array(
        _ element: PuppetType, _ size: Size?, admits other: PuppetType, _ guardian: inout AssignabilityGuard
    ) -> Bool {
        guard let otherSize = other.collectionSize, (size ?? Size(0, nil)).covers(otherSize) else { return false }
        switch other {
        case .tuple(let types, _): return types.allSatisfy { element.isAssignable(from: $0, &guardian) }
        case .array(let otherElement, _): return element.isAssignable(from: otherElement, &guardian)
        default: return false
        }
    }

    private static func hash(
        _ key: PuppetType, _ value: PuppetType, _ size: Size?, admits other: PuppetType,
        _ guardian: inout AssignabilityGuard
    ) -> Bool {
        switch other {
        case .hash(let otherKey, let otherValue, let otherSize):
            if (size?.lower ?? 0) == 0, otherSize == Size(0, 0) { return true }
            return key.isAssignable(from: otherKey, &guardian) && value.isAssignable(from: otherValue, &guardian)
                && (size ?? Size(0, nil)).covers(otherSize ?? Size(0, nil))
        case .structure(let elements):
            return (size ?? Size(0, nil)).contains(elements.count)
                && elements.allSatisfy {
                    key.accepts(.string($0.name)) && value.isAssignable(from: $0.type, &guardian)
                }
        default: return false
        }
    }

    private static func tuple(
        _ types: [PuppetType], _ size: Size?, admits other: PuppetType, _ guardian: inout AssignabilityGuard
    ) -> Bool {
        let expectedSize = tupleSize(types, size)
        switch other {
        case .tuple(let otherTypes, let otherSize):
            guard expectedSize.covers(tupleSize(otherTypes, otherSize)) else { return false }
            guard let last = types.last else { return true }
            if otherTypes.isEmpty { return expectedSize.lower == 0 }
            return otherTypes.enumerated().allSatisfy { index, type in
                (index < types.count ? types[index] : last).isAssignable(from: type, &guardian)
            }
        case .array(let element, let otherSize):
            guard expectedSize.covers(otherSize ?? Size(0, nil)) else { return false }
            let count = min(types.count, otherSize?.upper ?? types.count)
            return types.prefix(count).allSatisfy { $0.isAssignable(from: element, &guardian) }
        default: return false
        }
    }

    private static func structure(
        _ elements: [StructElement], admits other: PuppetType, _ guardian: inout AssignabilityGuard
    ) -> Bool {
        switch other {
        case .structure(let given):
            var matched = 0
            for element in elements {
                guard let actual = given.first(where: { $0.name == element.name }) else {
                    if element.isOptional { continue }
                    return false
                }
                matched += 1
                // A key that may be missing is not assignable to one that must be there.
                if actual.isOptional && !element.isOptional { return false }
                guard element.type.isAssignable(from: actual.type, &guardian) else { return false }
            }
            return matched == given.count
        case .hash(let key, let value, let size):
            let required = elements.filter { !$0.isOptional }
            guard
                required.allSatisfy({
                    $0.type.isAssignable(from: value, &guardian) && PuppetType.anyString.isAssignable(from: key)
                })
            else { return false }
            return Size(required.count, elements.count).covers(size ?? Size(0, nil))
        default: return false
        }
    }

    func admitsIterable(_ other: PuppetType, _ guardian: inout AssignabilityGuard) -> Bool {
        switch self {
        case .iterator(let element):
            guard case .iterator(let given) = other else { return false }
            return element.map { $0.isAssignable(from: given ?? .any, &guardian) } ?? true
        case .iterable(let element):
            guard let element, !element.isAssignable(from: .any, &guardian) else { return other.isIterable }
            guard let given = other.iterationType else { return false }
            return guardian.inContainer { element.isAssignable(from: given, &$0) }
        default: return false
        }
    }

    var isIterable: Bool {
        switch self {
        case .enumeration, .integer, .collection, .array, .hash, .iterable, .iterator, .string, .structure, .tuple:
            true
        case .type(let inner): inner.map(\.isFinite) ?? false
        default: false
        }
    }

    /// Whether the type, as a value, can be iterated: an `Enum`, an `Integer` with both bounds.
    var isFinite: Bool {
        switch self {
        case .enumeration: true
        case .integer(let lower, let upper): lower != nil && upper != nil
        default: false
        }
    }

    /// The type of what an iteration gives; `nil` where it is not known.
    var iterationType: PuppetType? {
        switch self {
        case .enumeration, .string: .string(.size(Size(1, 1)))
        case .integer: .anyInteger
        case .type(let inner?) where inner.isFinite: inner
        case .array(let element, _): element == .any ? nil : element
        case .hash(let key, let value, _): .tuple([key, value], size: Size(2, 2))
        case .tuple(let types, _): TypeInference.variant(types)
        case .structure(let elements):
            elements.isEmpty
                ? .tuple([.unit, .unit], size: Size(2, 2))
                : .tuple(
                    [
                        TypeInference.variant(elements.map { .string(.value($0.name)) }),
                        TypeInference.variant(elements.map(\.type)),
                    ], size: Size(2, 2))
        case .iterable(let element), .iterator(let element): element
        default: nil
        }
    }
}

import OrderedCollections

/// Finds the parts of an inferred type that are not what is expected.
struct MismatchDescriber {
    typealias Path = [Mismatch.PathElement]

    private static let depthLimit = 40

    /// The aliases that are being described, with what they are held against; a recursive one ends there.
    private var open: [[PuppetType]] = []

    func describe(_ expected: PuppetType, _ actual: PuppetType, _ path: Path) -> [Mismatch] {
        var visited: [TypeAlias] = []
        if let name = expected.unresolvedName(&visited) { return [Mismatch(path, .unresolved(name))] }
        return describe(expected.normalized, expected, actual, path)
    }

    /// `original` is the type as it was written, for the message.
    private func describe(
        _ expected: PuppetType, _ original: PuppetType, _ actual: PuppetType, _ path: Path
    ) -> [Mismatch] {
        if let aliased = expected.aliased {
            let pair = [expected, actual]
            if max(path.count, open.count) > Self.depthLimit || open.contains(pair) {
                return [Mismatch(path, .type(expected: original, actual: actual))]
            }
            var inner = self
            inner.open.append(pair)
            return inner.describe(aliased.normalized, expected, actual, path)
        }
        switch expected {
        case .variant(let types) where !types.isEmpty: return describeVariant(types, original, actual, path)
        case .structure(let elements): return describeStructure(elements, original, actual, path)
        case .hash(let key, let value, let size): return describeHash(key, value, size, original, actual, path)
        case .tuple(let types, let size):
            return describeTuple(types, size, expected, original, actual, path) { .size(expected: $0, actual: $1) }
        case .array(let element, let size): return describeArray(element, size, original, actual, path)
        case .callable(let signature?): return describeCallable(signature, original, actual, path)
        case .optional(let inner):
            guard let inner, actual != .undef else { return [] }
            return describe(inner, original.aliased == nil ? expected : original, actual, path)
        case .pattern, .enumeration:
            return [Mismatch(path, .pattern(expected: original, actual: actual))]
        default:
            return expected.isAssignable(from: actual)
                ? [] : [Mismatch(path, .type(expected: original, actual: actual))]
        }
    }

    private func describeVariant(
        _ types: [PuppetType], _ original: PuppetType, _ actual: PuppetType, _ path: Path
    ) -> [Mismatch] {
        var types = types
        if case .optional = original { types.insert(.undef, at: 0) }
        var variants: [[Mismatch]] = []
        for (index, type) in types.enumerated() {
            let found = describe(type, actual, path + [.variant(index)])
            if found.isEmpty || type.isAssignable(from: actual) { return [] }
            variants.append(found)
        }
        let merged = Self.merge(variants, position: path.count)
        if original.aliased != nil, merged.count == 1 {
            return [Mismatch(path, .type(expected: original, actual: actual))]
        }
        return merged
    }

    /// Joins the faults of several alternatives into one where they are of one kind and at one place.
    static func merge(_ variants: [[Mismatch]], position: Int) -> [Mismatch] {
        var all = variants.flatMap(\.self)
        for family in Mismatch.Kind.Family.allCases {
            let found = all.filter { $0.kind.family == family }
            guard found.count == variants.count, let first = found.first,
                found.allSatisfy({ $0.canonicalPath == first.canonicalPath })
            else { continue }
            all = [found.dropFirst().reduce(first) { $0.merged(with: $1) }]
            break
        }
        // Only what is said of blocks is said once.
        var blocks: Set<Mismatch> = []
        let unique = all.filter { mismatch in
            switch mismatch.kind {
            case .missingBlock, .unexpectedBlock: blocks.insert(mismatch).inserted
            default: true
            }
        }
        return unique.count == 1 ? [unique[0].chopped(at: position)] : unique
    }

    private func describeArray(
        _ element: PuppetType, _ size: Size?, _ original: PuppetType, _ actual: PuppetType, _ path: Path
    ) -> [Mismatch] {
        switch actual {
        case .tuple(let types, let actualSize):
            let expectedSize = size ?? Size(0, nil)
            let given = actualSize ?? Size(types.count, types.count)
            guard expectedSize.covers(given) else {
                return [Mismatch(path, .size(expected: expectedSize, actual: given))]
            }
            return types.enumerated().flatMap { index, type in
                element.isAssignable(from: type) ? [] : describe(element, type, path + [.index(index)])
            }
        case .array(let given, let actualSize):
            if let size, !size.covers(actualSize ?? Size(0, nil)) {
                return [Mismatch(path, .size(expected: size, actual: actualSize ?? Size(0, nil)))]
            }
            return [Mismatch(path, .type(expected: original, actual: .array(given, size: nil)))]
        default: return [Mismatch(path, .type(expected: original, actual: actual))]
        }
    }

    private func describeHash(
        _ key: PuppetType, _ value: PuppetType, _ size: Size?, _ original: PuppetType, _ actual: PuppetType,
        _ path: Path
    ) -> [Mismatch] {
        switch actual {
        case .structure(let elements):
            let expectedSize = size ?? Size(0, nil)
            let given = Size(elements.count { !$0.isOptional }, elements.count)
            guard expectedSize.covers(given) else {
                return [Mismatch(path, .size(expected: expectedSize, actual: given))]
            }
            return elements.flatMap { element -> [Mismatch] in
                let keyType = PuppetType.string(.value(element.name))
                let ofKey =
                    key.isAssignable(from: keyType)
                    ? [] : describe(key, keyType, path + [.entryKey(element.name)])
                let ofValue =
                    value.isAssignable(from: element.type)
                    ? [] : describe(value, element.type, path + [.entry(element.name)])
                return ofKey + ofValue
            }
        case .hash(let givenKey, let givenValue, let actualSize):
            if let size, !size.covers(actualSize ?? Size(0, nil)) {
                return [Mismatch(path, .size(expected: size, actual: actualSize ?? Size(0, nil)))]
            }
            return [
                Mismatch(path, .type(expected: original, actual: .hash(key: givenKey, value: givenValue, size: nil)))
            ]
        default: return [Mismatch(path, .type(expected: original, actual: actual))]
        }
    }

    private func describeStructure(
        _ elements: [StructElement], _ original: PuppetType, _ actual: PuppetType, _ path: Path
    ) -> [Mismatch] {
        switch actual {
        case .structure(let given):
            var rest = OrderedDictionary(given.map { ($0.name, $0) }) { first, _ in first }
            var found: [Mismatch] = []
            for element in elements {
                guard let other = rest.removeValue(forKey: element.name) else {
                    if !element.isOptional { found.append(Mismatch(path, .missingKey(element.name))) }
                    continue
                }
                if !element.type.isAssignable(from: other.type) {
                    found += describe(element.type, other.type, path + [.entry(element.name)])
                }
            }
            return found + rest.keys.map { Mismatch(path, .extraneousKey($0)) }
        case .hash(let key, let value, let size):
            let given = size ?? Size(0, nil)
            let expectedSize = Size(elements.count { !$0.isOptional }, elements.count)
            guard expectedSize.covers(given) else {
                return [Mismatch(path, .size(expected: expectedSize, actual: given))]
            }
            return [Mismatch(path, .type(expected: original, actual: .hash(key: key, value: value, size: nil)))]
        default: return [Mismatch(path, .type(expected: original, actual: actual))]
        }
    }

    private func describeTuple(
        _ types: [PuppetType], _ size: Size?, _ expected: PuppetType, _ original: PuppetType, _ actual: PuppetType,
        _ path: Path, _ sizeMismatch: (Size, Size) -> Mismatch.Kind
    ) -> [Mismatch] {
        if expected == actual { return [] }
        let expectedSize = PuppetType.tupleSize(types, size)
        switch actual {
        case .tuple(let given, let actualSize):
            let givenSize = PuppetType.tupleSize(given, actualSize)
            guard expectedSize.covers(givenSize) else { return [Mismatch(path, sizeMismatch(expectedSize, givenSize))] }
            guard let last = types.last else { return [] }
            return given.enumerated().flatMap { index, type -> [Mismatch] in
                let place = min(index, types.count - 1)
                let element = index < types.count ? types[index] : last
                return element.isAssignable(from: type) ? [] : describe(element, type, path + [.index(place)])
            }
        case .array(let element, let actualSize):
            if types.isEmpty { return [] }
            let givenSize = actualSize ?? Size(0, nil)
            guard expectedSize.covers(givenSize) else { return [Mismatch(path, sizeMismatch(expectedSize, givenSize))] }
            return types.enumerated().flatMap { index, type in
                type.isAssignable(from: element) ? [] : describe(type, element, path + [.index(index)])
            }
        default: return [Mismatch(path, .type(expected: original, actual: actual))]
        }
    }

    private func describeCallable(
        _ expected: CallableSignature, _ original: PuppetType, _ actual: PuppetType, _ path: Path
    ) -> [Mismatch] {
        guard case .callable(let given?) = actual else {
            return [Mismatch(path, .type(expected: original, actual: actual))]
        }
        if case .tuple(let types, let size) = expected.argumentTuple {
            let found = describeTuple(types, size, expected.argumentTuple, original, given.argumentTuple, path) {
                .count(expected: $0, actual: $1)
            }
            if !found.isEmpty { return found }
        }
        let (wanted, returned) = (expected.returnType ?? .any, given.returnType ?? .any)
        if !wanted.isAssignable(from: returned) {
            return [Mismatch(path + [.returned], .type(expected: wanted, actual: returned))]
        }
        let (block, givenBlock) = (expected.block ?? .undef, given.block ?? .undef)
        return givenBlock.isAssignable(from: block)
            ? [] : [Mismatch(path + [.block], .type(expected: block, actual: givenBlock))]
    }
}

extension PuppetType {
    /// The first type in this one that is not loaded.
    fileprivate func unresolvedName(_ visited: inout [TypeAlias]) -> String? {
        switch self {
        case .typeReference(let name): return name
        case .alias(let alias):
            if visited.count > 100 || visited.contains(where: { $0 === alias }) { return nil }
            visited.append(alias)
            return alias.resolved.flatMap { $0.unresolvedName(&visited) }
        case .array(let inner, _), .optional(let inner?), .notUndef(let inner?), .sensitive(let inner?),
            .iterable(let inner?), .type(let inner?):
            return inner.unresolvedName(&visited)
        case .hash(let key, let value, _):
            return key.unresolvedName(&visited) ?? value.unresolvedName(&visited)
        case .variant(let types), .tuple(let types, _):
            for type in types {
                if let name = type.unresolvedName(&visited) { return name }
            }
            return nil
        case .structure(let elements):
            for element in elements {
                if let name = element.type.unresolvedName(&visited) { return name }
            }
            return nil
        default: return nil
        }
    }
}

import OrderedCollections

/// What a comparison of types has entered, so that recursive aliases end.
struct AssignabilityGuard {
    private struct Pair: Hashable {
        let expected: PuppetType
        let actual: PuppetType
    }

    /// The comparisons that are under way, with the number of containers that had been entered by then.
    private var open: [Pair: Int] = [:]
    private var containers = 0
    private var depth = 0

    /// Types nest no deeper than this; what is deeper is refused.
    static let depthLimit = 200

    /// Runs `body` unless the same comparison is under way: then it holds if a container was entered since, and not
    /// otherwise.
    mutating func comparing(
        _ expected: PuppetType, _ actual: PuppetType, _ body: (inout AssignabilityGuard) -> Bool
    ) -> Bool {
        let pair = Pair(expected: expected, actual: actual)
        if let before = open[pair] { return before < containers }
        open[pair] = containers
        defer { open[pair] = nil }
        return nested(body)
    }

    mutating func nested(_ body: (inout AssignabilityGuard) -> Bool) -> Bool {
        if depth >= Self.depthLimit { return false }
        depth += 1
        defer { depth -= 1 }
        return body(&self)
    }

    mutating func inContainer(_ body: (inout AssignabilityGuard) -> Bool) -> Bool {
        containers += 1
        defer { containers -= 1 }
        return body(&self)
    }
}

extension PuppetType {
    /// Whether every instance of `other` is an instance of this type.
    package func isAssignable(from other: PuppetType) -> Bool {
        var guardian = AssignabilityGuard()
        return isAssignable(from: other, &guardian)
    }

    /// Settles what depends on the other type alone (aliases, `Variant`, `Optional`, `NotUndef`), then asks
    /// `admits`.
    func isAssignable(from other: PuppetType, _ guardian: inout AssignabilityGuard) -> Bool {
        switch (self, other) {
        case (.any, _), (.unit, _), (_, .unit): return true
        case (.alias, .alias) where self == other: return true
        case (.variant(let types), .undef) where types.isEmpty: return false
        case (.variant(let types), .data), (.variant(let types), .richData):
            return types.isEmpty || guardian.nested { admits(other, &$0) }
        case (.variant(let types), .variant(let others)):
            if types.isEmpty { return true }
            return !others.isEmpty
                && others.allSatisfy { isAssignable(from: $0, &guardian) }
        case (_, .alias(let alias)):
            guard let resolved = alias.resolved else { return false }
            return guardian.comparing(self, other) { isAssignable(from: resolved, &$0) }
        case (.notUndef, .variant(let others)) where others.isEmpty: return admits(other, &guardian)
        case (_, .richDataKey) where self != .richDataKey:
            return guardian.nested { isAssignable(from: .variant([.anyString, .numeric]), &$0) }
        case (_, .variant(let others)):
            return !others.isEmpty && others.allSatisfy { isAssignable(from: $0, &guardian) }
        case (_, .optional(let inner)):
            guard isAssignable(from: .undef, &guardian) else { return false }
            guard let inner else { return true }
            return guardian.nested { isAssignable(from: inner, &$0) }
        case (_, .notUndef(.some(let inner))) where !inner.isAssignable(from: .undef):
            return guardian.nested { isAssignable(from: inner, &$0) }
        default: return guardian.nested { admits(other, &$0) }
        }
    }

    private func admits(_ other: PuppetType, _ guardian: inout AssignabilityGuard) -> Bool {
        switch self {
        case .any, .unit: true
        case .alias(let alias):
            if let resolved = alias.resolved {
                guardian.comparing(self, other) { resolved.isAssignable(from: other, &$0) }
            } else {
                false
            }
        case .data, .richData, .richDataKey: admitsAsData(other, &guardian)
        case .variant(let types): types.contains { $0.isAssignable(from: other, &guardian) }
        case .optional(let inner):
            other == .undef || (inner?.isAssignable(from: other, &guardian) ?? true)
        case .notUndef(let inner):
            !other.isAssignable(from: .undef) && (inner?.isAssignable(from: other, &guardian) ?? true)
        case .undef, .default, .binary, .semVerRange, .typeReference: self == other
        case .scalar: other.isScalar
        case .scalarData: other.isScalarData
        case .numeric, .integer, .float, .boolean: admitsNumber(other)
        case .string, .enumeration, .pattern, .regexp: admitsText(other)
        case .array, .hash, .tuple, .structure, .collection: admitsCollection(other, &guardian)
        case .iterable, .iterator: admitsIterable(other, &guardian)
        case .callable(let signature):
            if case .callable(let given) = other { Self.admits(signature, given, &guardian) } else { false }
        case .type(let inner):
            if case .type(let otherInner) = other {
                if let inner {
                    otherInner.map { inner.isAssignable(from: $0, &guardian) } ?? false
                } else {
                    true
                }
            } else {
                false
            }
        case .sensitive(let inner):
            if case .sensitive(let otherInner) = other {
                (inner ?? .any).isAssignable(from: otherInner ?? .any, &guardian)
            } else {
                false
            }
        case .catalogEntry, .resource, .classType: admitsCatalogEntry(other)
        case .semVer, .timestamp, .timespan, .uri, .runtime: admitsScalarLike(other)
        case .initType(let inner, let arguments): Self.initType(inner, arguments, admits: other, &guardian)
        case .deferred, .error, .object, .typeSet: admitsObject(other)
        }
    }

    private func admitsAsData(_ other: PuppetType, _ guardian: inout AssignabilityGuard) -> Bool {
        if self == other { return true }
        let key: PuppetType
        switch self {
        case .data:
            if other == .undef || other.isScalarData { return true }
            key = .anyString
        case .richDataKey:
            return PuppetType.anyString.admits(other, &guardian) || PuppetType.numeric.admitsNumber(other)
        default:
            switch other {
            case .data, .undef, .default, .semVerRange, .binary, .sensitive, .type, .typeSet, .uri, .object, .deferred,
                .error:
                return true
            default: if other.isScalar { return true }
            }
            key = .richDataKey
        }
        return guardian.comparing(self, other) {
            PuppetType.hash(key: key, value: self, size: nil).isAssignable(from: other, &$0)
                || PuppetType.array(self, size: nil).isAssignable(from: other, &$0)
        }
    }

    private func admitsCatalogEntry(_ other: PuppetType) -> Bool {
        switch (self, other) {
        case (.catalogEntry, .catalogEntry), (.catalogEntry, .resource), (.catalogEntry, .classType): true
        case (.resource(nil, _), .resource): true
        case (.resource(let name?, let title), .resource(let otherName?, let otherTitle)):
            name.lowercased() == otherName.lowercased() && (title == nil || title == otherTitle)
        case (.classType(let name), .classType(let otherName)): name == nil || name == otherName
        default: false
        }
    }

    private func admitsObject(_ other: PuppetType) -> Bool {
        if self == other { return true }
        switch (self, other) {
        case (.error(let expected), .error(let given)): return Self.error(expected, admits: given)
        case (.object(let object), .deferred), (.object(let object), .error): return object.name == nil
        case (.object(let object), .object(let given)):
            if object.name == nil { return object.attributes.isEmpty }
            return given.lineage.contains { $0.name == object.name }
                || (given.parent.map { admitsObject($0) } ?? false)
        case (.typeSet(let typeSet), .typeSet): return typeSet == .bare
        default: return false
        }
    }

    private static func admits(
        _ expected: CallableSignature?, _ given: CallableSignature?, _ guardian: inout AssignabilityGuard
    ) -> Bool {
        guard let expected else { return true }
        guard let given else { return false }
        if let returnType = expected.returnType,
            !returnType.isAssignable(from: given.returnType ?? .any, &guardian)
        {
            return false
        }
        return given.argumentTuple.isAssignable(from: expected.argumentTuple, &guardian)
            && (given.block ?? .undef).isAssignable(from: expected.block ?? .undef, &guardian)
    }
}

extension CallableSignature {
    /// The parameters as a `Tuple`.
    var argumentTuple: PuppetType {
        if minimum == parameters.count && maximum == minimum {
            return .tuple(parameters, size: minimum == 0 ? Size(0, 0) : nil)
        }
        return .tuple(parameters, size: Size(minimum, maximum))
    }
}

import OrderedCollections

extension PuppetType {
    /// The type in the form in which messages show it: `Variant`s merged, `Optional` and `NotUndef` drawn outwards.
    var normalized: PuppetType {
        switch self {
        case .array(let element, let size): .array(element.normalized, size: size)
        case .hash(let key, let value, let size): .hash(key: key.normalized, value: value.normalized, size: size)
        case .tuple(let types, let size): .tuple(types.map(\.normalized), size: size)
        case .structure(let elements):
            .structure(
                elements.map { StructElement(name: $0.name, isOptional: $0.isOptional, type: $0.type.normalized) })
        case .type(let inner): .type(inner?.normalized)
        case .sensitive(let inner): .sensitive(inner?.normalized)
        case .iterable(let inner): .iterable(inner?.normalized)
        case .iterator(let inner): .iterator(inner?.normalized)
        case .optional(let inner?): Self.normalizedOptional(inner.normalized)
        case .notUndef(let inner?): Self.normalizedNotUndef(inner.normalized)
        case .variant(let types): types.isEmpty ? self : Self.normalizedVariant(types)
        default: self
        }
    }

    private static func normalizedOptional(_ inner: PuppetType) -> PuppetType {
        if case .notUndef(let contained) = inner { return PuppetType.optional(contained).normalized }
        return inner.isAssignable(from: .undef) ? inner : .optional(inner)
    }

    private static func normalizedNotUndef(_ inner: PuppetType) -> PuppetType {
        if case .optional(let contained) = inner { return PuppetType.notUndef(contained).normalized }
        return inner.isAssignable(from: .undef) ? .notUndef(inner) : inner
    }

    private static func normalizedVariant(_ types: [PuppetType]) -> PuppetType {
        let types = types.map(\.normalized)
        if types.count == 1 { return types[0] }
        var rest: [PuppetType] = []
        var isOptional = false
        for type in types {
            switch type {
            case .undef: isOptional = true
            case .optional(let inner):
                isOptional = true
                if let inner { rest.append(inner) }
            default: rest.append(type)
            }
        }
        if isOptional {
            return rest.isEmpty ? .undef : PuppetType.optional(TypeInference.variant(rest)).normalized
        }
        var merged = rest.flatMap { type in
            if case .variant(let inner) = type { inner } else { [type] }
        }
        merged = mergingEnumerations(merged)
        merged = mergingPatterns(merged)
        merged = mergingRanges(merged)
        return TypeInference.variant(merged)
    }

    /// Moves what `pick` finds into one type at the end, if there are several.
    private static func merging<Part>(
        _ types: [PuppetType], _ pick: (PuppetType) -> [Part]?, _ make: ([Part]) -> PuppetType
    ) -> [PuppetType] {
        let picked = types.compactMap(pick)
        guard picked.count > 1 else { return types }
        return types.filter { pick($0) == nil } + [make(picked.flatMap(\.self))]
    }

    private static func mergingEnumerations(_ types: [PuppetType]) -> [PuppetType] {
        let exact = merging(types) { type -> [String]? in
            switch type {
            case .enumeration(let values, false) where !values.isEmpty: values
            case .string(.value(let value)): [value]
            default: nil
            }
        } _: { values in
            .enumeration(OrderedSet(values).sorted(by: TypeInference.rubyOrder), caseInsensitive: false)
        }
        return merging(exact) { type -> [String]? in
            if case .enumeration(let values, true) = type, !values.isEmpty { values } else { nil }
        } _: { values in
            .enumeration(
                OrderedSet(values.map { $0.lowercased() }).sorted(by: TypeInference.rubyOrder), caseInsensitive: true)
        }
    }

    private static func mergingPatterns(_ types: [PuppetType]) -> [PuppetType] {
        merging(types) { type -> [String]? in
            if case .pattern(let patterns) = type { patterns } else { nil }
        } _: { patterns in
            .pattern(Array(OrderedSet(patterns)))
        }
    }

    /// Integer ranges that touch become one.
    private static func mergingRanges(_ types: [PuppetType]) -> [PuppetType] {
        var result: [PuppetType] = []
        for type in types {
            if let index = result.firstIndex(where: { $0.union(type) != nil }), let union = result[index].union(type) {
                result[index] = union
            } else {
                result.append(type)
            }
        }
        return result.count < types.count && result.count > 1 ? mergingRanges(result) : result
    }

    private func union(_ other: PuppetType) -> PuppetType? {
        guard case .integer(let lower, let upper) = self, case .integer(let otherLower, let otherUpper) = other else {
            return nil
        }
        func touches(_ upper: Int?, _ lower: Int?) -> Bool {
            guard let upper, let lower else { return true }
            return upper >= lower || upper.addingReportingOverflow(1).partialValue == lower
        }
        guard touches(upper, otherLower), touches(otherUpper, lower) else { return nil }
        return .integer(
            lower: lower.flatMap { lower in otherLower.map { min(lower, $0) } },
            upper: upper.flatMap { upper in otherUpper.map { max(upper, $0) } })
    }

    /// What an alias stands for, built-in ones included; `nil` for any other type.
    var aliased: PuppetType? {
        switch self {
        case .alias(let alias): alias.resolved
        case .data:
            .variant([
                .scalarData, .undef, .hash(key: .anyString, value: .data, size: nil), .array(.data, size: nil),
            ])
        case .richDataKey: .variant([.anyString, .numeric])
        case .richData:
            .variant([
                .scalar, .semVerRange, .binary, .sensitive(nil), .type(nil), .uri(nil), .undef, .default,
                .object(ObjectType(name: nil, parent: nil, attributes: [:])),
                .hash(key: .richDataKey, value: .richData, size: nil), .array(.richData, size: nil),
            ])
        default: nil
        }
    }

    /// The type with the alternatives of `Variant` and `Pattern`, whose order does not matter, in one order.
    var ordered: PuppetType {
        switch self {
        case .variant(let types): .variant(types.map(\.ordered).sorted { "\($0)" < "\($1)" })
        case .pattern(let patterns): .pattern(patterns.sorted())
        case .resource(let name, let title): .resource(typeName: name?.lowercased(), title: title)
        case .array(let element, let size): .array(element.ordered, size: size)
        case .hash(let key, let value, let size): .hash(key: key.ordered, value: value.ordered, size: size)
        case .tuple(let types, let size): .tuple(types.map(\.ordered), size: size)
        case .optional(let inner): .optional(inner?.ordered)
        case .notUndef(let inner): .notUndef(inner?.ordered)
        case .type(let inner): .type(inner?.ordered)
        case .sensitive(let inner): .sensitive(inner?.ordered)
        default: self
        }
    }
}

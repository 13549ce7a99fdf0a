import OrderedCollections

extension PuppetType {
    /// Whether the value is an instance of this type.
    package func accepts(_ value: Value) -> Bool {
        var seen: [TypeAlias] = []
        return accepts(value, &seen)
    }

    /// `seen` are the aliases that were tried on this very value: a recursive one ends there.
    func accepts(_ value: Value, _ seen: inout [TypeAlias]) -> Bool {
        switch self {
        case .any, .unit: return true
        case .alias(let alias):
            if seen.count > 100 || seen.contains(where: { $0 === alias }) { return false }
            guard let resolved = alias.resolved else { return false }
            seen.append(alias)
            return resolved.accepts(value, &seen)
        case .undef: return value == .undef
        case .default: return value == .default
        case .variant(let types): return types.contains { $0.accepts(value, &seen) }
        case .optional(let inner): return value == .undef || (inner?.accepts(value, &seen) ?? false)
        case .notUndef(let inner): return value != .undef && (inner?.accepts(value, &seen) ?? true)
        case .data: return Self.isData(value)
        case .richData: return Self.isRichData(value)
        case .richDataKey:
            switch value {
            case .string, .secret, .integer, .float: return true
            default: return false
            }
        case .string, .enumeration, .pattern: return acceptsText(value)
        case .array, .tuple: return acceptsArray(value)
        case .hash, .structure: return acceptsHash(value)
        case .collection(let size):
            switch value {
            case .array(let elements): return size?.contains(elements.count) ?? true
            case .hash(let entries): return size?.contains(entries.count) ?? true
            default: return false
            }
        default: return acceptsSimple(value)
        }
    }

    private func acceptsText(_ value: Value) -> Bool {
        guard let text = value.stringContent else { return false }
        switch self {
        case .string(.unconstrained): return true
        case .string(.size(let size)):
            if size.lower <= 1 && size.upper == nil { return size.lower == 0 || !text.isEmpty }
            return size.contains(text.unicodeScalars.count)
        case .string(.value(let expected)): return text == expected
        case .enumeration(let values, let caseInsensitive):
            return Self.enumeration(values, caseInsensitive: caseInsensitive, contains: text)
        case .pattern(let patterns): return patterns.isEmpty || Self.matches(patterns, text)
        default: return false
        }
    }

    private func acceptsArray(_ value: Value) -> Bool {
        guard case .array(let elements) = value else { return false }
        switch self {
        case .array(let element, let size):
            return (size?.contains(elements.count) ?? true)
                && (element.isAny || elements.allSatisfy { element.accepts($0) })
        case .tuple(let types, let size):
            guard Self.tupleSize(types, size).contains(elements.count) else { return false }
            guard let last = types.last else { return true }
            return elements.enumerated().allSatisfy { index, element in
                (index < types.count ? types[index] : last).accepts(element)
            }
        default: return false
        }
    }

    private func acceptsHash(_ value: Value) -> Bool {
        guard case .hash(let entries) = value else { return false }
        switch self {
        case .hash(let key, let valueType, let size):
            return (size?.contains(entries.count) ?? true)
                && (key.isAny || entries.keys.allSatisfy { key.accepts($0) })
                && (valueType.isAny || entries.values.allSatisfy { valueType.accepts($0) })
        case .structure(let elements):
            var matched = 0
            for element in elements {
                if let entry = entries[.string(element.name)] {
                    guard element.type.accepts(entry) else { return false }
                    matched += 1
                } else if !element.isOptional {
                    return false
                }
            }
            return matched == entries.count
        default: return false
        }
    }

    private func acceptsSimple(_ value: Value) -> Bool {
        switch (self, value) {
        case (.boolean(let expected), .boolean(let given)): expected == nil || expected == given
        case (.integer(let lower, let upper), .integer(let given)):
            (lower.map { $0 <= given } ?? true) && (upper.map { given <= $0 } ?? true)
        case (.float(let lower, let upper), .float(let given)):
            (lower.map { $0 <= given } ?? true) && (upper.map { given <= $0 } ?? true)
        case (.numeric, .integer), (.numeric, .float): true
        case (.scalar, _): Self.isScalar(value)
        case (.scalarData, _): Self.isScalarData(value)
        case (.regexp(let source), .regexp(let given)): source == nil || source == given
        case (.type(let inner), .type(let given)): inner?.isAssignable(from: given) ?? true
        case (.sensitive(let inner), .sensitive(let given)): inner?.accepts(given) ?? true
        case (.semVer(let ranges), .semVer(let version)):
            ranges.isEmpty || ranges.contains { $0.contains(version) }
        case (.semVerRange, .semVerRange), (.binary, .binary), (.deferred, .deferred): true
        case (.timestamp(let lower, let upper), .timestamp(let given)): Self.covers(lower, upper, given, given)
        case (.timespan(let lower, let upper), .timespan(let given)): Self.covers(lower, upper, given, given)
        case (.uri(let parameters), .uri(let text)):
            parameters.map { isURI(text, matching: $0) } ?? true
        case (.iterable(let element), _): acceptsIterable(element, value)
        case (.object(let object), .type): object.name == nil  // Every type is an object of its own.
        case (.typeSet, .type(.typeSet)): true  // Puppet does not look which set it is.
        case (.object, .object), (.error, .object), (.object, .deferred):
            isAssignable(from: TypeInference.infer(value))
        case (.initType(let inner, let arguments), _): Self.initType(inner, arguments, accepts: value)
        default: false
        }
    }

    private func isURI(_ text: String, matching parameters: PuppetHash) -> Bool {
        guard let parts = try? URIParts.parse(text).parameters else { return false }
        return parameters.allSatisfy { name, expected in
            ValueComparison.matches(parts[name] ?? .undef, pattern: expected)
        }
    }

    private func acceptsIterable(_ element: PuppetType?, _ value: Value) -> Bool {
        guard let element, !element.isAssignable(from: .any) else {
            switch value {
            case .string, .secret, .array, .hash: return true
            case .integer(let count): return count >= 0
            case .type(let type): return type.isFinite
            default: return false
            }
        }
        return isAssignable(from: TypeInference.inferReduced(value))
    }

    private var isAny: Bool { if case .any = self { true } else { false } }

    static func isScalarData(_ value: Value) -> Bool {
        switch value {
        case .string, .secret, .integer, .float, .boolean: true
        default: false
        }
    }

    static func isScalar(_ value: Value) -> Bool {
        switch value {
        case .regexp, .semVer, .semVerRange, .timestamp, .timespan: true
        default: isScalarData(value)
        }
    }

    static func isData(_ value: Value) -> Bool {
        switch value {
        case .undef: true
        case .array(let elements): elements.allSatisfy(isData)
        case .hash(let entries): entries.allSatisfy { $0.key.stringContent != nil && isData($0.value) }
        default: isScalarData(value)
        }
    }

    static func isRichData(_ value: Value) -> Bool {
        switch value {
        case .undef, .default, .sensitive, .type, .binary, .uri, .semVerRange, .deferred, .object: true
        case .array(let elements): elements.allSatisfy(isRichData)
        case .hash(let entries):
            entries.allSatisfy { PuppetType.richDataKey.accepts($0.key) && isRichData($0.value) }
        default: isScalar(value)
        }
    }
}

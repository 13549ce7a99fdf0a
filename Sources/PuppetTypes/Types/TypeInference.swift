import OrderedCollections

/// Finds the type of values.
package enum TypeInference {
    /// The most precise type of a value, element by element (Puppet's `type($x)`).
    package static func infer(_ value: Value) -> PuppetType {
        switch value {
        case .array(let elements):
            elements.isEmpty ? .array(.unit, size: Size(0, 0)) : .tuple(elements.map(infer), size: nil)
        case .hash(let entries): inferHash(entries)
        case .semVer(let version): .semVer([.exactly(version)])
        default: inferSingle(value)
        }
    }

    private static func inferHash(_ entries: PuppetHash) -> PuppetType {
        if entries.isEmpty { return .hash(key: .unit, value: .unit, size: Size(0, 0)) }
        var elements: [StructElement] = []
        for (key, value) in entries {
            // The name of a secret key would show in messages.
            guard case .string(let name) = key, !name.isEmpty else {
                return .hash(
                    key: variant(entries.keys.map(infer)), value: variant(entries.values.map(infer)),
                    size: Size(entries.count, entries.count))
            }
            elements.append(StructElement(name: name, isOptional: false, type: infer(value)))
        }
        return .structure(elements)
    }

    /// The type of a value with one element type for all elements (`type($x, 'reduced')`).
    package static func inferReduced(_ value: Value) -> PuppetType {
        switch value {
        case .array(let elements):
            if elements.isEmpty { return .array(.unit, size: Size(0, 0)) }
            return .array(reduce(elements), size: Size(elements.count, elements.count))
        case .hash(let entries):
            if entries.isEmpty { return .hash(key: .unit, value: .unit, size: Size(0, 0)) }
            return .hash(
                key: reduce(Array(entries.keys)), value: reduce(Array(entries.values)),
                size: Size(entries.count, entries.count))
        default: return inferSingle(value)
        }
    }

    private static func reduce(_ values: [Value]) -> PuppetType {
        var result: PuppetType?
        for value in values {
            let type = inferReduced(value)
            result = result.map { common($0, type) } ?? type
        }
        return result ?? .unit
    }

    private static func inferSingle(_ value: Value) -> PuppetType {
        switch value {
        case .undef: .undef
        case .default: .default
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(lower: value, upper: value)
        case .float(let value): .float(lower: value, upper: value)
        case .string(let text): .string(.value(text))
        case .secret: .anyString
        case .array: .anyArray
        case .hash: .anyHash
        case .sensitive(.regexp): .sensitive(.regexp(nil))
        case .sensitive(let inner): .sensitive(generalize(inferReduced(inner)))
        case .regexp(let source): .regexp(source)
        case .type(let type): .type(type)
        case .binary: .binary
        case .semVer: .semVer([])
        case .semVerRange: .semVerRange
        case .timestamp(let time): .timestamp(lower: time, upper: time)
        case .timespan(let span): .timespan(lower: span, upper: span)
        case .uri(let text): .uri((try? URIParts.parse(text))?.parameters)
        case .deferred: .deferred
        case .object(let object):
            object.typeName == "Error"
                ? .error(PuppetType.errorParameters(of: object))
                : .object(object.type ?? ObjectType(name: object.typeName, parent: nil, attributes: [:]))
        }
    }

    /// A `Variant` of the different ones among the types, or the only one.
    static func variant(_ types: [PuppetType]) -> PuppetType {
        var unique: OrderedSet<PuppetType> = []
        for type in types {
            if case .variant(let inner) = type { unique.formUnion(inner) } else { unique.append(type) }
        }
        if unique.count == 1, let only = unique.first { return only }
        return .variant(Array(unique))
    }

    /// The type without its bounds: `Integer` of `Integer[1, 3]`.
    package static func generalize(_ type: PuppetType) -> PuppetType {
        switch type {
        case .integer: .anyInteger
        case .float: .anyFloat
        case .string: .anyString
        case .boolean: .boolean(nil)
        case .collection: .collection(nil)
        case .timestamp: .timestamp(lower: nil, upper: nil)
        case .timespan: .timespan(lower: nil, upper: nil)
        case .uri: .uri(nil)
        case .error: .error(nil)
        case .enumeration(let values, _):
            if let least = values.map(\.unicodeScalars.count).min(),
                let most = values.map(\.unicodeScalars.count).max()
            {
                .string(.size(Size(least, most)))
            } else {
                .anyString
            }
        case .array(let element, _): .array(generalize(element), size: nil)
        case .hash(.unit, .unit, let size): .hash(key: .unit, value: .unit, size: size)
        case .hash(let key, let value, _): .hash(key: generalize(key), value: generalize(value), size: nil)
        case .tuple(let types, let size): .tuple(types.map(generalize), size: size)
        case .structure(let elements):
            .structure(
                elements.map { StructElement(name: $0.name, isOptional: $0.isOptional, type: generalize($0.type)) })
        case .optional(let inner): .optional(inner.map(generalize))
        case .notUndef(let inner): .notUndef(inner.map(generalize))
        case .type(let inner): .type(inner.map(generalize))
        case .sensitive(let inner): .sensitive(inner.map(generalize))
        case .iterable(let inner): .iterable(inner.map(generalize))
        case .iterator(let inner): .iterator(inner.map(generalize))
        case .variant(let types): types.isEmpty ? type : variant(types.map(generalize))
        default: type
        }
    }
}

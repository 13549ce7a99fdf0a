import OrderedCollections

extension TypeConversion {
    static func deferred(_ arguments: [Value]) throws(TypeError) -> Value {
        var name = arguments.first?.stringContent
        var rest = arguments.count > 1 ? arguments[1] : .array([])
        if arguments.count == 1, case .hash(let entries) = arguments[0] {
            name = entries[.string("name")]?.stringContent
            rest = entries[.string("arguments")] ?? .array([])
        }
        guard let name, case .array(let list) = rest, arguments.count <= 2 else {
            throw TypeError("'Deferred' expects a String name and an Array of arguments")
        }
        return .deferred(DeferredCall(name: name, arguments: list))
    }

    private static let errorAttributes: OrderedDictionary<String, ObjectAttribute> = [
        "msg": ObjectAttribute(type: .anyString),
        "kind": ObjectAttribute(type: .optional(.anyString), defaultValue: .undef),
        "details": ObjectAttribute(
            type: .optional(.hash(key: .anyString, value: .data, size: nil)), defaultValue: .undef),
        "issue_code": ObjectAttribute(type: .optional(.anyString), defaultValue: .undef),
        "partial_result": ObjectAttribute(type: .optional(.data), defaultValue: .undef),
        "artifacts": ObjectAttribute(type: .optional(.anyHash), defaultValue: .undef),
    ]

    static func error(_ arguments: [Value]) throws(TypeError) -> Value {
        try objectValue(ObjectType(name: "Error", parent: nil, attributes: errorAttributes), arguments)
    }

    /// The attributes of a type, inherited ones first.
    private static func attributes(_ object: ObjectType, depth: Int = 0) -> OrderedDictionary<String, ObjectAttribute> {
        guard depth < 50 else { return object.attributes }
        let parent: ObjectType? =
            switch object.parent {
            case .object(let parent): parent
            case .alias(let alias): if case .object(let parent)? = alias.resolved { parent } else { nil }
            default: nil
            }
        var result = parent.map { attributes($0, depth: depth + 1) } ?? [:]
        result.merge(object.attributes) { $1 }
        return result
    }

    /// By position, required attributes first, or by one hash.
    static func objectValue(_ object: ObjectType, _ arguments: [Value]) throws(TypeError) -> Value {
        guard let name = object.name else {
            throw TypeError("Creation of new instance of type 'Object' is not supported")
        }
        let attributes = attributes(object).filter { !$0.value.isConstant }
        let required = attributes.filter { $0.value.defaultValue == nil }
        let ordered = Array(required.keys) + attributes.keys.filter { required[$0] == nil }
        let given = try initialValues(name, ordered, attributes, arguments)
        var values: OrderedDictionary<String, Value> = [:]
        for (key, attribute) in attributes {
            if let value = given[key] {
                if value != attribute.defaultValue { values[key] = value }
            } else if attribute.defaultValue == nil {
                throw TypeError("'\(name)' expects a value for key '\(key)'")
            }
        }
        return .object(ObjectValue(typeName: name, attributes: values))
    }

    private static func initialValues(
        _ name: String, _ ordered: [String], _ attributes: OrderedDictionary<String, ObjectAttribute>,
        _ arguments: [Value]
    ) throws(TypeError) -> OrderedDictionary<String, Value> {
        if arguments.count == 1, case .hash(let entries) = arguments[0],
            entries.keys.allSatisfy({ $0.stringContent.map { attributes[$0] != nil } ?? false }), !entries.isEmpty
        {
            var values: OrderedDictionary<String, Value> = [:]
            for (key, value) in entries { values[key.stringContent ?? ""] = value }
            try check(values, attributes, name)
            return values
        }
        let required = ordered.count { attributes[$0]?.defaultValue == nil }
        let signature = CallableSignature(
            parameters: ordered.map { attributes[$0]?.type ?? .any }, minimum: required, maximum: ordered.count,
            names: ordered)
        _ = try dispatch("new_\(name)", [signature], arguments)
        return OrderedDictionary(zip(ordered, arguments)) { $1 }
    }

    private static func check(
        _ values: OrderedDictionary<String, Value>, _ attributes: OrderedDictionary<String, ObjectAttribute>,
        _ name: String
    ) throws(TypeError) {
        for (key, value) in values {
            guard let type = attributes[key]?.type, !type.accepts(value) else { continue }
            throw TypeError(
                TypeMismatch.describe(
                    subject: "\(name)[\(key)] has wrong type,", expected: type, actual: value))
        }
    }
}

import OrderedCollections

extension TypeConversion {
    static let deferredType = ObjectType(
        name: "Deferred", parent: nil,
        attributes: [
            "name": ObjectAttribute(type: .pattern([#"\A[$]?[a-z][a-z0-9_]*(?:::[a-z][a-z0-9_]*)*\z"#])),
            "arguments": ObjectAttribute(type: .optional(.anyArray), defaultValue: .undef),
        ])

    static func deferred(_ arguments: [Value]) throws(TypeError) -> Value {
        let made = try object(deferredType, "Deferred", arguments)
        if case .secret? = made.attributes["name"] { throw TypeError("Cannot use a secret as the name of a function") }
        var list: [Value] = []
        if case .array(let elements)? = made.attributes["arguments"] { list = elements }
        return .deferred(DeferredCall(name: made.attributes["name"]?.stringContent ?? "", arguments: list))
    }

    private static let errorAttributes: OrderedDictionary<String, ObjectAttribute> = [
        "msg": ObjectAttribute(type: .string(.size(Size(1, nil)))),
        "kind": ObjectAttribute(type: .optional(.string(.size(Size(1, nil)))), defaultValue: .undef),
        "details": ObjectAttribute(
            type: .optional(.hash(key: .string(.size(Size(1, nil))), value: .data, size: nil)), defaultValue: .undef),
        "issue_code": ObjectAttribute(type: .optional(.string(.size(Size(1, nil)))), defaultValue: .undef),
    ]

    static let errorType = ObjectType(
        name: "Error", parent: nil, attributes: errorAttributes,
        typeParameters: ["kind": PuppetType.errorParameter, "issue_code": PuppetType.errorParameter],
        functions: ["message": .callable(CallableSignature([], returnType: .string(.size(Size(1, nil)))))])

    static func error(_ arguments: [Value]) throws(TypeError) -> Value {
        .object(try object(errorType, "Error", arguments))
    }

    static func objectValue(_ type: ObjectType, _ arguments: [Value]) throws(TypeError) -> Value {
        guard let name = type.name else {
            throw TypeError("Creation of new instance of type 'Object' is not supported")
        }
        let made = try object(type, name, arguments)
        return .object(ObjectValue(typeName: name, attributes: made.attributes, type: type))
    }

    /// Out of one hash, or of values by position, required attributes first.
    private static func object(_ type: ObjectType, _ name: String, _ arguments: [Value]) throws(TypeError)
        -> ObjectValue
    {
        let attributes = type.allAttributes.filter { $0.value.isGiven }
        let required = attributes.filter { $0.value.defaultValue == nil }
        let ordered = Array(required.keys) + attributes.keys.filter { required[$0] == nil }
        let elements = attributes.map { key, attribute in
            StructElement(name: key, isOptional: attribute.defaultValue != nil, type: attribute.type)
        }
        let byHash = CallableSignature(
            parameters: [.structure(elements)], minimum: 1, maximum: 1, names: ["hash"])
        let byPosition = CallableSignature(
            parameters: ordered.map { attributes[$0]?.type ?? .any }, minimum: required.count, maximum: ordered.count,
            names: ordered)
        let takesHash = try dispatch("new_\(name)", [byHash, byPosition], arguments) == 0
        var values: OrderedDictionary<String, Value> = [:]
        if takesHash, case .hash(let entries)? = arguments.first {
            for (key, value) in entries { values[key.stringContent ?? ""] = value }
        } else {
            values = OrderedDictionary(zip(ordered, arguments)) { $1 }
        }
        // In the order of the attributes, without what is the default.
        var kept: OrderedDictionary<String, Value> = [:]
        for (key, attribute) in attributes {
            if let value = values[key], value != attribute.defaultValue { kept[key] = value }
        }
        return ObjectValue(typeName: name, attributes: kept)
    }
}

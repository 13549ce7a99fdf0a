import OrderedCollections

/// Reads the hash of `Object[{ … }]`.
package struct ObjectDefinition {
    private static let keys: Set = [
        "name", "parent", "type_parameters", "attributes", "constants", "functions", "equality",
        "equality_include_type", "checks", "annotations", "serialization",
    ]
    private static let attributeKeys: Set = ["annotations", "type", "final", "override", "kind", "value"]

    private let entries: PuppetHash
    private let name: String
    private let inherited: OrderedDictionary<String, (owner: String, attribute: ObjectAttribute)>

    /// The type that the hash defines, under the name that it gives or else under `name`.
    package static func read(_ entries: PuppetHash, name: String?) throws(TypeError) -> ObjectType {
        for key in entries.keys where !keys.contains(key.stringContent ?? "") {
            throw complaint(
                "object initializer has wrong type, unrecognized key '\(ValueFormatter.interpolated(key))'")
        }
        var parent: PuppetType?
        if case .type(let type)? = entries[.string("parent")] { parent = type }
        let name = entries[.string("name")]?.stringContent ?? name
        return try ObjectDefinition(entries, name: name ?? "Object", parent: parent).type(name, parent)
    }

    private init(_ entries: PuppetHash, name: String, parent: PuppetType?) {
        self.entries = entries
        self.name = name
        var inherited: OrderedDictionary<String, (owner: String, attribute: ObjectAttribute)> = [:]
        let orphan = ObjectType(name: nil, parent: parent, attributes: [:])
        for ancestor in orphan.lineage.reversed() {
            for (key, attribute) in ancestor.attributes { inherited[key] = (ancestor.name ?? "Object", attribute) }
        }
        self.inherited = inherited
    }

    private func type(_ given: String?, _ parent: PuppetType?) throws(TypeError) -> ObjectType {
        var attributes: OrderedDictionary<String, ObjectAttribute> = [:]
        for (key, value) in try members("constants") {
            let type = TypeInference.generalize(TypeInference.infer(value))
            attributes[key] = ObjectAttribute(type: type, defaultValue: value, kind: .constant)
        }
        for (key, value) in try members("attributes") {
            guard attributes[key] == nil else {
                throw Self.complaint("attribute \(name)[\(key)] is defined as both a constant and an attribute")
            }
            attributes[key] = try attribute(key, value)
        }
        let functions = types(try members("functions"))
        for key in functions.keys where attributes[key] != nil || inherited[key] != nil {
            throw Self.complaint("function \(name)[\(key)] conflicts with attribute with the same name")
        }
        let equality = equality
        for key in equality ?? [] where attributes[key] == nil && inherited[key] == nil {
            throw Self.complaint("\(name) equality is referencing non existent attribute '\(key)'")
        }
        return ObjectType(
            name: given, parent: parent, attributes: attributes, typeParameters: types(try members("type_parameters")),
            functions: functions, equality: equality)
    }

    private var equality: [String]? {
        switch entries[.string("equality")] {
        case .array(let names)?: names.compactMap(\.stringContent)
        case let name?: name.stringContent.map { [$0] }
        case nil: nil
        }
    }

    /// The members of one kind by name.
    private func members(_ kind: String) throws(TypeError) -> OrderedDictionary<String, Value> {
        guard let value = entries[.string(kind)] else { return [:] }
        guard case .hash(let entries) = value else {
            throw Self.complaint(
                TypeMismatch.describe(
                    subject: "object initializer has wrong type, entry '\(kind)'", expected: .anyHash, actual: value))
        }
        var members: OrderedDictionary<String, Value> = [:]
        for (key, value) in entries {
            guard let name = key.stringContent, Self.isMemberName(name) else {
                let shown = ValueFormatter.literal(key)
                throw Self.complaint(
                    "object initializer has wrong type, entry '\(kind)' key of entry "
                        + "'\(ValueFormatter.interpolated(key))' expects a match for Pattern[/\\A[a-z_]\\w*\\z/], got \(shown)"
                )
            }
            members[name] = value
        }
        return members
    }

    private static func isMemberName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7a).contains(first) || first == 0x5f else { return false }
        return name.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    }

    private func types(_ members: OrderedDictionary<String, Value>) -> OrderedDictionary<String, PuppetType> {
        members.compactMapValues { value in
            switch value {
            case .type(let type): return type
            case .hash(let definition):
                if case .type(let type)? = definition[.string("type")] { return type }
                return nil
            default: return nil
            }
        }
    }

    private func attribute(_ key: String, _ value: Value) throws(TypeError) -> ObjectAttribute {
        let subject = "attribute \(name)[\(key)]"
        let attribute: ObjectAttribute
        switch value {
        case .type(let type): attribute = ObjectAttribute(type: type)
        case .hash(let definition): attribute = try detailed(subject, definition)
        default:
            throw Self.complaint(
                TypeMismatch.describe(subject: "\(subject) has wrong type,", expected: .type(nil), actual: value))
        }
        try checkOverride(subject, attribute, key)
        return attribute
    }

    private func detailed(_ subject: String, _ definition: PuppetHash) throws(TypeError) -> ObjectAttribute {
        for key in definition.keys where !Self.attributeKeys.contains(key.stringContent ?? "") {
            let shown = ValueFormatter.interpolated(key)
            throw Self.complaint("initializer for \(subject) has wrong type, unrecognized key '\(shown)'")
        }
        guard let typeValue = definition[.string("type")] else {
            throw Self.complaint("initializer for \(subject) has wrong type, expects a value for key 'type'")
        }
        guard case .type(let type) = typeValue else {
            throw Self.complaint(
                TypeMismatch.describe(
                    subject: "initializer for \(subject) has wrong type, entry 'type'", expected: .type(nil),
                    actual: typeValue))
        }
        let kindName = definition[.string("kind")]?.stringContent ?? "given"
        guard kindName != "given" || definition[.string("kind")] == nil,
            let kind = ObjectAttribute.Kind(rawValue: kindName)
        else {
            throw Self.complaint(
                "initializer for \(subject) has wrong type, entry 'kind' expects a match for "
                    + "Enum['constant', 'derived', 'given_or_derived', 'reference'], got '\(kindName)'")
        }
        let given = definition[.string("value")]
        if kind == .constant && given == nil {
            throw Self.complaint("\(subject) of kind 'constant' requires a value")
        }
        if let given, !type.accepts(given) {
            throw Self.complaint(
                TypeMismatch.describe(subject: "\(subject) value has wrong type,", expected: type, actual: given))
        }
        return ObjectAttribute(
            type: type, defaultValue: given ?? (kind == .givenOrDerived ? .undef : nil), kind: kind,
            isFinal: definition[.string("final")] == .boolean(true),
            isOverride: definition[.string("override")] == .boolean(true))
    }

    private func checkOverride(_ subject: String, _ attribute: ObjectAttribute, _ key: String) throws(TypeError) {
        guard let (owner, overridden) = inherited[key] else {
            if !attribute.isOverride { return }
            throw Self.complaint(
                "expected \(subject) to override an inherited attribute, but no such attribute was found")
        }
        let attempt = "\(subject) attempts to override"
        if overridden.isFinal && !(overridden.kind == .constant && attribute.kind == .constant) {
            throw Self.complaint("\(attempt) final attribute \(owner)[\(key)]")
        }
        if !attribute.isOverride {
            throw Self.complaint("\(attempt) attribute \(owner)[\(key)] without having override => true")
        }
        if !overridden.type.isAssignable(from: attribute.type) {
            throw Self.complaint("\(attempt) attribute \(owner)[\(key)] with a type that does not match")
        }
    }

    private static func complaint(_ message: String) -> TypeError { TypeError(message, blame: .evaluation) }
}

extension PuppetType {
    /// What `Object[…]` and `TypeSet[…]` make.
    static func definition(_ type: PuppetType, _ keys: [Value]) throws(TypeError) -> PuppetType {
        if case .object(let object) = type, let name = object.name {
            throw TypeError("The \(name)-Type cannot be parameterized using []", blame: .evaluation)
        }
        guard keys.count == 1, case .hash(let definition) = keys[0] else {
            throw .arity("\(type.simpleName)-Type", minimum: 1, maximum: nil, actual: keys.count, exact: true)
        }
        guard case .object = type else {
            return .typeSet(try TypeSetDefinition.read(definition, name: nil).set(types: [:], references: [:]))
        }
        return .object(try ObjectDefinition.read(definition, name: nil))
    }

    /// The object type that the type is.
    var objectDefinition: ObjectType? {
        switch self {
        case .object(let object): object
        case .deferred: TypeConversion.deferredType
        case .error: TypeConversion.errorType
        default: nil
        }
    }
}

import JSON
import OrderedCollections
import PuppetTypes

extension RichData {
    /// A type as Puppet's serializer writes it: the name of its metatype, `Pcore::IntegerType`, with those of its
    /// attributes that are not at their defaults.
    ///
    /// A type that this cannot take apart (an alias, an object type) is a reference to the type by its text.
    static func json(type: PuppetType) -> JSON {
        switch type {
        case .any: pcore("Any")
        case .undef: pcore("Undef")
        case .default: pcore("Default")
        case .unit: pcore("Unit")
        case .boolean: pcore("Boolean")
        case .numeric: pcore("Numeric")
        case .scalar: pcore("Scalar")
        case .scalarData: pcore("ScalarData")
        case .catalogEntry: pcore("CatalogEntry")
        case .binary: pcore("Binary")
        case .semVerRange: pcore("SemVerRange")
        case .sensitive: pcore("Sensitive")
        case .integer(let lower, let upper): range("Integer", lower.map(JSON.integer), upper.map(JSON.integer))
        case .float(let lower, let upper): range("Float", lower.map(JSON.double), upper.map(JSON.double))
        case .timestamp(let lower, let upper):
            range("Timestamp", lower.map { json(.timestamp($0)) }, upper.map { json(.timestamp($0)) })
        case .timespan(let lower, let upper):
            range("Timespan", lower.map { json(.timespan($0)) }, upper.map { json(.timespan($0)) })
        case .string(let constraint): json(string: constraint)
        case .enumeration, .pattern, .regexp, .semVer: json(textType: type)
        case .array, .hash, .tuple, .structure, .collection, .variant: json(collectionType: type)
        case .optional(let inner): wrapping("Optional", inner)
        case .notUndef(let inner): wrapping("NotUndef", inner)
        case .type(let inner): wrapping("Type", inner)
        case .iterable(let inner): wrapping("Iterable", inner)
        case .iterator(let inner): wrapping("Iterator", inner)
        case .initType(let inner, let arguments):
            pcore(
                "Init",
                inner.map { ["type": json(type: $0)] } ?? [:],
                arguments.isEmpty ? [:] : ["init_args": .array(arguments.map(json))])
        case .resource(nil, _): pcore("Resource")
        case .resource(let name?, let title?):
            pcore("Resource", ["type_name": .string(name), "title": .string(title)])
        case .classType(let name): pcore("Class", name.map { ["class_name": .string($0)] } ?? [:])
        case .data, .richData, .richDataKey, .callable, .resource(_, nil), .alias, .typeReference, .uri, .runtime,
            .deferred, .error, .object, .typeSet:
            pcore("TypeReference", ["type_string": .string(type.label)])
        }
    }

    private static func json(string constraint: StringConstraint) -> JSON {
        switch constraint {
        case .unconstrained: pcore("String")
        case .size(let size): pcore("String", ["size_type_or_value": json(size)])
        case .value(let text): pcore("String", ["size_type_or_value": .string(text)])
        }
    }

    /// The types of texts that list what they accept.
    private static func json(textType type: PuppetType) -> JSON {
        switch type {
        case .enumeration(let values, let caseInsensitive):
            pcore(
                "Enum", ["values": .array(values.map(JSON.string))],
                caseInsensitive ? ["case_insensitive": true] : [:])
        case .pattern(let patterns):
            pcore("Pattern", ["patterns": .array(patterns.map { json(type: .regexp($0)) })])
        case .regexp(let pattern): pcore("Regexp", pattern.map { ["pattern": .string($0)] } ?? [:])
        case .semVer(let ranges):
            pcore("SemVer", ranges.isEmpty ? [:] : ["ranges": .array(ranges.map { json(.semVerRange($0)) })])
        default: pcore("TypeReference", ["type_string": .string(type.description)])
        }
    }

    private static func json(collectionType type: PuppetType) -> JSON {
        switch type {
        case .array(let element, let size):
            // A bare `Array` names no element type.
            pcore("Array", element == .any && size == nil ? [:] : ["element_type": json(type: element)], sized(size))
        case .hash(let key, let value, let size):
            pcore(
                "Hash",
                key == .any && value == .any && size == nil
                    ? [:] : ["key_type": json(type: key), "value_type": json(type: value)],
                sized(size))
        case .tuple(let types, let size): pcore("Tuple", ["types": .array(types.map(json(type:)))], sized(size))
        case .structure(let elements): pcore("Struct", ["elements": .array(elements.map(json(element:)))])
        case .collection(let size): pcore("Collection", sized(size))
        case .variant(let types): pcore("Variant", ["types": .array(types.map(json(type:)))])
        default: pcore("TypeReference", ["type_string": .string(type.description)])
        }
    }

    private static func json(element: StructElement) -> JSON {
        let key = PuppetType.string(.value(element.name))
        // Where the value may be undef the key may be missing anyway.
        let isMarked = element.isOptional && !element.type.accepts(.undef)
        return [
            typeKey: "Pcore::StructElement", "key_type": json(type: isMarked ? .optional(key) : key),
            "value_type": json(type: element.type),
        ]
    }

    private static func json(_ size: Size) -> JSON {
        range("Integer", .integer(size.lower), size.upper.map(JSON.integer))
    }

    private static func sized(_ size: Size?) -> JSONObject { size.map { ["size_type": json($0)] } ?? [:] }

    private static func wrapping(_ name: String, _ inner: PuppetType?) -> JSON {
        pcore(name, inner.map { ["type": json(type: $0)] } ?? [:])
    }

    private static func range(_ name: String, _ lower: JSON?, _ upper: JSON?) -> JSON {
        switch (lower, upper) {
        case (nil, nil): pcore(name)
        case (let lower?, nil): pcore(name, ["from": lower])
        case (let lower, let upper?): pcore(name, ["from": lower ?? .null, "to": upper])
        }
    }

    private static func pcore(_ name: String, _ parts: JSONObject...) -> JSON {
        var members: JSONObject = [typeKey: .string("Pcore::\(name)Type")]
        for part in parts { for (key, value) in part { members[key] = value } }
        return .object(members)
    }
}

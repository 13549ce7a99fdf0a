/// A type, as the checker knows it before anything runs.
indirect enum CELType: Hashable, Sendable {
    case dynamic
    case null
    case boolean
    case integer
    case unsigned
    case double
    case string
    case bytes
    case timestamp
    case duration
    case list(CELType)
    case map(CELType, CELType)
    case optional(CELType)
    /// A type, of that name; empty where it is not known which.
    case type(String)
    /// One of Kubernetes' own, `net.IP`.
    case named(String)
    /// An object whose fields are known.
    case object(ObjectReference)
    /// Any type, the same wherever it has the same letter in a signature.
    case parameter(String)

    static let a = CELType.parameter("A")
    static let b = CELType.parameter("B")
    static let address = CELType.named("net.IP")
    static let network = CELType.named("net.CIDR")
    static let url = CELType.named("kubernetes.URL")
    static let quantity = CELType.named("kubernetes.Quantity")
    static let version = CELType.named("kubernetes.Semver")
    static let format = CELType.named("kubernetes.NamedFormat")

    /// An object's schema, the same as none but itself.
    struct ObjectReference: Hashable, Sendable {
        let schema: CELObjectSchema

        static func == (left: Self, right: Self) -> Bool { left.schema === right.schema }
        func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(schema)) }
    }

    /// Whether a value can be an argument where this type is wanted. What a list or a map has in it is not looked at.
    func accepts(_ value: CELValue) -> Bool {
        switch (self, value) {
        case (.dynamic, _), (.parameter, _), (.null, .null), (.boolean, .boolean), (.integer, .integer),
            (.unsigned, .unsigned), (.double, .double), (.string, .string), (.bytes, .bytes),
            (.timestamp, .timestamp), (.duration, .duration), (.list, .list), (.map, .map),
            (.optional, .optional), (.type, .type), (.object, .map):
            true
        case (.named(let name), _): value.typeName == name
        default: false
        }
    }

    init(_ schema: CELSchema) {
        switch schema {
        case .dynamic, .intOrString: self = .dynamic
        case .boolean: self = .boolean
        case .integer: self = .integer
        case .double: self = .double
        case .string: self = .string
        case .bytes: self = .bytes
        case .timestamp: self = .timestamp
        case .duration: self = .duration
        case .list(let element, _): self = .list(CELType(element))
        case .map(let value): self = .map(.string, CELType(value))
        case .object(let object): self = .object(ObjectReference(schema: object))
        }
    }
}

extension CELType: CustomStringConvertible {
    var description: String {
        switch self {
        case .dynamic: "dyn"
        case .null: "null"
        case .boolean: "bool"
        case .integer: "int"
        case .unsigned: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let value): "optional_type(\(value))"
        case .type(let name): name.isEmpty ? "type" : "type(\(name))"
        case .named(let name): name
        case .object: "object"
        case .parameter(let letter): letter
        }
    }
}

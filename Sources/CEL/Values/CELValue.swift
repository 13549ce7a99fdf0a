package import JSON

/// A value of the Common Expression Language.
package enum CELValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case unsigned(UInt)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list(CELList)
    case map(CELMap)
    case timestamp(CELTimestamp)
    case duration(CELDuration)
    /// A type, by its name.
    case type(String)
    indirect case optional(CELValue?)
    indirect case url(CELURL)
    indirect case quantity(CELQuantity)
    indirect case address(CELAddress)
    indirect case network(CELNetwork)
    indirect case version(CELVersion)
    case format(CELFormat)

    /// The name that `type()` gives.
    package var typeName: String {
        switch self {
        case .null: "null_type"
        case .boolean: "bool"
        case .integer: "int"
        case .unsigned: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map(let map): map.typeName
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        case .optional: "optional_type"
        case .url: "kubernetes.URL"
        case .quantity: "kubernetes.Quantity"
        case .address: "net.IP"
        case .network: "net.CIDR"
        case .version: "kubernetes.Semver"
        case .format: "kubernetes.NamedFormat"
        }
    }

    /// What Kubernetes, which is written in Go, calls the type in some messages.
    var goTypeName: String {
        switch self {
        case .null: "types.Null"
        case .boolean: "types.Bool"
        case .integer: "types.Int"
        case .unsigned: "types.Uint"
        case .double: "types.Double"
        case .string: "types.String"
        case .bytes: "types.Bytes"
        case .timestamp: "types.Timestamp"
        case .duration: "types.Duration"
        default: typeName
        }
    }

    /// How large the value is in the reckoning of costs: characters, bytes, elements, members; 1 for all else.
    var size: Int {
        switch self {
        case .string(let text): text.scalarCount
        case .bytes(let bytes): bytes.count
        case .list(let list): list.count
        case .map(let map): map.count
        case .network(let network): network.address.bytes.count
        case .address(let address): address.bytes.count
        case .optional(let value?): value.size
        case .null, .boolean, .integer, .unsigned, .double, .timestamp, .duration, .type, .optional(nil), .url,
            .quantity, .version, .format:
            1
        }
    }

    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var string: String? { if case .string(let value) = self { value } else { nil } }

    static func list(_ values: [CELValue]) -> CELValue { .list(CELList(values)) }
}

extension CELValue {
    /// The value that a JSON value stands for where no schema is known.
    package init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let elements): self = .list(CELList(elements, .dynamic))
        case .object(let members): self = .map(CELMap(members, .dynamic))
        }
    }

    /// The value that a JSON value stands for by its schema. Throws where a text is not of the schema's format.
    package init(_ json: JSON, _ schema: CELSchema) throws(CELError) {
        switch (schema, json) {
        case (.double, .integer(let value)): self = .double(Double(value))
        case (.integer, .double(let value)): self = Int(exactly: value).map { .integer($0) } ?? .double(value)
        case (.bytes, .string(let text)):
            guard let bytes = Base64.decode(text, .multiline) else {
                throw .evaluation("Invalid data, expected base64 encoded bytes")
            }
            self = .bytes(bytes)
        case (.timestamp, .string(let text)):
            guard let time = CELTimestamp(rfc3339: text) ?? CELTimestamp(date: text) else {
                throw .evaluation("Invalid data, expected a date-time: \(text)")
            }
            self = .timestamp(time)
        case (.duration, .string(let text)):
            guard let duration = CELDuration(text) else {
                throw .evaluation("Invalid data, expected a duration: \(text)")
            }
            self = .duration(duration)
        case (.list(let element, let kind), .array(let elements)):
            self = .list(CELList(elements, element, kind))
        case (.map(let value), .object(let members)): self = .map(CELMap(members, value))
        case (.object(let object), .object(let members)): self = .map(CELMap(members, object))
        default: self.init(json)
        }
    }
}

extension String {
    /// The number of characters as CEL counts them.
    var scalarCount: Int {
        var count = 0
        for byte in utf8 where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// Whether the characters are the same; Swift's own equality takes some different ones for the same.
    func isSame(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (left, right) = (self, other)
        return left.withUTF8 { left in
            right.withUTF8 { UnsafeRawBufferPointer(left).holdsSame(as: UnsafeRawBufferPointer($0)) }
        }
    }
}

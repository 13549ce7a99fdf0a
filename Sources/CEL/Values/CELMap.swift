package import JSON
import OrderedCollections

/// A map, of values or of JSON that is read when it is looked at, or an object whose fields are known.
package struct CELMap: Sendable {
    private enum Storage: Sendable {
        case values(OrderedDictionary<CELKey, CELValue>)
        case json(JSONObject, CELSchema)
        case object(JSONObject, CELObjectSchema)
    }

    private let storage: Storage

    init(_ entries: OrderedDictionary<CELKey, CELValue>) { storage = .values(entries) }

    package init(_ members: JSONObject, _ schema: CELSchema) { storage = .json(members, schema) }

    package init(_ members: JSONObject, _ schema: CELObjectSchema) { storage = .object(members, schema) }

    package var count: Int {
        switch storage {
        case .values(let entries): entries.count
        case .json(let members, _): members.count
        case .object(let members, let schema): members.keys.count { schema.names[$0] != nil }
        }
    }

    var typeName: String { if case .object = storage { "object" } else { "map" } }

    /// The member of a name; nil for none.
    package func member(_ name: String) throws(CELError) -> CELValue? {
        switch storage {
        case .values(let entries): return entries[.string(name)]
        case .json(let members, let schema):
            guard let member = members[name] else { return nil }
            return try CELValue(member, schema)
        case .object(let members, let schema):
            guard let field = schema.fields[name] else { throw .evaluation("no such field '\(name)'") }
            // A field of an object that is null is one that is not there.
            guard let member = members[field.name], !member.isNull else { return nil }
            return try CELValue(member, field.schema)
        }
    }

    func value(for key: CELValue) throws(CELError) -> CELValue? {
        if case .string(let name) = key { return try member(name) }
        guard case .values(let entries) = storage else { return nil }
        guard let key = CELKey(lookup: key) else { return nil }
        return entries[key]
    }

    /// In the order in which the members were written.
    var keys: [CELValue] {
        switch storage {
        case .values(let entries): entries.keys.map(\.value)
        case .json(let members, _): members.keys.map { .string($0) }
        case .object(let members, let schema):
            members.keys.compactMap { schema.names[$0].map { .string($0) } }
        }
    }

    /// Keys and values, for a walk over all.
    func entries() throws(CELError) -> [(key: CELValue, value: CELValue)] {
        var pairs: [(key: CELValue, value: CELValue)] = []
        for key in keys { if let value = try value(for: key) { pairs.append((key, value)) } }
        return pairs
    }
}

/// What can be a key of a map; numbers are the same key where they are the same number.
enum CELKey: Hashable, Sendable {
    case boolean(Bool)
    case integer(Int)
    case unsigned(UInt)
    case string(String)

    init?(_ value: CELValue) {
        switch value {
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .unsigned(let value): self = .unsigned(value)
        case .string(let value): self = .string(value)
        default: return nil
        }
    }

    /// The key to look for: a double can be one where it has no fraction.
    init?(lookup value: CELValue) {
        if case .double(let number) = value {
            if let integer = Int(exactly: number) {
                self = .integer(integer)
            } else if let unsigned = UInt(exactly: number) {
                self = .unsigned(unsigned)
            } else {
                return nil
            }
        } else {
            self.init(value)
        }
    }

    var value: CELValue {
        switch self {
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .unsigned(let value): .unsigned(value)
        case .string(let value): .string(value)
        }
    }

    static func == (left: CELKey, right: CELKey) -> Bool {
        switch (left, right) {
        case (.boolean(let a), .boolean(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.unsigned(let a), .unsigned(let b)): a == b
        case (.integer(let a), .unsigned(let b)), (.unsigned(let b), .integer(let a)): UInt(exactly: a) == b
        case (.string(let a), .string(let b)): a.isSame(as: b)
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .unsigned(let value): hasher.combine(Int(truncatingIfNeeded: value))
        case .string(let value): hasher.combine(value)
        }
    }
}

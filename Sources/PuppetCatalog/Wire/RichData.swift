package import JSON
import OrderedCollections
package import PuppetTypes

/// Puppet's "rich data": how values that JSON does not know are written in it.
///
/// `Sensitive('x')` is `{"__ptype": "Sensitive", "__pvalue": "x"}`, a hash with other than string keys is
/// `{"__ptype": "Hash", "__pvalue": [key, value, …]}`. References to resources are plain strings.
package enum RichData {
    static let typeKey = "__ptype"
    static let valueKey = "__pvalue"
    private static let maximumDepth = 256

    package static func json(_ value: Value) -> JSON {
        switch value {
        case .undef: .null
        case .default: .object([typeKey: "Default"])
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .float(let value): .double(value)
        case .string(let value): .string(value)
        case .secret(let value): tagged("Sensitive", .string(value))
        case .array(let elements): .array(elements.map(json))
        case .hash(let entries): json(entries)
        case .sensitive(let value): tagged("Sensitive", json(value))
        case .regexp(let pattern): tagged("Regexp", .string(pattern))
        case .type(let type): json(type)
        case .binary(let bytes): tagged("Binary", .string(Base64.encode(bytes)))
        case .semVer, .semVerRange, .timestamp, .timespan, .uri: tagged(value)
        case .deferred(let call):
            .object([
                typeKey: "Deferred", "name": .string(call.name), "arguments": .array(call.arguments.map(json)),
            ])
        case .object(let object): json(object)
        }
    }

    private static func tagged(_ type: String, _ value: JSON) -> JSON {
        .object([typeKey: .string(type), valueKey: value])
    }

    private static func tagged(_ value: Value) -> JSON {
        let name =
            switch value {
            case .semVer: "SemVer"
            case .semVerRange: "SemVerRange"
            case .timestamp: "Timestamp"
            case .timespan: "Timespan"
            default: "URI"
            }
        return tagged(name, .string(ValueFormatter.interpolated(value)))
    }

    private static func json(_ entries: PuppetHash) -> JSON {
        var members = JSONObject(minimumCapacity: entries.count)
        for (key, value) in entries {
            guard case .string(let name) = key, name != typeKey else { return flattened(entries) }
            members[name] = json(value)
        }
        return .object(members)
    }

    private static func flattened(_ entries: PuppetHash) -> JSON {
        tagged("Hash", .array(entries.flatMap { [json($0.key), json($0.value)] }))
    }

    private static func json(_ type: PuppetType) -> JSON {
        if let reference = ResourceReference(type) { return .string(reference.description) }
        return tagged("Type", .string(type.description))
    }

    private static func json(_ object: ObjectValue) -> JSON {
        var members: JSONObject = [typeKey: .string(object.typeName)]
        for (name, value) in object.attributes { members[name] = json(value) }
        return .object(members)
    }
}

extension RichData {
    /// The value that rich data stands for. What was a reference to a resource stays a string.
    package static func value(_ json: JSON) throws(CatalogError) -> Value {
        try value(json, depth: 0)
    }

    private static func value(_ json: JSON, depth: Int) throws(CatalogError) -> Value {
        guard depth < maximumDepth else { throw CatalogError("value is nested deeper than \(maximumDepth) levels") }
        switch json {
        case .null: return .undef
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .double(let value): return .float(value)
        case .string(let value): return .string(value)
        case .array(let elements): return .array(try values(elements, depth: depth + 1))
        case .object(let members):
            if let type = members[typeKey] { return try typed(type, members, depth: depth + 1) }
            var entries = PuppetHash(minimumCapacity: members.count)
            for (name, member) in members { entries[.string(name)] = try value(member, depth: depth + 1) }
            return .hash(entries)
        }
    }

    private static func values(_ elements: [JSON], depth: Int) throws(CatalogError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try value(element, depth: depth)) }
        return values
    }

    private static func typed(_ type: JSON, _ members: JSONObject, depth: Int) throws(CatalogError) -> Value {
        guard let name = type.string else { throw CatalogError("\(typeKey) is not a string") }
        switch name {
        case "Default": return .default
        case "Hash": return .hash(try hash(members, depth: depth))
        case "Sensitive": return .sensitive(try value(members[valueKey] ?? .null, depth: depth))
        case "Regexp": return .regexp(try text(members, name))
        case "URI": return .uri(try text(members, name))
        case "Binary":
            guard let bytes = Base64.decode(try text(members, name)) else { throw CatalogError("invalid base64") }
            return .binary(bytes)
        case "SemVer": return try converted(.semVer([]), members, name)
        case "SemVerRange": return try converted(.semVerRange, members, name)
        case "Timestamp": return try converted(.timestamp(lower: nil, upper: nil), members, name)
        case "Timespan": return try converted(.timespan(lower: nil, upper: nil), members, name)
        case "Type": return .string(try text(members, name))
        case "Deferred":
            let arguments = try values(members["arguments"]?.array ?? [], depth: depth)
            return .deferred(DeferredCall(name: members["name"]?.string ?? "", arguments: arguments))
        default:
            var attributes: OrderedDictionary<String, Value> = [:]
            for (key, member) in members where key != typeKey { attributes[key] = try value(member, depth: depth) }
            return .object(ObjectValue(typeName: name, attributes: attributes))
        }
    }

    private static func hash(_ members: JSONObject, depth: Int) throws(CatalogError) -> PuppetHash {
        guard let flat = members[valueKey]?.array, flat.count.isMultiple(of: 2) else {
            throw CatalogError("a rich data Hash needs an even list of keys and values")
        }
        var entries = PuppetHash(minimumCapacity: flat.count / 2)
        for index in stride(from: 0, to: flat.count, by: 2) {
            entries[try value(flat[index], depth: depth)] = try value(flat[index + 1], depth: depth)
        }
        return entries
    }

    private static func text(_ members: JSONObject, _ type: String) throws(CatalogError) -> String {
        guard let text = members[valueKey]?.string else { throw CatalogError("a rich data \(type) needs a string") }
        return text
    }

    private static func converted(
        _ type: PuppetType, _ members: JSONObject, _ name: String
    ) throws(CatalogError) -> Value {
        do throws(TypeError) {
            return try TypeConversion.new(type, arguments: [.string(try text(members, name, as: TypeError.init))])
        } catch {
            throw CatalogError(error.message)
        }
    }

    private static func text<Failure>(
        _ members: JSONObject, _ type: String, as failure: (String) -> Failure
    ) throws(Failure) -> String {
        guard let text = members[valueKey]?.string else { throw failure("a rich data \(type) needs a string") }
        return text
    }
}

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
        var builder = JSONBuilder()
        write(value, to: &builder)
        return builder.value
    }

    package static func write(_ value: Value, to sink: inout some JSONSink) {
        switch value {
        case .undef: sink.null()
        case .default:
            sink.beginObject()
            sink.name(typeKey)
            sink.string("Default")
            sink.endObject()
        case .boolean(let value): sink.boolean(value)
        case .integer(let value): sink.integer(value)
        case .float(let value): sink.double(value)
        case .string(let value): sink.string(value)
        case .array(let elements): write(elements, to: &sink)
        case .hash(let entries): write(entries, to: &sink)
        case .secret(let value): writeTagged("Sensitive", to: &sink) { $0.string(value) }
        case .sensitive(.secret(let value)): writeTagged("Sensitive", to: &sink) { $0.string(value) }
        case .sensitive(let value): writeTagged("Sensitive", to: &sink) { write(value, to: &$0) }
        case .regexp(let pattern): writeTagged("Regexp", to: &sink) { $0.string(pattern) }
        case .type(let type): write(type, to: &sink)
        case .binary(let bytes): writeTagged("Binary", to: &sink) { $0.string(Base64.encode(bytes)) }
        case .semVer: writeText(of: value, "SemVer", to: &sink)
        case .semVerRange: writeText(of: value, "SemVerRange", to: &sink)
        case .timestamp: writeText(of: value, "Timestamp", to: &sink)
        case .timespan: writeText(of: value, "Timespan", to: &sink)
        case .uri: writeText(of: value, "URI", to: &sink)
        case .deferred(let call): write(call, to: &sink)
        case .object(let object): write(object, to: &sink)
        }
    }

    private static func writeTagged<Sink: JSONSink>(
        _ type: String, to sink: inout Sink, _ content: (inout Sink) -> Void
    ) {
        sink.beginObject()
        sink.name(typeKey)
        sink.string(type)
        sink.name(valueKey)
        content(&sink)
        sink.endObject()
    }

    private static func writeText(of value: Value, _ type: String, to sink: inout some JSONSink) {
        writeTagged(type, to: &sink) { $0.string(ValueFormatter.interpolated(value)) }
    }

    private static func write(_ elements: [Value], to sink: inout some JSONSink) {
        sink.beginArray()
        for element in elements { write(element, to: &sink) }
        sink.endArray()
    }

    private static func write(_ entries: PuppetHash, to sink: inout some JSONSink) {
        guard entries.keys.allSatisfy(isMemberName) else {
            return writeTagged("Hash", to: &sink) { sink in
                sink.beginArray()
                for (key, value) in entries {
                    write(key, to: &sink)
                    write(value, to: &sink)
                }
                sink.endArray()
            }
        }
        sink.beginObject()
        for (key, value) in entries {
            guard case .string(let name) = key else { continue }
            sink.name(name)
            write(value, to: &sink)
        }
        sink.endObject()
    }

    private static func isMemberName(_ key: Value) -> Bool {
        if case .string(let name) = key { name != typeKey } else { false }
    }

    private static func write(_ type: PuppetType, to sink: inout some JSONSink) {
        if let reference = ResourceReference(type) { return sink.string(reference.type, inBrackets: reference.title) }
        if case .resource(let name?, nil) = type { return sink.string("\(name)[]") }
        json(type: type).write(to: &sink)
    }

    private static func write(_ call: DeferredCall, to sink: inout some JSONSink) {
        sink.beginObject()
        sink.name(typeKey)
        sink.string("Deferred")
        sink.name("name")
        sink.string(call.name)
        if !call.arguments.isEmpty {
            sink.name("arguments")
            write(call.arguments, to: &sink)
        }
        sink.endObject()
    }

    private static func write(_ object: ObjectValue, to sink: inout some JSONSink) {
        sink.beginObject()
        sink.name(typeKey)
        sink.string(object.typeName)
        for (name, value) in object.attributes where name != typeKey {
            sink.name(name)
            write(value, to: &sink)
        }
        sink.endObject()
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

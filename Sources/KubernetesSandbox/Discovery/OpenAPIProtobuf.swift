import JSON
import OrderedCollections

/// Writes an OpenAPI v2 document as the protobuf messages of `openapi.v2`; the numbers are their fields'.
enum OpenAPIProtobuf {
    static func document(_ document: JSON) -> [UInt8] {
        var message = Message()
        message.text(1, document["swagger"])
        message.child(2, info(document["info"] ?? .null))
        message.child(8, paths(document["paths"]?.object ?? [:]))
        message.child(9, named(document["definitions"]?.object ?? [:], 1, schema))
        return message.bytes
    }

    private static func info(_ info: JSON) -> Message {
        var message = Message()
        message.text(1, info["title"])
        message.text(2, info["version"])
        return message
    }

    /// Pairs of a name and a message.
    private static func named(_ members: JSONObject, _ number: Int, _ value: (JSON) -> Message) -> Message {
        var message = Message()
        for (name, member) in members {
            var pair = Message()
            pair.text(1, .string(name))
            pair.child(2, value(member))
            message.child(number, pair)
        }
        return message
    }

    private static func paths(_ paths: JSONObject) -> Message {
        named(paths, 2) { path in
            var message = Message()
            message.child(8, operation(path["patch"] ?? .null))
            return message
        }
    }

    private static func operation(_ operation: JSON) -> Message {
        var message = Message()
        for parameter in operation["parameters"]?.array ?? [] {
            var query = Message()
            query.text(2, parameter["in"])
            query.text(4, parameter["name"])
            query.text(6, parameter["type"])
            message.child(8, Message.wrapping(query, in: [3, 2, 1]))
        }
        extensions(operation, 13, &message)
        return message
    }

    private static func schema(_ schema: JSON) -> Message {
        var message = Message()
        message.text(1, schema["$ref"])
        message.text(2, schema["format"])
        message.text(4, schema["description"])
        for name in schema["required"]?.array ?? [] { message.text(19, name) }
        for value in schema["enum"]?.array ?? [] { message.child(20, any(value)) }
        switch schema["additionalProperties"] {
        case .object?:
            message.child(21, Message.wrapping(Self.schema(schema["additionalProperties"] ?? .null), in: [1]))
        case .boolean(let isOpen)?:
            var item = Message()
            item.flag(2, isOpen)
            message.child(21, item)
        default: break
        }
        if schema["type"] != nil {
            var type = Message()
            type.text(1, schema["type"])
            message.child(22, type)
        }
        if let items = schema["items"] { message.child(23, Message.wrapping(Self.schema(items), in: [1])) }
        if let properties = schema["properties"]?.object { message.child(25, named(properties, 1, Self.schema)) }
        extensions(schema, 31, &message)
        return message
    }

    private static func extensions(_ json: JSON, _ number: Int, _ message: inout Message) {
        for (name, value) in json.object ?? [:] where name.hasPrefix("x-") {
            var pair = Message()
            pair.text(1, .string(name))
            pair.child(2, any(value))
            message.child(number, pair)
        }
    }

    /// A value of any kind, as YAML: JSON is.
    private static func any(_ value: JSON) -> Message {
        var message = Message()
        message.text(2, .string(JSONWriter.text(value)))
        return message
    }

    /// A message on its way to bytes.
    private struct Message {
        private(set) var bytes: [UInt8] = []

        /// Messages of one field each around another, from the inside out.
        static func wrapping(_ inner: Message, in numbers: [Int]) -> Message {
            numbers.reduce(inner) { message, number in
                var outer = Message()
                outer.child(number, message)
                return outer
            }
        }

        private mutating func number(_ value: Int) {
            var rest = UInt64(bitPattern: Int64(value))
            while rest > 0x7F {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: rest))
        }

        mutating func text(_ field: Int, _ value: JSON?) {
            guard let text = value?.string else { return }
            number(field << 3 | 2)
            number(text.utf8.count)
            bytes += Array(text.utf8)
        }

        mutating func flag(_ field: Int, _ value: Bool) {
            number(field << 3)
            number(value ? 1 : 0)
        }

        mutating func child(_ field: Int, _ message: Message) {
            number(field << 3 | 2)
            number(message.bytes.count)
            bytes += message.bytes
        }
    }
}

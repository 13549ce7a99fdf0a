import JSON
import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let data: [BuiltinFunction] = [
        serializer("to_json") { value throws(Interruption) in JSONWriter.text(try PlainData.json(value)) },
        serializer("to_json_pretty") { value throws(Interruption) in
            JSONWriter.text(try PlainData.json(value), .pretty) + "\n"
        },
        serializer("stdlib::to_json_pretty") { value throws(Interruption) in
            JSONWriter.text(try PlainData.json(value), .pretty) + "\n"
        },
        serializer("to_yaml") { value throws(Interruption) in PsychText.document(try PlainData.json(value)) },
        serializer("stdlib::to_yaml") { value throws(Interruption) in PsychText.document(try PlainData.json(value)) },
    ]

    /// A function of any value that gives a text; a `Sensitive` inside makes the whole text secret.
    private static func serializer(
        _ name: String, _ write: @escaping @Sendable (Value) throws(Interruption) -> String
    ) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("data", .any), .optional("options", .anyHash)]) { call throws(Interruption) in
                    .string(try write(call[0]))
                }
            ])
    }
}

/// Values as plain data for serialising: symbols of the type system become their texts.
enum PlainData {
    static func json(_ value: Value, depth: Int = 0) throws(Interruption) -> JSON {
        guard depth < 500 else { throw .failure("the data is nested deeper than 500 levels") }
        switch value {
        case .undef: return .null
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .float(let value): return .double(value)
        case .string(let text), .secret(let text): return .string(text)
        case .sensitive(let inner): return try json(inner, depth: depth + 1)
        case .array(let elements):
            var result: [JSON] = []
            for element in elements { result.append(try json(element, depth: depth + 1)) }
            return .array(result)
        case .hash(let entries):
            var members = JSONObject()
            for (key, value) in entries {
                members[key.stringContent ?? ValueFormatter.interpolated(key)] = try json(value, depth: depth + 1)
            }
            return .object(members)
        case .default, .regexp, .type, .binary, .semVer, .semVerRange, .timestamp, .timespan, .uri, .deferred, .object:
            return .string(ValueFormatter.interpolated(value))
        }
    }
}

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
        BuiltinFunction(
            "parsejson",
            [
                Dispatch([.required("json", .anyString), .optional("default", .any)]) { call throws(Interruption) in
                    do throws(JSONParser.Failure) {
                        return Value(data: try JSONParser.parse(call[0].stringContent ?? ""))
                    } catch {
                        if call.has(1) { return call[1] }
                        throw .failure("parsejson(): \(error.message)")
                    }
                }
            ]),
        BuiltinFunction(
            "base64",
            [
                Dispatch([
                    .required("action", .enumeration(["encode", "decode"], caseInsensitive: false)),
                    .required("value", .variant([.anyString, .binary])),
                    .optional("method", .enumeration(["default", "strict", "urlsafe"], caseInsensitive: false)),
                ]) { call throws(Interruption) in
                    let method = Self.base64Variant(call[2].stringContent)
                    if call[0].stringContent == "encode" {
                        let bytes: [UInt8] =
                            if case .binary(let bytes) = call[1] { bytes } else {
                                Array((call[1].stringContent ?? "").utf8)
                            }
                        return .string(Base64.encode(bytes, method))
                    }
                    guard let bytes = Base64.decode(call[1].stringContent ?? "", method),
                        let text = String(validating: bytes, as: UTF8.self)
                    else { throw .failure("base64(): the value cannot be decoded to text") }
                    return .string(text)
                }
            ]),
    ]

    /// Ruby's methods of `base64`.
    private static func base64Variant(_ method: String?) -> Base64.Variant {
        switch method {
        case "strict": .strict
        case "urlsafe": .urlSafe
        default: .lenient
        }
    }

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

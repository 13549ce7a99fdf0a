import Diagnostics
import JSON
import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let data: [BuiltinFunction] = [
        BuiltinFunction(
            "stdlib::to_yaml",
            [
                Dispatch([.required("data", .any), .optional("options", .anyHash)]) { call throws(Interruption) in
                    .string(try YAMLText.document(call[0], entries(call[1])))
                }
            ]),
        BuiltinFunction(
            "stdlib::to_json",
            [
                Dispatch([.required("data", .any)]) { call throws(Interruption) in
                    .string(try JSONText.compact(call[0]))
                }
            ]),
        BuiltinFunction("stdlib::to_json_pretty", toJSONPretty),
        .forwarding("to_yaml", to: "stdlib::to_yaml"), .forwarding("to_json", to: "stdlib::to_json"),
        .forwarding("to_json_pretty", to: "stdlib::to_json_pretty"),
    ]

    private static let toJSONPretty: [Dispatch] = {
        let text = PuppetType.optional(.anyString)
        let options = ["indent", "space", "space_before", "object_nl", "array_nl"].map {
            StructElement(name: $0, isOptional: true, type: text)
        }
        let limits = [
            StructElement(name: "allow_nan", isOptional: true, type: .optional(.boolean(nil))),
            StructElement(name: "max_nesting", isOptional: true, type: .optional(.integer(lower: -1, upper: nil))),
        ]
        return [
            Dispatch([
                .required("data", .variant([.anyHash, .anyArray])), .optional("skip_undef", .optional(.boolean(nil))),
                .optional("opts", .structure(options + limits)),
            ]) { call throws(Interruption) in
                let data = call[1].isTruthy ? withoutUndef(call[0]) : call[0]
                return .string(try JSONText.pretty(data, entries(call[2])) + "\n")
            }
        ]
    }()

    /// Only the outermost elements are looked at.
    private static func withoutUndef(_ value: Value) -> Value {
        switch value {
        case .array(let elements): .array(elements.filter { $0 != .undef })
        case .hash(let entries): .hash(entries.filter { $0.value != .undef })
        default: value
        }
    }
}

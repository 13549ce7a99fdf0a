import JSON
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibEncodings: [BuiltinFunction] = [
        .legacy("base64") { call throws(Interruption) in
            guard call.count >= 2 else {
                throw call.fails("Wrong number of arguments (\(call.count); must be >= 2)")
            }
            let action = call.text(0)
            guard action == "encode" || action == "decode" else {
                throw call.fails("the first argument must be one of 'encode' or 'decode'")
            }
            guard let text = call.text(1) else {
                throw call.fails("the second argument must be a string to base64")
            }
            let variant: Base64.Variant
            switch call.count > 2 ? call.text(2) : "default" {
            case "default": variant = .lenient
            case "strict": variant = .strict
            case "urlsafe": variant = .urlSafe
            default: throw call.fails("the third argument must be one of 'default', 'strict', or 'urlsafe'")
            }
            if action == "encode" { return .string(Base64.encode(Array(text.utf8), variant)) }
            guard let bytes = Base64.decode(text, variant) else { throw .failure("invalid base64") }
            guard let decoded = String(validating: bytes, as: UTF8.self) else {
                throw call.fails("what was encoded is no text; read it with Binary(…)")
            }
            return .string(decoded)
        }
    ]
}

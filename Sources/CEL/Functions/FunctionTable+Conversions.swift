import JSON

// `int()`, `string()` and the other types as functions, `size()`, `type()`.
extension FunctionTable {
    private static let intRange = "integer overflow"

    mutating func addConversions() {
        addSizes()
        addNumericConversions()
        addTextConversions()
        function("type", [.a], .type("")) { arguments, _ in .type(arguments[0].typeName) }
        function("dyn", [.a], .dynamic, cost: .own) { arguments, _ in arguments[0] }
        function("bool", [.boolean], .boolean) { arguments, _ in arguments[0] }
        function("bool", [.string], .boolean) { arguments, _ throws(CELError) in
            switch try arguments.string(0) {
            case "1", "t", "T", "true", "TRUE", "True": return .boolean(true)
            case "0", "f", "F", "false", "FALSE", "False": return .boolean(false)
            default: throw Self.misfit("string", "bool")
            }
        }
        function("bytes", [.bytes], .bytes) { arguments, _ in arguments[0] }
        function("bytes", [.string], .bytes, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            .bytes(Array(try arguments.string(0).utf8))
        }
        function("base64.encode", [.bytes], .string) { arguments, _ throws(CELError) in
            .string(Base64.encode(try arguments.bytes(0)))
        }
        function("base64.decode", [.string], .bytes) { arguments, _ throws(CELError) in
            let text = try arguments.string(0)
            guard let bytes = Base64.decode(text, .multiline) ?? Base64.decode(Self.padded(text), .multiline) else {
                throw .evaluation("illegal base64 data at input byte \(text.utf8.count)")
            }
            return .bytes(bytes)
        }
    }

    /// Padding may be left out as a whole.
    private static func padded(_ base64: String) -> String {
        base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    }

    private static func misfit(_ from: String, _ to: String) -> CELError {
        .evaluation("type conversion error from '\(from)' to '\(to)'")
    }

    private mutating func addSizes() {
        for type in [CELType.string, .bytes, .list(.a), .map(.a, .b)] {
            function("size", [type], .integer) { arguments, _ in .integer(arguments[0].size) }
            member(type, "size", [], .integer) { arguments, _ in .integer(arguments[0].size) }
        }
    }

    private mutating func addNumericConversions() {
        function("int", [.integer], .integer) { arguments, _ in arguments[0] }
        function("int", [.unsigned], .integer) { arguments, _ throws(CELError) in
            guard let value = Int(exactly: try arguments.unsigned(0)) else { throw .evaluation("integer overflow") }
            return .integer(value)
        }
        function("int", [.double], .integer) { arguments, _ throws(CELError) in
            let value = try arguments.double(0)
            guard value > -0x1p63, value < 0x1p63 else { throw .evaluation("integer overflow") }
            return .integer(Int(value))
        }
        function("int", [.string], .integer) { arguments, _ throws(CELError) in
            guard let value = Int(try arguments.string(0)) else { throw Self.misfit("string", "int") }
            return .integer(value)
        }
        function("int", [.timestamp], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.timestamp(0).seconds)
        }
        function("int", [.duration], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.duration(0).nanoseconds)
        }
        function("uint", [.unsigned], .unsigned) { arguments, _ in arguments[0] }
        function("uint", [.integer], .unsigned) { arguments, _ throws(CELError) in
            guard let value = UInt(exactly: try arguments.integer(0)) else {
                throw .evaluation("unsigned integer overflow")
            }
            return .unsigned(value)
        }
        function("uint", [.double], .unsigned) { arguments, _ throws(CELError) in
            let value = try arguments.double(0)
            guard value >= 0, value < 0x1p64 else { throw .evaluation("unsigned integer overflow") }
            return .unsigned(UInt(value))
        }
        function("uint", [.string], .unsigned) { arguments, _ throws(CELError) in
            let text = try arguments.string(0)
            guard !text.hasPrefix("+"), let value = UInt(text) else { throw Self.misfit("string", "uint") }
            return .unsigned(value)
        }
        function("double", [.double], .double) { arguments, _ in arguments[0] }
        function("double", [.integer], .double) { arguments, _ throws(CELError) in
            .double(Double(try arguments.integer(0)))
        }
        function("double", [.unsigned], .double) { arguments, _ throws(CELError) in
            .double(Double(try arguments.unsigned(0)))
        }
        function("double", [.string], .double) { arguments, _ throws(CELError) in
            guard let value = GoFloat.parse(try arguments.string(0)) else { throw Self.misfit("string", "double") }
            return .double(value)
        }
    }

    private mutating func addTextConversions() {
        for type in [
            CELType.string, .integer, .unsigned, .double, .boolean, .timestamp, .duration, .address, .network,
        ] {
            function("string", [type], .string) { arguments, _ in .string(arguments[0].text) }
        }
        function("string", [.bytes], .string, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            guard let text = String(validating: try arguments.bytes(0), as: UTF8.self) else {
                throw .evaluation("invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(text)
        }
    }
}

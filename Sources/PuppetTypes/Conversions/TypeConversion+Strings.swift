import JSON
import OrderedCollections
import Regexp

extension TypeConversion {
    static func string(_ arguments: [Value]) throws(TypeError) -> Value {
        _ = try dispatch("new_string", stringSignatures, arguments)
        return .string(try ValueFormatter.format(arguments[0], arguments.count > 1 ? arguments[1] : .default))
    }

    static func sensitive(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_Sensitive", sensitiveSignatures, arguments)
        return form == 0 ? arguments[0] : .sensitive(arguments[0])
    }

    static func regexp(_ arguments: [Value]) throws(TypeError) -> Value {
        _ = try dispatch("new_float", regexpSignatures, arguments)
        var source = arguments[0].stringContent ?? ""
        if arguments.count > 1, arguments[1] == .boolean(true) { source = PuppetRegexp.escaped(source) }
        _ = try PuppetRegexp.checked(source)
        return .regexp(source)
    }

    static func binary(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_Binary", binarySignatures, arguments)
        var source = arguments[0]
        var format = arguments.count > 1 ? arguments[1].stringContent : nil
        if form == 2, case .hash(let entries) = arguments[0] {
            source = entries[.string("value")] ?? .undef
            format = entries[.string("format")]?.stringContent
        }
        if case .array(let elements) = source {
            return .binary(
                elements.compactMap { element in
                    if case .integer(let value) = element { UInt8(exactly: value) } else { nil }
                })
        }
        let text = source.stringContent ?? ""
        let bytes: [UInt8]? =
            switch format ?? "%B" {
            case "%b": Base64.decode(text, .lenient)
            case "%u": Base64.decode(text, .urlSafe)
            case "%s", "%r": Array(text.utf8)
            default: Base64.decode(text)
            }
        guard let bytes else { throw TypeError("invalid base64") }
        return .binary(bytes)
    }

    static func uri(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_error", uriSignatures, arguments)
        if form == 0 {
            let text = arguments[0].stringContent ?? ""
            _ = try URIParts.parse(text)
            return .uri(text)
        }
        guard case .hash(let entries) = arguments[0] else { return .uri("") }
        func part(_ name: String) -> String? { entries[.string(name)].map(ValueFormatter.interpolated) }
        var text = part("scheme").map { $0 + ":" } ?? ""
        if let opaque = part("opaque") { text += opaque }
        if let host = part("host") {
            text += "//" + (part("userinfo").map { $0 + "@" } ?? "") + host + (part("port").map { ":" + $0 } ?? "")
        }
        text += part("path") ?? ""
        text += part("query").map { "?" + $0 } ?? ""
        text += part("fragment").map { "#" + $0 } ?? ""
        _ = try URIParts.parse(text)
        return .uri(text)
    }

    /// `Type.new('Integer')`. Only bare names: expressions need the parser.
    static func typeValue(_ arguments: [Value]) throws(TypeError) -> Value {
        _ = try dispatch("new_type", typeSignatures, arguments)
        let text = (arguments[0].stringContent ?? "").trimmed
        guard let first = text.first, first.isUppercase else {
            throw TypeError("The expression <\(text)> is not a valid type specification.")
        }
        return .type(PuppetType.named(text) ?? .typeReference(text))
    }
}

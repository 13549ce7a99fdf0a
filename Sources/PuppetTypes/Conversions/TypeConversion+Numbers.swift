import OrderedCollections

extension TypeConversion {
    /// The value of a key of named arguments.
    private static func named(_ name: String, _ arguments: [Value]) -> Value? {
        if case .hash(let entries)? = arguments.first { entries[.string(name)] } else { nil }
    }

    static func integer(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new", integerSignatures, arguments) { (arguments) throws(TypeError) in
            try integerMismatch(arguments)
        }
        let from = form == 0 ? arguments[0] : named("from", arguments) ?? .undef
        let radix = form == 0 ? (arguments.count > 1 ? arguments[1] : .default) : named("radix", arguments) ?? .default
        let isAbsolute =
            (form == 0 ? (arguments.count > 2 ? arguments[2] : nil) : named("abs", arguments)) == .boolean(true)
        let result = try integer(from, radix)
        if result == .min, isAbsolute { throw TypeError("Integer out of range") }
        return .integer(isAbsolute ? abs(result) : result)
    }

    private static func integerMismatch(_ arguments: [Value]) throws(TypeError) -> String? {
        guard let from = arguments.first, arguments.count <= 3 else { return nil }
        if arguments.count == 1, case .hash(let entries) = from {
            if let inner = entries[.string("from")], !integerConvertible.accepts(inner) {
                return inconvertible(inner, to: "Integer")
            }
            if let radix = entries[.string("radix")] { try check(radix: radix) }
            throw TypeError(
                TypeMismatch.describe(
                    subject: "Integer.new has wrong type,", expected: integerNamedArguments, actual: from))
        }
        if arguments.count > 1 {
            guard case .integer = arguments[1] else { return nil }
            try check(radix: arguments[1])
        }
        if arguments.count > 2, !PuppetType.boolean(nil).accepts(arguments[2]) { return nil }
        return inconvertible(from, to: "Integer")
    }

    private static func check(radix: Value) throws(TypeError) {
        switch radix {
        case .default, .integer(2), .integer(8), .integer(10), .integer(16): return
        default:
            throw TypeError(
                "Illegal radix: \(ValueFormatter.interpolated(radix)), expected 2, 8, 10, 16, or default")
        }
    }

    private static func integer(_ from: Value, _ radix: Value) throws(TypeError) -> Int {
        switch from {
        case .integer(let value): return value
        case .float(let value):
            guard let whole = Int(exactly: value.rounded(.towardZero)) else {
                throw TypeError(value.isFinite ? "Integer out of range" : FloatText.shortest(value))
            }
            return whole
        case .boolean(let value): return value ? 1 : 0
        case .timespan(let span): return Timespan.floorDivide(span.nanoseconds, Timespan.second).quotient
        case .timestamp(let time): return time.seconds
        case .string(let text), .secret(let text):
            let base: Int? = if case .integer(let base) = radix { base } else { nil }
            if let value = NumericText.integer(withoutBlanks(text), radix: base) { return value }
            throw TypeError("invalid value for Integer(): \(RubyText.inspect(text))")
        default: throw TypeError(inconvertible(from, to: "Integer"))
        }
    }

    /// Without the blanks between a sign and its digits.
    private static func withoutBlanks(_ text: String) -> String {
        guard let sign = text.first, sign == "+" || sign == "-" else { return text }
        return String(sign) + text.dropFirst().drop { $0 == " " || $0 == "\t" }
    }

    static func float(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_float", floatSignatures, arguments) { (arguments) throws(TypeError) in
            numberMismatch(arguments, "Float")
        }
        let from = form == 0 ? arguments[0] : named("from", arguments) ?? .undef
        let isAbsolute =
            (form == 0 ? (arguments.count > 1 ? arguments[1] : nil) : named("abs", arguments)) == .boolean(true)
        let result = try float(from)
        return .float(isAbsolute ? abs(result) : result)
    }

    private static func numberMismatch(_ arguments: [Value], _ name: String) -> String? {
        guard let from = arguments.first, arguments.count <= 2 else { return nil }
        if arguments.count > 1, !PuppetType.boolean(nil).accepts(arguments[1]) { return nil }
        return inconvertible(from, to: name)
    }

    private static func float(_ from: Value) throws(TypeError) -> Double {
        switch from {
        case .float(let value): return value
        case .integer(let value): return Double(value)
        case .boolean(let value): return value ? 1 : 0
        case .timespan(let span): return Double(span.nanoseconds) / 1e9
        case .timestamp(let time): return Double(time.seconds) + Double(time.nanoseconds) / 1e9
        case .string(let text), .secret(let text):
            let compact = withoutBlanks(text)
            if compact.drop(while: { "+-".contains($0) }).lowercased().hasPrefix("0b"),
                let value = NumericText.integer(compact, radix: nil)
            {
                return Double(value)
            }
            if let value = NumericText.float(compact) { return value }
            throw TypeError("invalid value for Float(): \(RubyText.inspect(text))")
        default: throw TypeError(inconvertible(from, to: "Float"))
        }
    }

    static func numeric(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_numeric", numericSignatures, arguments) { (arguments) throws(TypeError) in
            numberMismatch(arguments, "Numeric")
        }
        let from = form == 0 ? arguments[0] : named("from", arguments) ?? .undef
        let isAbsolute =
            (form == 0 ? (arguments.count > 1 ? arguments[1] : nil) : named("abs", arguments)) == .boolean(true)
        let result: Value =
            switch from {
            case .string(let text), .secret(let text): try number(text)
            case .timespan, .timestamp: .float(try float(from))
            case .float: from
            default: .integer(try integer(from, .default))
            }
        guard isAbsolute else { return result }
        switch result {
        case .integer(let value): return .integer(value == .min ? .max : abs(value))
        case .float(let value): return .float(abs(value))
        default: return result
        }
    }

    private static func number(_ text: String) throws(TypeError) -> Value {
        let compact = withoutBlanks(text)
        if let value = NumericText.integer(compact, radix: nil) { return .integer(value) }
        // Digits alone are an integer, which has 64 bits.
        let digits = compact.drop { $0 == "+" || $0 == "-" }
        if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .integer(try integer(.string(text), .default))
        }
        return .float(try float(.string(text)))
    }

    static func boolean(_ arguments: [Value]) throws(TypeError) -> Value {
        _ = try dispatch("new_boolean", booleanSignatures, arguments) { (arguments) throws(TypeError) in
            arguments.count == 1 ? inconvertible(arguments[0], to: "Boolean") : nil
        }
        switch arguments[0] {
        case .float(let value): return .boolean(value != 0)
        case .integer(let value): return .boolean(value != 0)
        case .boolean: return arguments[0]
        default:
            let text = arguments[0].stringContent?.lowercased() ?? ""
            return .boolean(!["false", "no", "n"].contains(text))
        }
    }
}

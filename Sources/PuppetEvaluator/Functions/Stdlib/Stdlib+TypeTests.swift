import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let stdlibTypeTests: [BuiltinFunction] = [
        test("is_array", .open) { if case .array = $0 { true } else { false } },
        test("is_bool") { if case .boolean = $0 { true } else { false } },
        test("is_hash", .legacyExact) { if case .hash = $0 { true } else { false } },
        test("is_string", .open) { value in
            guard let text = value.stringContent else { return value == .undef }
            return !FormText.isFloat(text) && !FormText.isInteger(text)
        },
        test("is_float", .bare) { value in
            if case .float = value { return true }
            return value.stringContent.map(FormText.isFloat) ?? false
        },
        test("is_integer", .legacy) { value in
            if case .integer = value { return true }
            return value.stringContent.map { FormText.matches($0, FormText.integer) } ?? false
        },
        test("is_numeric", .bare, FormText.isNumeric),
        test("is_absolute_path", .exact, FormText.isAbsolutePath),
        test("is_ip_address", .bare) { FormText.address($0) != nil },
        test("is_ipv4_address", .bare) { FormText.address($0)?.isV6 == false },
        test("is_ipv6_address", .bare) { FormText.address($0)?.isV6 == true },
        test("is_mac_address", .legacy) { value in
            guard let text = value.stringContent else { return false }
            return FormText.matches(text, "(?i:^[a-f0-9]{1,2}(:[a-f0-9]{1,2}){5}$)")
                || FormText.matches(text, "(?i:^[a-f0-9]{1,2}(:[a-f0-9]{1,2}){19}$)")
        },
        test("is_domain_name", .legacy) { $0.stringContent.map(FormText.isDomainName) ?? false },
        test("is_email_address", .legacy) { value in
            value.stringContent.map { FormText.matches($0, #"\A([\w+\-].?)+@[a-z\d\-]+(\.[a-z]+)*\.[a-z]+\z"#) }
                ?? false
        },
        BuiltinFunction(
            "is_a",
            [
                Dispatch([.required("value", .any), .required("type", .type(nil))]) { call in
                    if case .type(let type) = call[1] { .boolean(type.accepts(call[0])) } else { false }
                }
            ]),
        BuiltinFunction(
            "stdlib::type_of",
            [Dispatch([.required("value", .any)]) { call in .type(TypeInference.infer(call[0])) }]),
        .forwarding("type_of", to: "stdlib::type_of"),
        .legacy("type3x") { call throws(Interruption) in
            guard call.count == 1 else { throw call.wrongCount("1") }
            switch call[0] {
            case .boolean: return "boolean"
            case .integer: return "integer"
            case .float: return "float"
            case .array: return "array"
            case .hash: return "hash"
            case .string(let text), .secret(let text):
                return FormText.isInteger(text) ? "integer" : FormText.isFloat(text) ? "float" : "string"
            default: throw call.fails("Unknown type")
            }
        },
    ]

    /// What a test asks of its arguments, and how it words a complaint.
    private enum TestStyle {
        /// Any number of arguments but none; the values as they are.
        case open
        /// One argument, the values as they are.
        case exact
        /// The same, the numbers in the complaint without parentheses.
        case bare
        /// As `bare`, and `undef` is an empty string.
        case legacy
        /// As `legacy`, with parentheses.
        case legacyExact
    }

    private static func test(
        _ name: String, _ style: TestStyle = .exact, _ test: @escaping @Sendable (Value) -> Bool
    ) -> BuiltinFunction {
        let keepsValues = style != .legacy && style != .legacyExact
        return .legacy(name, keepsValues: keepsValues) { call throws(Interruption) in
            guard call.count == 1 || style == .open && call.count > 1 else {
                throw style == .bare || style == .legacy
                    ? call.fails("Wrong number of arguments given \(call.count) for 1") : call.wrongCount("1")
            }
            return .boolean(test(call[0]))
        }
    }
}

/// Forms of text that stdlib's tests know.
enum FormText {
    static let integer = #"^-?(?:(?:[1-9]\d*)|0)$"#
    private static let numeric = #"^-?(?:(?:[1-9]\d*)|0)(?:\.\d+)?(?:[eE]-?\d+)?$"#
    private static let windowsPath =
        #"(?i:^(([A-Z]:[\\/])|([\\/][\\/][^\\/]+[\\/][^\\/]+)|([\\/][\\/]\?[\\/][^\\/]+)))"#

    static func matches(_ text: String, _ pattern: String) -> Bool {
        (try? PuppetRegexp.compile(pattern))?.matches(text) ?? false
    }

    /// Whether Ruby would write the number that the text begins with just so.
    static func isFloat(_ text: String) -> Bool {
        guard let number = NumericText.float(text) else { return false }
        return ValueFormatter.interpolated(.float(number)) == text
    }

    static func isInteger(_ text: String) -> Bool { Int(text).map(String.init) == text }

    static func isNumeric(_ value: Value) -> Bool {
        switch value {
        case .integer, .float: true
        default: value.stringContent.map { matches($0, numeric) } ?? false
        }
    }

    static func isAbsolutePath(_ value: Value) -> Bool {
        guard let text = value.stringContent else { return false }
        return matches(text, "^/") || matches(text, windowsPath)
    }

    static func address(_ value: Value) -> IPAddress? { value.stringContent.flatMap { try? IPAddress($0) } }

    static func isDomainName(_ text: String) -> Bool {
        if text == "." { return true }
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard !name.isEmpty, name.unicodeScalars.count <= 255 else { return false }
        if name.contains("."), !matches(String(name), #"\.[A-Za-z]+$"#) { return false }
        var labels = name.split(separator: ".", omittingEmptySubsequences: false)
        while labels.last?.isEmpty == true { labels.removeLast() }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != "-" && label.last != "-"
                && matches(String(label), #"(?i:^[a-z\d-]+$)"#)
        }
    }
}

import PuppetTypes
import Regexp

/// The `validate_…` functions, which complain of a value.
extension BuiltinFunctions {
    static let stdlibTypeChecks: [BuiltinFunction] = [
        check("validate_array", "an Array") { if case .array = $0 { true } else { false } },
        check("validate_bool", "a boolean") { if case .boolean = $0 { true } else { false } },
        check("validate_hash", "a Hash") { if case .hash = $0 { true } else { false } },
        check("validate_string", "a string") { $0.stringContent != nil || $0 == .undef },
        .statement("validate_absolute_path", keepsValues: true) { call throws(Interruption) in
            try expectAny(call)
            for argument in call.arguments {
                let candidates = if case .array(let elements) = argument { elements } else { [argument] }
                for path in candidates where !FormText.isAbsolutePath(path) {
                    throw .failure("\(RubyValue.inspected(path)) is not an absolute path.")
                }
            }
        },
        addressCheck("validate_ip_address", "IP") { _ in true },
        addressCheck("validate_ipv4_address", "IPv4") { !$0.isV6 },
        addressCheck("validate_ipv6_address", "IPv6") { $0.isV6 },
        .statement("validate_integer", keepsValues: true) { call throws(Interruption) in
            try RangeCheck(name: "validate_integer", kind: "an Integer") { value in
                NumericText.integer(RubyValue.string(value), radix: nil).map(Double.init)
            }.check(call)
        },
        .statement("validate_numeric", keepsValues: true) { call throws(Interruption) in
            try RangeCheck(name: "validate_numeric", kind: "a Numeric") { NumericText.float(RubyValue.string($0)) }
                .check(call)
        },
        .statement("validate_re", keepsValues: true, validateRe),
        .statement("validate_slength", keepsValues: true, validateLength),
        aliasCheck("stdlib::validate_domain_name", ["Stdlib::Fqdn", "Stdlib::Dns::Zone"]),
        .forwarding("validate_domain_name", to: "stdlib::validate_domain_name"),
        aliasCheck("stdlib::validate_email_address", ["Stdlib::Email"]),
        .forwarding("validate_email_address", to: "stdlib::validate_email_address"),
        BuiltinFunction(
            "validate_legacy",
            [
                Dispatch([
                    .required("target_type", .type(nil)), .required("function_name", .anyString),
                    .required("value", .any), .repeated("args", .any),
                ]) { call throws(Interruption) in
                    guard case .type(let type) = call[0] else { return .undef }
                    return try checkLegacy(type, call[2])
                },
                Dispatch([
                    .required("type_string", .anyString), .required("function_name", .anyString),
                    .required("value", .any), .repeated("args", .any),
                ]) { call throws(Interruption) in
                    let type = try call.evaluator.parse(typeText: call[0], call.scope)
                    return try checkLegacy(type, call[2])
                },
            ]),
    ]

    private static func checkLegacy(_ type: PuppetType, _ value: Value) throws(Interruption) -> Value {
        if type.accepts(value) { return .undef }
        throw .failure(
            TypeMismatch.describe(subject: "validate_legacy(\(type), ...)", expected: type, actual: value))
    }

    private static func expectAny(_ call: LegacyCall) throws(Interruption) {
        guard call.count > 0 else { throw call.fails("wrong number of arguments (0; must be > 0)") }
    }

    private static func check(
        _ name: String, _ wanted: String, _ test: @escaping @Sendable (Value) -> Bool
    ) -> BuiltinFunction {
        .statement(name, keepsValues: true) { call throws(Interruption) in
            try expectAny(call)
            for argument in call.arguments where !test(argument) {
                throw .failure(
                    "\(RubyValue.inspected(argument)) is not \(wanted).  It looks to be a \(RubyValue.className(argument))"
                )
            }
        }
    }

    private static func addressCheck(
        _ name: String, _ kind: String, _ test: @escaping @Sendable (IPAddress) -> Bool
    ) -> BuiltinFunction {
        .statement(name, keepsValues: true) { call throws(Interruption) in
            try expectAny(call)
            for argument in call.arguments {
                guard let text = argument.stringContent else {
                    throw .failure("\(RubyValue.inspected(argument)) is not a string.")
                }
                guard let address = try? IPAddress(text), test(address) else {
                    throw .failure("\(RubyValue.inspected(argument)) is not a valid \(kind) address.")
                }
            }
        }
    }

    private static func aliasCheck(_ name: String, _ aliases: [String]) -> BuiltinFunction {
        let types = aliases.compactMap(StdlibTypes.type(named:))
        return BuiltinFunction(
            name,
            [
                Dispatch([.repeated("values", types.count == 1 ? types[0] : .variant(types))]) {
                    call throws(Interruption) in
                    guard call.count > 0 else {
                        throw .failure("\(name)(): Wrong number of arguments need at least one")
                    }
                    return .undef
                }
            ])
    }

    private static let validateRe: @Sendable (LegacyCall) throws(Interruption) -> Void = { call throws(Interruption) in
        guard call.count == 2 || call.count == 3 else {
            throw call.fails("wrong number of arguments (\(call.count); must be 2 or 3)")
        }
        guard let text = call.text(0) else {
            throw call.fails("input needs to be a String, not a \(RubyValue.className(call[0]))")
        }
        for pattern in flatten([call[1]]) {
            switch pattern {
            case .string, .secret, .regexp: if try RubyString.compile(pattern).matches(text) { return }
            default: throw call.fails("a \(RubyValue.className(pattern)) is no regular expression")
            }
        }
        if call[2].isTruthy { throw .failure(RubyValue.shown(call[2])) }
        throw call.fails("\(RubyValue.inspected(call[0])) does not match \(RubyValue.inspected(call[1]))")
    }

    private static let validateLength: @Sendable (LegacyCall) throws(Interruption) -> Void = {
        call throws(Interruption) in
        guard call.count == 2 || call.count == 3 else {
            throw call.fails("Wrong number of arguments (\(call.count); must be 2 or 3)")
        }
        guard let longest = wholeNumber(call[1]), longest > 0 else {
            throw call.fails(
                "Expected second argument to be a positive Numeric, got \(numberShown(call[1]))"
            )
        }
        var shortest = 0
        if call[2].isTruthy {
            guard let least = wholeNumber(call[2]), least >= 0 else {
                throw call.fails(
                    "Expected third argument to be unset or a positive Numeric, got \(numberShown(call[2]))"
                )
            }
            shortest = least
        }
        guard longest >= shortest else {
            throw call.fails("Expected second argument to be equal to or larger than third argument")
        }
        let count: Int
        var texts: [String] = []
        switch call[0] {
        case .string(let text), .secret(let text):
            count = text.unicodeScalars.count
            texts = [text]
        case .array(let elements):
            count = elements.count
            for (position, element) in elements.enumerated() {
                guard let text = element.stringContent else {
                    throw call.fails(
                        "Expected element at array position \(position) to be a String, got \(RubyValue.className(element))"
                    )
                }
                texts.append(text)
            }
        default:
            throw call.fails("Expected first argument to be a String or Array, got \(RubyValue.className(call[0]))")
        }
        guard texts.allSatisfy({ (shortest...longest).contains($0.unicodeScalars.count) }) else {
            throw call.fails(
                "Expected length of \(RubyValue.inspected(call[0])) to be between \(shortest) and \(longest), was \(count)"
            )
        }
    }

    /// The number, or what is none, with its class.
    private static func numberShown(_ value: Value) -> String {
        let value = wholeNumber(value).map(Value.integer) ?? value
        return "\(RubyValue.shown(value)):\(RubyValue.className(value))"
    }

    /// Ruby's `Integer()`.
    private static func wholeNumber(_ value: Value) -> Int? {
        switch value {
        case .integer(let number): number
        case .float(let number): Int(exactly: number.rounded(.towardZero))
        case .string(let text), .secret(let text): NumericText.integer(text, radix: nil)
        default: nil
        }
    }
}

/// A number, or an array of them, between two bounds.
private struct RangeCheck {
    let name: String
    /// `an Integer`.
    let kind: String
    let number: (Value) -> Double?

    func check(_ call: LegacyCall) throws(Interruption) {
        guard (1...3).contains(call.count) else {
            throw fails("Wrong number of arguments; must be 1, 2 or 3, got \(call.count)")
        }
        var largest: Double?
        if call.count > 1, call.count < 3 || RubyValue.string(call[1]) != "" {
            guard let bound = number(call[1]) else {
                throw fails("Expected second argument to be unset or \(kind), got \(RubyValue.shown(call[1])):String")
            }
            largest = bound
        }
        var smallest: Double?
        if call.count > 2 {
            guard let bound = number(call[2]) else {
                throw fails(
                    "Expected third argument to be unset or \(kind), got \(RubyValue.shown(call[2])):\(RubyValue.className(call[2]))"
                )
            }
            smallest = bound
        }
        if let largest, let smallest, smallest > largest {
            throw fails(
                "Expected second argument to be larger than third argument, got \(text(largest)) < \(text(smallest))")
        }
        switch call[0] {
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                guard !element.isCollection || element == .array([]), let value = number(element) else {
                    throw fails(
                        "Expected element at array position \(position) to be \(kind), got \(RubyValue.className(element))"
                    )
                }
                try check(value, call[0], smallest, largest)
            }
        case .hash: throw .failure("validate_integer(): Expected first argument to be \(kind) or Array, got Hash")
        default:
            guard let value = number(call[0]) else {
                throw fails("Expected first argument to be \(kind) or Array, got \(RubyValue.className(call[0]))")
            }
            let shown = isInteger ? Int(exactly: value).map(Value.integer) ?? .float(value) : .float(value)
            try check(value, call[0].holdsSecret ? call[0] : shown, smallest, largest)
        }
    }

    private var isInteger: Bool { kind == "an Integer" }

    private func fails(_ problem: String) -> Interruption { .failure("\(name)(): \(problem)") }

    private func text(_ number: Double) -> String {
        isInteger ? Int(exactly: number).map(String.init) ?? "" : ValueFormatter.interpolated(.float(number))
    }

    private func check(
        _ value: Double, _ input: Value, _ smallest: Double?, _ largest: Double?
    ) throws(Interruption) {
        let shown = RubyValue.inspected(input)
        if let largest, value > largest {
            throw fails("Expected \(shown) to be smaller or equal to \(text(largest)), got \(shown).")
        }
        if let smallest, value < smallest {
            throw fails("Expected \(shown) to be greater or equal to \(text(smallest)), got \(shown).")
        }
    }
}

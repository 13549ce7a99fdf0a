import OrderedCollections
import PuppetTypes

/// A call of a function of Puppet 3's kind, as most of stdlib's are: it takes any arguments and complains itself.
///
/// Its arguments come in as those of `BuiltinFunction.classic`.
struct LegacyCall {
    let call: FunctionCall
    let arguments: [Value]

    /// - Parameter keepsValues: Whether the function sees the arguments as they are.
    init(_ call: FunctionCall, keepsValues: Bool = false) {
        self.call = call
        arguments = keepsValues ? call.arguments : call.arguments.map(\.classicArgument)
    }

    var name: String { call.name }
    var count: Int { arguments.count }

    /// An argument, or `undef` past the last.
    subscript(_ index: Int) -> Value { arguments.indices.contains(index) ? arguments[index] : .undef }

    /// The text of an argument; nil where it is no string.
    func text(_ index: Int) -> String? { self[index].stringContent }

    /// `count(): Requires …`.
    func fails(_ problem: String) -> Interruption { .failure("\(name)(): \(problem)") }

    func wrongCount(_ wanted: String) -> Interruption {
        fails("Wrong number of arguments given (\(count) for \(wanted))")
    }

    /// Complains as Puppet does of a function that states how many arguments it takes.
    func expect(atLeast minimum: Int) throws(Interruption) {
        try expect(.atLeast(minimum))
    }

    func expect(exactly wanted: Int) throws(Interruption) {
        try expect(.exactly(wanted))
    }

    private func expect(_ arity: BuiltinFunction.Arity) throws(Interruption) {
        if let problem = arity.complaint(count) { throw fails(problem) }
    }
}

extension BuiltinFunction {
    static func legacy(
        _ name: String, keepsValues: Bool = false,
        _ body: @escaping @Sendable (LegacyCall) throws(Interruption) -> Value
    ) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.repeated("args", .any)]) { call throws(Interruption) in
                    try body(LegacyCall(call, keepsValues: keepsValues))
                }
            ])
    }

    /// A function that is called for its effect.
    static func statement(
        _ name: String, keepsValues: Bool = false,
        _ body: @escaping @Sendable (LegacyCall) throws(Interruption) -> Void
    ) -> BuiltinFunction {
        legacy(name, keepsValues: keepsValues) { call throws(Interruption) in
            try body(call)
            return .undef
        }
    }

    /// The same function under another name.
    func named(_ name: String) -> BuiltinFunction {
        BuiltinFunction(name, handlesSecrets: handlesSecrets, dispatches)
    }

    /// A function that this compiler does not have, with the reason.
    static func refused(_ name: String, _ reason: String) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [Dispatch([.repeated("args", .any)]) { _ throws(Interruption) in throw .failure("\(name)(): \(reason)") }])
    }
}

/// How Ruby sees values, which the words and results of stdlib's functions come from.
enum RubyValue {
    /// `to_s`.
    static func string(_ value: Value) -> String {
        switch value {
        case .array, .hash: RubyText.inspect(value, secrets: .textsShown)
        case .undef: ""
        case .type(let type) where type.isCatalogEntry: reference(type)
        default: ValueFormatter.interpolated(value)
        }
    }

    /// `to_s` for a message, which shows no secret.
    static func shown(_ value: Value) -> String {
        value.holdsSecret ? "Sensitive [value redacted]" : string(value)
    }

    /// `inspect` for a message, which shows no secret.
    static func inspected(_ value: Value) -> String {
        value.holdsSecret ? "#<Sensitive [value redacted]>" : RubyText.inspect(value, secrets: .textsShown)
    }

    /// The class's name.
    static func className(_ value: Value) -> String {
        if case .type(let type) = value, type.isCatalogEntry { return "Puppet::Resource" }
        return value.rubyClass
    }

    /// `==`: numbers by their value, everything else as the keys of a hash.
    static func equals(_ left: Value, _ right: Value) -> Bool { RubyOrder.equals(left, right) }

    /// Ruby's `Array()`: the elements of an array, the pairs of a hash, the value itself.
    static func list(_ value: Value) -> [Value] {
        switch value {
        case .array(let elements): elements
        case .hash(let entries): entries.map { .array([$0.key, $0.value]) }
        case .undef: []
        default: [value]
        }
    }

    /// What stands between line ends, which is where `^` and `$` match.
    static func lines(_ text: String) -> [Substring] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map(Substring.init)
    }

    /// Puts another text in every place of a text, byte by byte.
    static func replace(_ part: String, in text: String, with replacement: String) -> String {
        let wanted = Array(part.utf8)
        guard let first = wanted.first else { return text }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstIndex(of: first) {
            result += rest[..<start]
            rest = rest[start...]
            if rest.starts(with: wanted) {
                result += replacement.utf8
                rest = rest.dropFirst(wanted.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result + rest, as: UTF8.self)
    }

    /// `to_i` of a string: the digits that it begins with. Nil where they are too many.
    static func integer(_ text: String) -> Int? {
        var rest = text.drop(while: \.isWhitespace)
        var digits = ""
        if let sign = rest.first, sign == "-" || sign == "+" {
            digits = sign == "-" ? "-" : ""
            rest = rest.dropFirst()
        }
        var hasDigit = false
        while let character = rest.first {
            if character.isASCII, character.isNumber {
                digits.append(character)
                hasDigit = true
            } else if character != "_" || !hasDigit || rest.dropFirst().first?.isNumber != true {
                break
            }
            rest = rest.dropFirst()
        }
        return hasDigit ? Int(digits) : 0
    }

    /// `Float()` of a string, which may begin with its point.
    static func float(_ text: String) -> Double? {
        if let number = NumericText.float(text) { return number }
        let digits = text.drop { $0.isWhitespace || $0 == "-" || $0 == "+" }
        guard digits.first == ".", let number = NumericText.float("0" + digits) else { return nil }
        return text.contains("-") && text.firstIndex(of: "-").map { $0 < digits.startIndex } == true ? -number : number
    }

    private static func reference(_ type: PuppetType) -> String {
        switch type {
        case .resource(let typeName?, let title?): "\(typeName)[\(title)]"
        case .classType(let name?):
            "Class[\(name.split(separator: "::").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: "::"))]"
        default: type.description
        }
    }
}

extension PuppetType {
    /// A reference to a resource or a class.
    var isCatalogEntry: Bool {
        switch self {
        case .resource, .classType: true
        default: false
        }
    }
}

import OrderedCollections
import PuppetTypes

extension BuiltinFunction {
    /// How many arguments a function of the older interface takes.
    enum Arity {
        case exactly(Int)
        case atLeast(Int)
    }

    /// A function of Puppet's older interface: it counts its arguments itself, does not check their types, passes a
    /// block over, and sees many values as text.
    static func classic(
        _ name: String, _ arity: Arity, handlesSecrets: Bool = false, _ body: @escaping Dispatch.Body
    ) -> BuiltinFunction {
        BuiltinFunction(
            name, handlesSecrets: handlesSecrets,
            [
                Dispatch([.repeated("args", .any)], block: .optionalAny) { call throws(Interruption) in
                    if let message = arity.complaint(call.arguments.count) { throw .failure("\(name)(): \(message)") }
                    return try body(call.withArguments(call.arguments.map(\.classicArgument)))
                }
            ])
    }
}

extension BuiltinFunction.Arity {
    /// What is wrong with a number of arguments, or nil.
    func complaint(_ count: Int) -> String? {
        switch self {
        case .exactly(let expected):
            count == expected ? nil : "Wrong number of arguments given (\(count) for \(expected))"
        case .atLeast(let minimum):
            count >= minimum ? nil : "Wrong number of arguments given (\(count) for minimum \(minimum))"
        }
    }
}

extension Value {
    /// The value as a function of the older interface gets it.
    ///
    /// `undef` is an empty string, and what Puppet 3 did not know (a regular expression, a version, a time) its text.
    var classicArgument: Value { self == .undef ? "" : classicElement }

    private var classicElement: Value {
        guard holdsUnclassic else { return self }
        switch self {
        case .array(let elements): return .array(elements.map(\.classicElement))
        case .hash(let entries):
            return .hash(
                PuppetHash(
                    entries.map { ($0.key.classicElement, $0.value.classicElement) }, uniquingKeysWith: { $1 }))
        case .regexp: return .string(RubyText.inspect(self))
        case .semVer, .semVerRange, .timestamp, .timespan, .binary: return .string(ValueFormatter.interpolated(self))
        default: return self
        }
    }

    /// Whether the value is, or holds, what Puppet 3 did not know.
    private var holdsUnclassic: Bool {
        switch self {
        case .regexp, .semVer, .semVerRange, .timestamp, .timespan, .binary: true
        case .array(let elements): elements.contains(where: \.holdsUnclassic)
        case .hash(let entries): entries.contains { $0.key.holdsUnclassic || $0.value.holdsUnclassic }
        default: false
        }
    }
}

extension FunctionCall {
    func withArguments(_ arguments: [Value]) -> FunctionCall {
        FunctionCall(
            name: name, arguments: arguments, block: block, evaluator: evaluator, scope: scope, place: place)
    }

    /// The text of an argument of the older interface, which Ruby demands where it hashes or quotes.
    func text(_ index: Int) throws(Interruption) -> String {
        guard let text = self[index].stringContent else {
            throw .failure("no implicit conversion of \(self[index].rubyOperand) into String")
        }
        return text
    }
}

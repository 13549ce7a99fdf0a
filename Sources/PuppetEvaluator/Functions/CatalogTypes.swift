import Diagnostics
import PuppetSyntax
import PuppetTypes

extension BuiltinFunctions {
    static let catalogTypes: [BuiltinFunction] = [
        BuiltinFunction(
            "assert_type",
            [
                Dispatch(
                    [.required("type", .type(nil)), .required("value", .any)],
                    block: .optionalTyped([.type(nil), .type(nil)])
                ) {
                    call throws(Interruption) in
                    guard case .type(let type) = call[0] else { return call[1] }
                    return try assert(type, call)
                },
                Dispatch(
                    [.required("type_string", .anyString), .required("value", .any)],
                    block: .optionalTyped([.type(nil), .type(nil)])
                ) {
                    call throws(Interruption) in
                    try assert(try call.evaluator.parse(typeText: call[0], call.scope), call)
                },
            ]),
        BuiltinFunction(
            "new",
            [
                Dispatch([.required("type", .type(nil)), .repeated("args", .any)], block: .optionalAny, new)
            ]),
    ]

    private static func assert(_ type: PuppetType, _ call: FunctionCall) throws(Interruption) -> Value {
        if type.accepts(call[1]) { return call[1] }
        if let block = call.block { return try block([.type(type), .type(TypeInference.infer(call[1]))]) }
        throw .failure(TypeMismatch.describe(subject: "assert_type():", expected: type, actual: call[1]))
    }

    private static let new: Dispatch.Body = { call throws(Interruption) in
        guard case .type(let type) = call[0] else { return .undef }
        let arguments = Array(call.arguments.dropFirst())
        if arguments.count == 1, !type.isInit, type.accepts(arguments[0]) { return arguments[0] }
        let value = try convert(type, arguments, call)
        guard type.accepts(value) else {
            throw .failure(
                TypeMismatch.describe(
                    subject: "Converted value from \(type).new() has wrong type,", expected: type, actual: value))
        }
        let result = arguments.contains(where: \.holdsSecret) ? value.wrappingScalar : value
        guard let block = call.block else { return result }
        return try block([result])
    }

    private static func convert(
        _ type: PuppetType, _ arguments: [Value], _ call: FunctionCall
    ) throws(Interruption) -> Value {
        if case .type = type, arguments.count == 1, let text = arguments[0].stringContent {
            guard !text.isEmpty else {
                throw .failure("'new_type' parameter 'type_string' expects a String[1] value, got String")
            }
            return .type(try call.evaluator.parse(typeText: arguments[0], call.scope))
        }
        do throws(TypeError) {
            return try TypeConversion.new(type, arguments: arguments)
        } catch {
            throw .failure(error.message)
        }
    }
}

extension Value {
    /// A `Sensitive` of what was made of a secret and cannot carry a mark itself, as a string can.
    fileprivate var wrappingScalar: Value {
        switch self {
        case .integer, .float, .regexp, .binary, .semVer, .semVerRange, .timestamp, .timespan, .uri: .sensitive(self)
        default: self
        }
    }
}

extension PuppetType {
    fileprivate var isInit: Bool { if case .initType = self { true } else { false } }
}

extension Evaluator {
    /// The type that a text names, as it would be written in a manifest.
    func parse(typeText value: Value, _ scope: Scope) throws(Interruption) -> PuppetType {
        guard !value.holdsSecret else { throw .failure("Cannot make a type of a secret") }
        let text = value.stringContent ?? ""
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "", text: text))
        if case .nop = program.body, let problem = diagnostics.first(where: { $0.severity == .error }) {
            throw .failure("\(problem.message.text)")
        }
        let isType: Bool =
            switch program.body.withoutParentheses {
            case .qualifiedReference, .access: diagnostics.allSatisfy { $0.severity != .error }
            default: false
            }
        guard isType,
            case .type(let type) = try inFile(
                program.file, { () throws(Interruption) in try evaluate(program.body, scope) })
        else {
            throw .failure("The expression <\(text.trimmingBlanks)> is not a valid type specification.")
        }
        return type
    }
}

extension String {
    /// Without blanks and line ends around it.
    fileprivate var trimmingBlanks: String {
        let trimmed = drop(while: \.isWhitespace)
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(trimmed[...last])
    }
}

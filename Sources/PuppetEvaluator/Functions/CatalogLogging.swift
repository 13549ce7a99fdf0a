import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let catalogLogging: [BuiltinFunction] =
        LogEntry.Level.allCases.map(logging) + [
            BuiltinFunction("warning", logging(.warning).dispatches),
            .classic("fail", .atLeast(0), fail),
            BuiltinFunction("next", [Dispatch([.optional("value", .any)], next)]),
            BuiltinFunction("return", [Dispatch([.optional("value", .any)], `return`)]),
            BuiltinFunction("break", [Dispatch([], `break`)]),
        ]

    private static func logging(_ level: LogEntry.Level) -> BuiltinFunction {
        BuiltinFunction(
            level.rawValue,
            [
                Dispatch([.repeated("values", .any)]) { call throws(Interruption) in
                    let message = call.arguments.map(shown).joined(separator: " ")
                    let source = call.scope.named.resource.map { "Scope(\($0.reference))" } ?? "Scope()"
                    call.evaluator.log(level, message, source: source, at: call.place)
                    return .undef
                }
            ])
    }

    static let redacted = "Sensitive [value redacted]"

    /// A value as logs and errors show it: secrets masked.
    static func shown(_ value: Value) -> String {
        ValueFormatter.interpolated(value.masked)
    }

    private static let fail: Dispatch.Body = { call throws(Interruption) in
        throw .failure(call.arguments.map(failureText).joined(separator: " "))
    }

    /// References are shown with their titles bare.
    private static func failureText(_ value: Value) -> String {
        if case .type(let type) = value, let reference = ResourceReference(type) { return "\(reference)" }
        return RubyText.string(value)
    }

    private static let next: Dispatch.Body = { call throws(Interruption) in throw .next(call[0], at: call.place) }

    private static let `return`: Dispatch.Body = { call throws(Interruption) in throw .returned(call[0], at: call.place)
    }

    private static let `break`: Dispatch.Body = { call throws(Interruption) in throw .broken(at: call.place) }
}

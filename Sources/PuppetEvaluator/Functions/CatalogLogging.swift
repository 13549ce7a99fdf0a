import PuppetTypes

extension BuiltinFunctions {
    static let catalogLogging: [BuiltinFunction] =
        LogEntry.Level.allCases.map(logging) + [
            BuiltinFunction("warning", logging(.warning).dispatches),
            BuiltinFunction("fail", [Dispatch([.repeated("values", .any)], fail)]),
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

    /// A value as logs and errors show it: secrets masked.
    static func shown(_ value: Value) -> String {
        value.holdsSecret ? "Sensitive [value redacted]" : ValueFormatter.interpolated(value)
    }

    private static let fail: Dispatch.Body = { call throws(Interruption) in
        throw .failure(call.arguments.map(shown).joined(separator: " "))
    }

    private static let next: Dispatch.Body = { call throws(Interruption) in throw .next(call[0], at: call.place) }

    private static let `return`: Dispatch.Body = { call throws(Interruption) in throw .returned(call[0], at: call.place)
    }

    private static let `break`: Dispatch.Body = { call throws(Interruption) in throw .broken(at: call.place) }
}

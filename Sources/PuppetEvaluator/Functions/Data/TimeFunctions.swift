import PuppetTypes

extension BuiltinFunctions {
    static let times: [BuiltinFunction] = [
        BuiltinFunction(
            "strftime",
            [
                Dispatch([
                    .required("time_object", .timespan(lower: nil, upper: nil)), .required("format", .anyString),
                ]) { call throws(Interruption) in
                    guard case .timespan(let span) = call[0] else { return .undef }
                    return .string(try attempt { () throws(TypeError) in try span.format(call[1].stringContent ?? "") })
                },
                Dispatch([
                    .required("time_object", .timestamp(lower: nil, upper: nil)), .required("format", .anyString),
                    .optional("timezone", .anyString),
                ]) { call throws(Interruption) in
                    guard case .timestamp(let time) = call[0] else { return .undef }
                    return try formatted(time, call[1], call[2])
                },
                Dispatch([.required("format", .anyString), .optional("timezone", .anyString)]) {
                    call throws(Interruption) in
                    let now = call.evaluator.input.now
                    return try formatted(
                        attempt { () throws(TypeError) in try Timestamp.seconds(now) }, call[0], call[1])
                },
            ])
    ]

    private static func formatted(
        _ time: Timestamp, _ format: Value, _ timezone: Value
    ) throws(Interruption) -> Value {
        .string(
            try attempt { () throws(TypeError) in
                try time.format(format.stringContent ?? "", timezone: timezone.stringContent)
            })
    }

    /// Runs what the type system does, with its complaint as the function's.
    static func attempt<Result>(_ body: () throws(TypeError) -> Result) throws(Interruption) -> Result {
        do throws(TypeError) {
            return try body()
        } catch {
            throw .failure(error.message)
        }
    }
}

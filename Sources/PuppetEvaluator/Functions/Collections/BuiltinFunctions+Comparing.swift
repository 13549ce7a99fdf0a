import PuppetTypes

extension BuiltinFunctions {
    static let compare: [Dispatch] = {
        let times = PuppetType.variant([timespan, timestamp])
        return [
            Dispatch([.required("a", .numeric), .required("b", .numeric)], compareValues),
            Dispatch([
                .required("a", .anyString), .required("b", .anyString), .optional("ignore_case", .boolean(nil)),
            ]) { call throws(Interruption) in
                if call[2] == .boolean(false) { return .integer(RubyOrder.compare(call[0], call[1]) ?? 0) }
                return try compareValues(call)
            },
            Dispatch([.required("a", .semVer([])), .required("b", .semVer([]))], compareValues),
            Dispatch([.required("a", .numeric), .required("b", times)], compareValues),
            Dispatch(
                [.required("a", timestamp), .required("b", .variant([timestamp, .numeric]))], compareValues),
            Dispatch([.required("a", timespan), .required("b", .variant([timespan, .numeric]))], compareValues),
        ]
    }()

    private static let timestamp = PuppetType.timestamp(lower: nil, upper: nil)
    private static let timespan = PuppetType.timespan(lower: nil, upper: nil)
    private static let comparable = PuppetType.variant([.anyString, .semVer([]), .numeric, timespan, timestamp])

    private static let compareValues: Dispatch.Body = { call throws(Interruption) in
        do throws(TypeError) {
            return .integer(try ValueComparison.compare(call[0], call[1]).signum())
        } catch {
            throw .failure(error.message)
        }
    }

    static let incomparable: BuiltinFunction.Mismatch = { arguments, hasBlock in
        guard arguments.count >= 2, !hasBlock else { return nil }
        let (a, b) = (arguments[0], arguments[1])
        let labels = "\(Label.of(a)) and \(Label.of(b))"
        guard comparable.accepts(a), comparable.accepts(b) else {
            return
                "compare(): Non comparable type. Only values of the types Numeric, String, Semver, Timestamp and Timestamp can be compared. Got \(labels)"
        }
        if arguments.count > 2 {
            guard a.stringContent != nil, b.stringContent != nil else {
                return "compare(): The third argument (ignore case) can only be used when comparing strings"
            }
            guard arguments.count == 3 else {
                return "compare(): Accepts at most 3 arguments, got \(arguments.count)"
            }
            return "compare(): The third argument (ignore case) must be a Boolean. Got \(Label.of(arguments[2]))"
        }
        return
            "compare(): Can only compare values of the same type (or for Timestamp/Timespan also against Numeric). Got \(labels)"
    }
}

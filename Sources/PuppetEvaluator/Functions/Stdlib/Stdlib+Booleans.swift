import PuppetTypes

extension BuiltinFunctions {
    static let stdlibBooleans: [BuiltinFunction] = [
        .legacy("str2bool") { call throws(Interruption) in
            guard call.count > 0 else { throw call.wrongCount("1") }
            return .boolean(try BooleanText.parse(call[0]))
        },
        .legacy("bool2num") { call throws(Interruption) in
            guard call.count > 0 else { throw call.wrongCount("1") }
            return try BooleanText.parse(call[0]) ? 1 : 0
        },
        .legacy("bool2str") { call throws(Interruption) in
            guard call.count == 1 || call.count == 3 else { throw call.wrongCount("3") }
            guard case .boolean(let value) = call[0] else { throw call.fails("Requires a boolean to work with") }
            let texts = [call[1].isTruthy ? call[1] : "true", call[2].isTruthy ? call[2] : "false"]
            guard texts.allSatisfy({ $0.stringContent != nil }) else {
                throw call.fails("Requires strings to convert to")
            }
            return texts[value ? 0 : 1]
        },
        .legacy("num2bool") { call throws(Interruption) in
            guard call.count == 1 else { throw call.wrongCount("1") }
            return .boolean(try isPositive(call[0]))
        },
        .legacy("any2bool") { call throws(Interruption) in
            guard call.count > 0 else { throw call.wrongCount("1") }
            switch call[0] {
            case .boolean: return call[0]
            case .integer, .float: return .boolean(try isPositive(call[0]))
            case .string(let text), .secret(let text):
                if RubyValue.float(text) != nil { return .boolean(try isPositive(call[0])) }
                return .boolean(try BooleanText.parse(call[0]))
            default: return true
            }
        },
    ]

    private static func isPositive(_ value: Value) throws(Interruption) -> Bool {
        var number: Double
        switch value {
        case .integer(let integer): return integer > 0
        case .float(let float): number = float
        case .string(let text), .secret(let text):
            guard let float = RubyValue.float(text) else {
                let shown = RubyValue.shown(value)
                throw .failure(
                    "num2bool(): '\(shown)' does not look like a number: invalid value for Float(): \(RubyText.inspect(shown))"
                )
            }
            number = float
        default: return (RubyValue.integer(RubyValue.string(value)) ?? 0) > 0
        }
        guard number.isFinite else { throw .failure(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity") }
        number.round(.towardZero)
        return number > 0
    }
}

/// Strings that mean true or false, `str2bool`.
enum BooleanText {
    static func parse(_ value: Value) throws(Interruption) -> Bool {
        if case .boolean(let value) = value { return value }
        guard let text = value.stringContent else { throw .failure("str2bool(): Requires string to work with") }
        // Ruby's expressions match any line; there is none after the last line end.
        var lines = RubyValue.lines(text)
        if lines.count > 1, lines.last == "" { lines.removeLast() }
        if lines.contains("") { return false }
        if lines.contains(where: { ["1", "t", "y", "true", "yes"].contains($0.lowercased()) }) { return true }
        if lines.contains(where: { ["0", "f", "n", "false", "no"].contains($0.lowercased()) }) { return false }
        if lines.contains(where: { $0 == "undef" || $0 == "undefined" }) { return false }
        throw .failure("str2bool(): Unknown type of boolean given")
    }
}

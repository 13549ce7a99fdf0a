import Crypto
import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let numbers: [BuiltinFunction] =
        [
            BuiltinFunction(
                "abs",
                [
                    Dispatch([.required("val", .numeric)]) { call throws(Interruption) in try absolute(call[0]) },
                    // Deprecated, and still there: a number as text.
                    Dispatch([.required("val", .anyString)]) { call throws(Interruption) in
                        try absolute(try decimal(call[0]))
                    },
                ]),
            rounding("floor", .down), rounding("ceiling", .up),
            BuiltinFunction(
                "round",
                [Dispatch([.required("val", .numeric)]) { call throws(Interruption) in try rounded(call[0]) }]),
        ] + digests

    private static func absolute(_ value: Value) throws(Interruption) -> Value {
        switch value {
        case .integer(let value):
            guard value != .min else { throw .failure("abs(): \(value) is out of range") }
            return .integer(abs(value))
        case .float(let value): return .float(abs(value))
        default: return value
        }
    }

    private static func decimal(_ value: Value) throws(Interruption) -> Value {
        let text = value.stringContent ?? ""
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isDecimal =
            parts.count <= 2
            && parts.allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
        if isDecimal, parts.count == 2, let number = Double(text) { return .float(number) }
        guard isDecimal, let number = Int(text) else {
            throw .failure("abs(): Requires float or integer to work with - was given non decimal string")
        }
        return .integer(number)
    }

    private static func rounding(_ name: String, _ rule: FloatingPointRoundingRule) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("val", .numeric)]) { call throws(Interruption) in
                    guard case .float(let value) = call[0] else { return call[0] }
                    return try integer(value.rounded(rule))
                },
                // Deprecated, and still there: a number as text.
                Dispatch([.required("val", .anyString)]) { call throws(Interruption) in
                    guard let value = RubyNumber.float(call[0].stringContent ?? "") else {
                        throw .failure("\(name)(): cannot convert given value to a floating point value.")
                    }
                    return try integer(value.rounded(rule))
                },
            ])
    }

    private static func integer(_ value: Double) throws(Interruption) -> Value {
        guard let integer = Int(exactly: value) else {
            throw .failure(value.isFinite ? "\(value) does not fit 64 bits" : RubyText.string(.float(value)))
        }
        return .integer(integer)
    }

    /// Half a unit away from zero, then cut off; of integers too, which Puppet makes floats of.
    private static func rounded(_ value: Value) throws(Interruption) -> Value {
        let number: Double =
            switch value {
            case .integer(let value): Double(value)
            case .float(let value): value
            default: 0
            }
        return try integer((number > 0 ? number + 0.5 : number - 0.5).rounded(.towardZero))
    }
}

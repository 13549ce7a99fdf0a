import PuppetSyntax
import PuppetTypes

/// Arithmetic with Timespan and Timestamp.
enum TimeArithmetic {
    private static let second = 1_000_000_000

    static func calculate(
        _ left: Value, _ right: Value, _ node: ArithmeticExpression, _ evaluator: Evaluator
    ) throws(Interruption) -> Value {
        switch (left, node.operator, right) {
        case (.timespan, .add, .timestamp): return try calculate(right, left, node, evaluator)
        case (.timestamp, .add, .timestamp): throw .failure("A Timestamp cannot be added to a Timestamp")
        case (.timespan, .subtract, .timestamp): throw .failure("A Timestamp cannot be subtracted from a Timespan")
        case (.timespan, .multiply, .timespan), (.timespan, .multiply, .timestamp):
            throw .failure("A Timestamp cannot be multiplied by \(Label.article(right))")
        case (.timespan, .divide, .timestamp): throw .failure("A Timespan cannot be divided by a Timestamp")
        case (.timespan, .modulo, .timespan), (.timespan, .modulo, .timestamp):
            throw .failure("Can not do modulus on a Timespan using a \(Label.article(right))")
        case (.timespan, _, .timespan), (.timespan, _, .integer), (.timespan, _, .float):
            guard case .timespan(let span) = left, let result = try spanned(span, node, right) else {
                throw evaluator.notApplicable(left, right, node)
            }
            return result
        case (.timestamp(let time), .add, .timespan), (.timestamp(let time), .add, .integer),
            (.timestamp(let time), .add, .float):
            return try shifted(time, by: nanoseconds(right))
        case (.timestamp(let time), .subtract, .timespan), (.timestamp(let time), .subtract, .integer),
            (.timestamp(let time), .subtract, .float):
            return try shifted(time, by: -nanoseconds(right))
        case (.timestamp(let time), .subtract, .timestamp(let other)):
            return .timespan(try span(total(time) - total(other)))
        case (.integer, .add, .timespan), (.float, .add, .timespan), (.integer, .add, .timestamp),
            (.float, .add, .timestamp):
            return try calculate(right, left, node, evaluator)
        case (.integer, .multiply, .timespan), (.float, .multiply, .timespan):
            return try calculate(right, left, node, evaluator)
        case (.integer, .subtract, .timespan), (.float, .subtract, .timespan):
            return .timespan(try span(nanoseconds(left) - nanoseconds(right)))
        case (.timestamp, .modulo, .float): throw evaluator.notApplicable(left, right, node)
        case (.timestamp, _, _), (.float, .modulo, _): throw evaluator.notApplicable(left, node)
        default:
            throw evaluator.notApplicable(left, right, node)
        }
    }

    private static func spanned(
        _ left: Timespan, _ node: ArithmeticExpression, _ right: Value
    ) throws(Interruption) -> Value? {
        let amount = Int128(left.nanoseconds)
        switch (node.operator, right) {
        case (.add, _): return .timespan(try span(amount + nanoseconds(right)))
        case (.subtract, _): return .timespan(try span(amount - nanoseconds(right)))
        case (.multiply, .integer(let factor)):
            return .timespan(try span(amount.multipliedReportingOverflow(by: Int128(factor)).partialValue))
        case (.multiply, .float(let factor)): return .timespan(try span(scaled(Double(left.nanoseconds) * factor)))
        case (.divide, .timespan(let divisor)):
            guard divisor.nanoseconds != 0 else { throw .failure("divided by 0") }
            return .float(Double(left.nanoseconds) / Double(divisor.nanoseconds))
        case (.divide, .integer(let divisor)):
            guard divisor != 0 else { throw .failure("divided by 0") }
            return .timespan(try span(scaled((Double(left.nanoseconds) / Double(divisor)).rounded(.down))))
        case (.divide, .float(let divisor)):
            return .timespan(try span(scaled(Double(left.nanoseconds) / divisor)))
        case (.modulo, .integer(let divisor)):
            // The remainder of the whole seconds, a plain number.
            guard divisor != 0 else { throw .failure("divided by 0") }
            let (quotient, rest) = amount.quotientAndRemainder(dividingBy: Int128(second))
            let remainder = (rest < 0 ? quotient - 1 : quotient) % Int128(divisor)
            let isOpposite = remainder != 0 && (remainder < 0) != (divisor < 0)
            return .integer(Int(truncatingIfNeeded: isOpposite ? remainder + Int128(divisor) : remainder))
        default: return nil
        }
    }

    /// Nanoseconds; a plain number counts seconds.
    private static func nanoseconds(_ value: Value) throws(Interruption) -> Int128 {
        switch value {
        case .timespan(let span): Int128(span.nanoseconds)
        case .integer(let seconds): Int128(seconds) * Int128(second)
        case .float(let seconds): try scaled(seconds * Double(second))
        default: 0
        }
    }

    private static func scaled(_ value: Double) throws(Interruption) -> Int128 {
        guard value.isFinite, abs(value) < 1e19 else { throw .failure("Time is out of range") }
        return Int128(value)
    }

    private static func total(_ time: Timestamp) -> Int128 {
        Int128(time.seconds) * Int128(second) + Int128(time.nanoseconds)
    }

    private static func span(_ nanoseconds: Int128) throws(Interruption) -> Timespan {
        guard let exact = Int(exactly: nanoseconds) else { throw .failure("Time is out of range") }
        return Timespan(nanoseconds: exact)
    }

    private static func shifted(_ time: Timestamp, by nanoseconds: Int128) throws(Interruption) -> Value {
        let sum = total(time) + nanoseconds
        var (seconds, rest) = sum.quotientAndRemainder(dividingBy: Int128(second))
        if rest < 0 {
            seconds -= 1
            rest += Int128(second)
        }
        guard let exact = Int(exactly: seconds) else { throw .failure("Time is out of range") }
        return .timestamp(Timestamp(seconds: exact, nanoseconds: Int(rest)))
    }
}

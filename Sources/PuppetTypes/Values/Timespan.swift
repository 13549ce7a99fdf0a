/// A length of time, `Timespan('1-02:03:04.005')`; negative ones too.
package struct Timespan: Hashable, Sendable {
    package let nanoseconds: Int

    package init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

    static let millisecond = 1_000_000
    static let second = 1_000_000_000
    static let minute = 60 * second
    static let hour = 60 * minute
    static let day = 24 * hour

    static func floorDivide(_ dividend: Int, _ divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// From seconds; throws where they do not fit.
    package static func seconds(_ seconds: Int) throws(TypeError) -> Timespan {
        try sum([(seconds, second)])
    }

    package static func seconds(_ seconds: Double) throws(TypeError) -> Timespan {
        guard let nanoseconds = Int(exactly: (seconds * 1e9).rounded(.towardZero)) else { throw .timeOutOfRange }
        return Timespan(nanoseconds: nanoseconds)
    }

    /// The sum of counts of units.
    static func sum(_ parts: [(count: Int, unit: Int)]) throws(TypeError) -> Timespan {
        var total = 0
        for (count, unit) in parts {
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            let (sum, sumOverflow) = total.addingReportingOverflow(product)
            if overflow || sumOverflow { throw .timeOutOfRange }
            total = sum
        }
        return Timespan(nanoseconds: total)
    }

    /// A bound of a `Timespan` type; `nil` for `default`.
    static func bound(_ value: Value) throws(TypeError) -> Timespan? {
        switch value {
        case .default, .undef: return nil
        case .timespan(let span): return span
        case .integer(let count): return try seconds(count)
        case .float(let count): return try seconds(count)
        case .string(let text), .secret(let text): return try parse(text)
        case .hash(let entries): return try TypeConversion.timespan(entries)
        default: throw TypeError("Unable to create a Puppet::Pops::Time::Timespan from a \(value.rubyClass)")
        }
    }
}

extension Timespan: Comparable {
    package static func < (left: Timespan, right: Timespan) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Timespan: CustomStringConvertible {
    /// `D-HH:MM:SS.N`.
    package var description: String { (try? format("%D-%H:%M:%S.%-N")) ?? "" }
}

extension TypeError {
    static let timeOutOfRange = TypeError("The time is out of range")
}

/// A point in time with nanoseconds, `Timestamp('2024-01-02T03:04:05.006 UTC')`.
package struct Timestamp: Hashable, Sendable {
    /// Since 1970-01-01 UTC.
    package let seconds: Int
    /// From 0 to 999 999 999.
    package let nanoseconds: Int

    package init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The widest range of seconds whose calendar dates can be computed.
    private static let limit = 1 << 50

    package static func seconds(_ seconds: Int) throws(TypeError) -> Timestamp {
        guard abs(max(seconds, -Int.max)) < limit else { throw .timeOutOfRange }
        return Timestamp(seconds: seconds)
    }

    package static func seconds(_ seconds: Double) throws(TypeError) -> Timestamp {
        guard abs(seconds) < Double(limit) else { throw .timeOutOfRange }
        let whole = seconds.rounded(.down)
        return Timestamp(seconds: Int(whole), nanoseconds: min(999_999_999, Int((seconds - whole) * 1e9)))
    }

    /// This time plus a span.
    package func adding(_ span: Timespan) throws(TypeError) -> Timestamp {
        let (whole, rest) = Timespan.floorDivide(span.nanoseconds, Timespan.second)
        let sum = nanoseconds + rest
        let carry = sum >= Timespan.second ? 1 : 0
        let moved = try Self.seconds(seconds &+ whole &+ carry)
        return Timestamp(seconds: moved.seconds, nanoseconds: sum - carry * Timespan.second)
    }

    /// The span since another time.
    package func since(_ other: Timestamp) throws(TypeError) -> Timespan {
        try Timespan.sum([
            (count: seconds &- other.seconds, unit: Timespan.second), (count: nanoseconds - other.nanoseconds, unit: 1),
        ])
    }

    /// A bound of a `Timestamp` type; `nil` for `default`.
    static func bound(_ value: Value) throws(TypeError) -> Timestamp? {
        switch value {
        case .default, .undef: return nil
        case .timestamp(let time): return time
        case .integer(let count): return try seconds(count)
        case .float(let count): return try seconds(count)
        case .string(let text), .secret(let text): return try parse(text)
        case .hash(let entries): return try TypeConversion.timestamp(entries)
        default: throw TypeError("Unable to create a Puppet::Pops::Time::Timestamp from a \(value.rubyClass)")
        }
    }
}

extension Timestamp: Comparable {
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// `2024-01-02T03:04:05.006000000 UTC`.
    package var description: String { (try? format("%FT%T.%N %Z")) ?? "" }
}

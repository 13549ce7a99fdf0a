// Points and spans of time.
extension FunctionTable {
    mutating func addTimes() {
        addTimeConversions()
        addTimeArithmetic()
        addParts()
    }

    private mutating func addTimeConversions() {
        function("timestamp", [.timestamp], .timestamp) { arguments, _ in arguments[0] }
        function("timestamp", [.string], .timestamp) { arguments, _ throws(CELError) in
            guard let time = CELTimestamp(rfc3339: try arguments.string(0)) else {
                throw .evaluation("type conversion error from 'string' to 'google.protobuf.Timestamp'")
            }
            return .timestamp(time)
        }
        function("timestamp", [.integer], .timestamp) { arguments, _ throws(CELError) in
            try Self.checked(CELTimestamp(seconds: arguments.integer(0)))
        }
        function("duration", [.duration], .duration) { arguments, _ in arguments[0] }
        function("duration", [.string], .duration) { arguments, _ throws(CELError) in
            guard let duration = CELDuration(try arguments.string(0)) else {
                throw .evaluation("type conversion error from 'string' to 'google.protobuf.Duration'")
            }
            return .duration(duration)
        }
        function("duration", [.integer], .duration) { arguments, _ throws(CELError) in
            .duration(CELDuration(nanoseconds: try arguments.integer(0)))
        }
    }

    private static func checked(_ time: CELTimestamp?) throws(CELError) -> CELValue {
        guard let time else { throw .evaluation("timestamp overflow") }
        return .timestamp(time)
    }

    private static func checked(_ result: (partialValue: Int, overflow: Bool)) throws(CELError) -> CELValue {
        if result.overflow { throw .evaluation("integer overflow") }
        return .duration(CELDuration(nanoseconds: result.partialValue))
    }

    private static func negated(_ duration: CELDuration) throws(CELError) -> CELDuration {
        guard duration.nanoseconds != Int.min else { throw .evaluation("integer overflow") }
        return CELDuration(nanoseconds: -duration.nanoseconds)
    }

    private mutating func addTimeArithmetic() {
        function("_+_", [.timestamp, .duration], .timestamp) { arguments, _ throws(CELError) in
            try Self.checked(arguments.timestamp(0).adding(arguments.duration(1)))
        }
        function("_+_", [.duration, .timestamp], .timestamp) { arguments, _ throws(CELError) in
            try Self.checked(arguments.timestamp(1).adding(arguments.duration(0)))
        }
        function("_+_", [.duration, .duration], .duration) { arguments, _ throws(CELError) in
            let (left, right) = (try arguments.duration(0), try arguments.duration(1))
            return try Self.checked(left.nanoseconds.addingReportingOverflow(right.nanoseconds))
        }
        function("_-_", [.timestamp, .duration], .timestamp) { arguments, _ throws(CELError) in
            try Self.checked(arguments.timestamp(0).adding(Self.negated(arguments.duration(1))))
        }
        function("_-_", [.timestamp, .timestamp], .duration) { arguments, _ throws(CELError) in
            guard let duration = try arguments.timestamp(0).since(arguments.timestamp(1)) else {
                throw .evaluation("integer overflow")
            }
            return .duration(duration)
        }
        function("_-_", [.duration, .duration], .duration) { arguments, _ throws(CELError) in
            let (left, right) = (try arguments.duration(0), try arguments.duration(1))
            return try Self.checked(left.nanoseconds.subtractingReportingOverflow(right.nanoseconds))
        }
        function("-_", [.duration], .duration) { arguments, _ throws(CELError) in
            .duration(try Self.negated(arguments.duration(0)))
        }
    }

    private mutating func addParts() {
        let parts: [(String, @Sendable (CELTimestamp.Parts) -> Int)] = [
            ("getFullYear", { $0.year }), ("getMonth", { $0.month - 1 }), ("getDayOfYear", { $0.dayOfYear - 1 }),
            ("getDayOfMonth", { $0.day - 1 }), ("getDate", { $0.day }), ("getDayOfWeek", { $0.dayOfWeek }),
            ("getHours", { $0.hour }), ("getMinutes", { $0.minute }), ("getSeconds", { $0.second }),
        ]
        for (name, part) in parts {
            member(.timestamp, name, [], .integer) { arguments, _ throws(CELError) in
                .integer(part(try arguments.timestamp(0).parts()))
            }
            member(.timestamp, name, [.string], .integer) { arguments, context throws(CELError) in
                let time = try arguments.timestamp(0)
                let offset = try context.offset(ofZone: arguments.string(1), at: time)
                return .integer(part(time.parts(offset: offset)))
            }
        }
        member(.timestamp, "getMilliseconds", [], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.timestamp(0).nanoseconds / 1_000_000)
        }
        member(.timestamp, "getMilliseconds", [.string], .integer) { arguments, context throws(CELError) in
            let time = try arguments.timestamp(0)
            _ = try context.offset(ofZone: arguments.string(1), at: time)
            return .integer(time.nanoseconds / 1_000_000)
        }
        let spans: [(String, Int)] = [
            ("getHours", 3_600_000_000_000), ("getMinutes", 60_000_000_000), ("getSeconds", 1_000_000_000),
        ]
        for (name, unit) in spans {
            member(.duration, name, [], .integer) { arguments, _ throws(CELError) in
                .integer(try arguments.duration(0).nanoseconds / unit)
            }
        }
        member(.duration, "getMilliseconds", [], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.duration(0).nanoseconds / 1_000_000)
        }
    }
}

extension EvaluationContext {
    /// The seconds that clocks of a zone, `+01:00` or `Europe/Berlin`, are ahead of UTC.
    func offset(ofZone name: String, at time: CELTimestamp) throws(CELError) -> Int {
        if name.isEmpty || name == "UTC" || name == "GMT" { return 0 }
        guard let colon = name.firstIndex(of: ":") else {
            if let offset = timeZoneOffset?(name, time.seconds) { return offset }
            throw .evaluation("unknown time zone \(name)")
        }
        let isNegative = name.hasPrefix("-")
        guard let hours = Int(name[..<colon]), let minutes = Int(name[name.index(after: colon)...]) else {
            throw .evaluation("strconv.Atoi: parsing \"\(name)\": invalid syntax")
        }
        guard hours.magnitude < 100, minutes.magnitude < 100 else {
            throw .evaluation("timezone offset out of range: \(name)")
        }
        return (hours * 60 + (isNegative ? -minutes : minutes)) * 60
    }
}

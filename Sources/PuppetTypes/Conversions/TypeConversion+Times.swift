import OrderedCollections

extension TypeConversion {
    static func timestamp(_ arguments: [Value]) throws(TypeError) -> Value {
        switch try dispatch("new_timestamp", timestampSignatures, arguments) {
        case 0: throw TypeError("Timestamp.new without arguments needs a clock")
        case 1:
            if case .float(let seconds) = arguments[0] { return .timestamp(try .seconds(seconds)) }
            if case .integer(let seconds) = arguments[0] { return .timestamp(try .seconds(seconds)) }
            throw TypeError(inconvertible(arguments[0], to: "Timestamp"))
        case 2:
            return .timestamp(
                try Timestamp.parse(
                    arguments[0].stringContent ?? "", formats: formats(arguments.count > 1 ? arguments[1] : nil),
                    timezone: arguments.count > 2 ? arguments[2].stringContent : nil))
        default:
            guard case .hash(let entries) = arguments[0] else {
                throw TypeError(inconvertible(arguments[0], to: "Timestamp"))
            }
            return .timestamp(try timestamp(entries))
        }
    }

    static func timestamp(_ entries: PuppetHash) throws(TypeError) -> Timestamp {
        try Timestamp.parse(
            entries[.string("string")]?.stringContent ?? "", formats: formats(entries[.string("format")]),
            timezone: entries[.string("timezone")]?.stringContent)
    }

    private static func formats(_ value: Value?) -> [String]? {
        switch value {
        case .array(let elements): elements.compactMap(\.stringContent)
        case let value?: value.stringContent.map { [$0] }
        case nil: nil
        }
    }

    static func timespan(_ arguments: [Value]) throws(TypeError) -> Value {
        switch try dispatch("new_timespan", timespanSignatures, arguments) {
        case 0:
            if case .float(let seconds) = arguments[0] { return .timespan(try .seconds(seconds)) }
            if case .integer(let seconds) = arguments[0] { return .timespan(try .seconds(seconds)) }
            throw TypeError(inconvertible(arguments[0], to: "Timespan"))
        case 1:
            return .timespan(
                try Timespan.parse(
                    arguments[0].stringContent ?? "", formats: formats(arguments.count > 1 ? arguments[1] : nil)))
        case 2: return .timespan(try timespan(fields: arguments))
        default:
            guard case .hash(let entries) = arguments[0] else {
                throw TypeError(inconvertible(arguments[0], to: "Timespan"))
            }
            return .timespan(try timespan(entries))
        }
    }

    private static func timespan(fields: [Value]) throws(TypeError) -> Timespan {
        let units = [
            Timespan.day, Timespan.hour, Timespan.minute, Timespan.second, Timespan.millisecond, 1000, 1,
        ]
        return try Timespan.sum(
            zip(fields, units).map { field, unit in
                if case .integer(let count) = field { (count: count, unit: unit) } else { (count: 0, unit: unit) }
            })
    }

    static func timespan(_ entries: PuppetHash) throws(TypeError) -> Timespan {
        if let text = entries[.string("string")]?.stringContent {
            return try Timespan.parse(text, formats: formats(entries[.string("format")]))
        }
        let span = try timespan(fields: spanFields.map { entries[.string($0)] ?? .integer(0) })
        let isNegative = entries[.string("negative")] == .boolean(true)
        return isNegative ? Timespan(nanoseconds: 0 &- span.nanoseconds) : span
    }

    static func semVer(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_Version", semVerSignatures, arguments) { (arguments) throws(TypeError) in
            guard arguments.count == 1, let text = arguments[0].stringContent else { return nil }
            return "The string '\(text)' cannot be converted to a SemVer"
        }
        if form == 0 { return .semVer(try SemVer.parse(arguments[0].stringContent ?? "")) }
        var parts = arguments
        if form == 2, case .hash(let entries) = arguments[0] {
            parts = ["major", "minor", "patch", "prerelease", "build"].map { entries[.string($0)] ?? .undef }
        }
        var text = parts.prefix(3).map(ValueFormatter.interpolated).joined(separator: ".")
        if parts.count > 3, let prerelease = parts[3].stringContent { text += "-" + prerelease }
        if parts.count > 4, let build = parts[4].stringContent { text += "+" + build }
        return .semVer(try SemVer.parse(text))
    }

    static func semVerRange(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_VersionRange", semVerRangeSignatures, arguments)
        if form == 0 { return .semVerRange(try SemVerRange.parse(arguments[0].stringContent ?? "")) }
        var parts = arguments
        if form == 2, case .hash(let entries) = arguments[0] {
            parts = [
                entries[.string("min")] ?? .default, entries[.string("max")] ?? .default,
                entries[.string("exclude_max")] ?? .boolean(false),
            ]
        }
        var bounds: [SemVerRange.Bound] = []
        if case .semVer(let lower) = parts[0] { bounds.append(.init(.greaterOrEqual, lower)) }
        if case .semVer(let upper) = parts[1] {
            let excludes = parts.count > 2 && parts[2] == .boolean(true)
            bounds.append(.init(excludes ? .less : .lessOrEqual, upper))
        }
        let range = SemVerRange(source: "", alternatives: [bounds])
        return .semVerRange(SemVerRange(source: range.normalizedText, alternatives: [bounds]))
    }
}

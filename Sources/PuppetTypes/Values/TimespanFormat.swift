/// A format of time spans: `%D` days, `%H`, `%M`, `%S`, `%L` milliseconds, `%N` nanoseconds, each with `-` (no padding)
/// or `_` (blanks) and a width.
struct TimespanFormat {
    private enum Segment {
        case literal(String)
        case field(Field)
    }

    private struct Field {
        let letter: Character
        let padding: Padding
        let width: Int?
        /// Whether the field holds everything above it, because no larger unit is in the format.
        var isTotal = false
    }

    private enum Padding { case none, blank, zero }

    private let source: String
    private var segments: [Segment] = []

    private static let magnitudes: [Character: Int] = ["D": 5, "H": 4, "M": 3, "S": 2, "L": 1, "N": 0]
    private static let defaultWidths: [Character: Int] = ["D": 1, "H": 2, "M": 2, "S": 2, "L": 3, "N": 9]

    /// What `Timespan.new` tries in turn.
    static let defaults = [
        "%D-%H:%M:%S.%-N", "%H:%M:%S.%-N", "%M:%S.%-N", "%S.%-N", "%D-%H:%M:%S", "%H:%M:%S", "%D-%H:%M", "%S",
    ]

    init(_ source: String) throws(TypeError) {
        self.source = source
        var rest = Substring(source)
        var literal = ""
        var highest = -1
        while let character = rest.popFirst() {
            guard character == "%" else {
                literal.append(character)
                continue
            }
            let start = rest
            var padding = Padding.zero
            if rest.first == "-" { padding = .none } else if rest.first == "_" { padding = .blank }
            if padding != .zero { rest.removeFirst() }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            guard let letter = rest.popFirst() else {
                throw Self.bad(source, start[..<rest.startIndex])
            }
            if letter == "%" {
                literal.append("%")
                continue
            }
            guard let magnitude = Self.magnitudes[letter] else { throw Self.bad(source, start[..<rest.startIndex]) }
            if !literal.isEmpty { segments.append(.literal(literal)) }
            literal = ""
            highest = max(highest, magnitude)
            segments.append(.field(Field(letter: letter, padding: padding, width: Int(digits).map { min($0, 100) })))
        }
        if !literal.isEmpty { segments.append(.literal(literal)) }
        markTotal(highest)
    }

    private static func bad(_ source: String, _ specifier: Substring) -> TypeError {
        let position = source.distance(from: source.startIndex, to: specifier.endIndex) - 1
        return TypeError("Bad format specifier '%\(specifier.dropLast())' in '\(source)', at position \(position)")
    }

    private mutating func markTotal(_ highest: Int) {
        for (index, segment) in segments.enumerated() {
            if case .field(var field) = segment, Self.magnitudes[field.letter] == highest {
                field.isTotal = true
                segments[index] = .field(field)
                return
            }
        }
    }

    func format(_ span: Timespan) -> String {
        let total = span.nanoseconds == .min ? Int.max : abs(span.nanoseconds)
        var text = span.nanoseconds < 0 ? "-" : ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .field(let field): text += format(field, total)
            }
        }
        return text
    }

    private func format(_ field: Field, _ total: Int) -> String {
        let width = field.width ?? Self.defaultWidths[field.letter] ?? 1
        switch field.letter {
        case "D": return pad(total / Timespan.day, field.padding, width)
        case "H": return pad(field.isTotal ? total / Timespan.hour : total / Timespan.hour % 24, field.padding, width)
        case "M":
            return pad(field.isTotal ? total / Timespan.minute : total / Timespan.minute % 60, field.padding, width)
        case "S":
            return pad(field.isTotal ? total / Timespan.second : total / Timespan.second % 60, field.padding, width)
        case "L":
            let value = total / Timespan.millisecond
            return fraction(field.isTotal ? value : value % 1000, field, width, digits: 3)
        default:
            let kept = min(width, 9)
            let unit = Self.power(9 - kept)
            let value = total / unit
            return fraction(field.isTotal ? value : value % Self.power(kept), field, width, digits: kept)
        }
    }

    private static func power(_ exponent: Int) -> Int { (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 } }

    private func pad(_ value: Int, _ padding: Padding, _ width: Int) -> String {
        let text = String(value)
        if padding == .none { return text }
        return String(repeating: padding == .blank ? " " : "0", count: max(0, width - text.count)) + text
    }

    /// A fraction is aligned to the left: `%-N` drops the zeros at its end.
    private func fraction(_ value: Int, _ field: Field, _ width: Int, digits: Int) -> String {
        if field.isTotal || field.padding == .zero {
            let text = String(value)
            if field.padding == .none { return text }
            return text + String(repeating: " ", count: max(0, width - text.count))
        }
        var text = String(value)
        while text.count > 1, text.last == "0" { text.removeLast() }
        if field.padding == .none { return text }
        return text + String(repeating: " ", count: max(0, width - text.count))
    }

    func parse(_ text: String) throws(TypeError) -> Timespan {
        let failure = TypeError("Unable to parse '\(text)' using format '\(source)'")
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        var parts: [(Int, Int)] = []
        for segment in segments {
            switch segment {
            case .literal(let literal):
                guard rest.hasPrefix(literal) else { throw failure }
                rest = rest.dropFirst(literal.count)
            case .field(let field): parts.append(try parse(field, &rest, failure))
            }
        }
        guard rest.isEmpty else { throw failure }
        let span = try Timespan.sum(parts.map { (count: $0.0, unit: $0.1) })
        return isNegative ? Timespan(nanoseconds: 0 &- span.nanoseconds) : span
    }

    private func parse(
        _ field: Field, _ rest: inout Substring, _ failure: TypeError
    ) throws(TypeError) -> (Int, Int) {
        let defaultWidth = Self.defaultWidths[field.letter] ?? 1
        let limit = field.width ?? (field.isTotal ? 18 : defaultWidth)
        if field.padding == .blank { rest = rest.drop { $0 == " " } }
        let digits = rest.prefix(limit).prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let value = Int(digits) else { throw failure }
        if field.width != nil, field.padding == .zero, digits.count != limit { throw failure }
        rest = rest[digits.endIndex...]
        switch field.letter {
        case "D": return (value, Timespan.day)
        case "H": return (value, Timespan.hour)
        case "M": return (value, Timespan.minute)
        case "S": return (value, Timespan.second)
        default:
            if field.isTotal {
                throw TypeError(
                    "Format specifiers %L and %N denotes fractions and must be used together with a specifier of higher "
                        + "magnitude")
            }
            return (value, Self.power(9 - digits.count))
        }
    }
}

extension Timespan {
    /// Reads the span by the first of the formats that fits; Puppet's defaults without any.
    package static func parse(_ text: String, formats: [String]? = nil) throws(TypeError) -> Timespan {
        let candidates = formats ?? TimespanFormat.defaults
        if candidates.count == 1 { return try TimespanFormat(candidates[0]).parse(text) }
        for format in candidates {
            if let span = try? TimespanFormat(format).parse(text) { return span }
        }
        throw TypeError("Unable to parse '\(text)' using any of the formats \(candidates.joined(separator: ", "))")
    }

    /// Writes the span: `%D-%H:%M:%S`.
    package func format(_ format: String) throws(TypeError) -> String { try TimespanFormat(format).format(self) }
}

import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibArrayRanges: [BuiltinFunction] = [
        .legacy("range", range),
        .legacy("values_at", valuesAt),
        BuiltinFunction(
            "stdlib::sort_by",
            [
                Dispatch([.required("ary", .anyArray)], block: .required(1...1)) { call throws(Interruption) in
                    .array(try sortedByBlock(elements(call[0]), call))
                },
                Dispatch([.required("str", .anyString)], block: .required(1...1)) { call throws(Interruption) in
                    let characters = try sortedByBlock(try Iteration.elements(of: call[0]), call)
                    return .string(characters.compactMap(\.stringContent).joined())
                },
                Dispatch([.required("hsh", .anyHash)], block: .required(1...2)) { call throws(Interruption) in
                    var result = PuppetHash()
                    for case .array(let pair) in try sortedByBlock(try Iteration.elements(of: call[0]), call)
                    where pair.count == 2 {
                        result[pair[0]] = pair[1]
                    }
                    return .hash(result)
                },
            ]),
    ]

    /// Sorts by what the block gives for each element; equal ones stay in order.
    private static func sortedByBlock(_ elements: [Value], _ call: FunctionCall) throws(Interruption) -> [Value] {
        guard let block = call.block else { return elements }
        var keyed: [(key: Value, value: Value)] = []
        for element in elements {
            if block.parameterCount > 1, case .array(let pair) = element {
                keyed.append((try block(pair), element))
            } else {
                keyed.append((try block([element]), element))
            }
        }
        return try RubyOrder.sorted(keyed) { left, right throws(Interruption) in
            try RubyOrder.order(left.key, right.key)
        }.map(\.value)
    }

    private static let limit = 100_000

    private static let range: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        var start = call[0]
        var stop = call[1]
        var step = 1
        var excludesLast = false
        switch call.count {
        case 0: throw call.wrongCount("1")
        case 1:
            guard let text = call.text(0) ?? (call[0] == .default ? "default" : nil) else {
                throw call.fails("\(RubyValue.className(call[0])) is no range")
            }
            guard let parts = try bounds(of: text, \.isWord) else {
                throw call.fails(
                    text.isEmpty
                        ? "Unknown range format: "
                        : "Unable to compute range from the value: \(RubyValue.shown(call[0]))")
            }
            (start, stop) = (.string(parts.start), .string(parts.stop))
            excludesLast = parts.excludesLast
        default:
            if call.count > 2, call[2] != .undef { step = abs(try integer(call[2], call)) }
            guard step != 0 else {
                throw call.fails("3rd arg (step size) must be a non zero integer (e.g. 1 or -1)")
            }
        }
        guard RubyValue.string(start).isDigits else {
            let words = WordRange(
                first: RubyValue.string(start), last: RubyValue.string(stop), excludesLast: excludesLast)
            guard let found = words.elements(step: step, limit: limit) else {
                throw call.fails("more than \(limit) strings")
            }
            return .array(found.map(Value.string))
        }
        var last = try integer(stop, call)
        let first = try integer(start, call)
        if excludesLast { last -= 1 }
        return .array(try Iteration.range(first, last, step: step))
    }

    private static func integer(_ value: Value, _ call: LegacyCall) throws(Interruption) -> Int {
        let number: Int? =
            switch value {
            case .integer(let number): number == .min ? nil : number
            case .float(let number): Int(exactly: number.rounded(.towardZero))
            case .string(let text), .secret(let text): RubyValue.integer(text)
            default: nil
            }
        guard let number else { throw call.fails("\(RubyValue.className(value)) is no bound of a range") }
        return number
    }

    /// `a..b`, `a-b`, and `a...b` without its last, on a line.
    private static func bounds(
        of text: String, _ isPart: (Substring) -> Bool
    ) throws(Interruption) -> (start: String, stop: String, excludesLast: Bool)? {
        for separator in ["...", "..", "-"] {
            guard let range = text.firstRange(of: separator) else { continue }
            let (start, stop) = (text[..<range.lowerBound], text[range.upperBound...])
            if isPart(start), isPart(stop) { return (String(start), String(stop), separator == "...") }
        }
        return nil
    }

    private static let valuesAt: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count >= 2 else { throw call.wrongCount("2") }
        guard case .array(let elements) = call[0] else { throw call.fails("Requires array to work with") }
        let wanted = flatten([call[1]])
        guard !wanted.isEmpty else { throw call.fails("You must provide at least one positive index to collect") }
        var result: [Value] = []
        for value in wanted {
            let text = RubyValue.string(value)
            if let parts = try bounds(of: text, \.isDigits) {
                guard let start = Int(parts.start), let stop = Int(parts.stop), stop < elements.count || start > stop
                else { throw call.fails("Stop index in given indices range exceeds array size") }
                guard start <= stop else {
                    throw call.fails("Stop index in given indices range is smaller than the start index")
                }
                result += elements[start..<(parts.excludesLast ? stop : stop + 1)]
            } else {
                guard RubyValue.lines(text).contains(where: \.isDigits) else {
                    throw call.fails("Unknown format of given index")
                }
                guard let index = RubyValue.integer(text), index < elements.count else {
                    throw call.fails("Given index exceeds array size")
                }
                if elements.indices.contains(index) { result.append(elements[index]) }
            }
        }
        return .array(result.filter { $0 != .undef })
    }
}

extension Substring {
    /// Letters, digits and underscores, ASCII or not.
    fileprivate var isWord: Bool {
        !isEmpty && allSatisfy { $0 == "_" || $0.isLetter || $0.isNumber }
    }
}

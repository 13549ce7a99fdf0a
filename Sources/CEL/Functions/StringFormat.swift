import JSON

/// `'%s is %d'.format([…])`
struct StringFormat {
    private var arguments: ArraySlice<CELValue>
    private let count: Int
    private static let precisionLimit = 1000

    static func format(
        _ template: String, _ arguments: [CELValue], _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        var format = StringFormat(arguments: arguments[...], count: arguments.count)
        var result = ""
        var scalars = Substring(template).unicodeScalars
        while let scalar = scalars.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            guard let next = scalars.first else { throw .evaluation("unexpected end of string") }
            if next == "%" {
                scalars.removeFirst()
                result += "%"
                continue
            }
            let piece = try format.clause(&scalars, &context)
            try context.spend(traversing: piece.utf8.count)
            result += piece
        }
        return result
    }

    private mutating func clause(
        _ scalars: inout Substring.UnicodeScalarView, _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        guard let argument = arguments.popFirst() else { throw .evaluation("index \(count) out of range") }
        var precision = 6
        if scalars.first == "." {
            scalars.removeFirst()
            var digits = ""
            while let digit = scalars.first, digit.isDigit {
                digits.unicodeScalars.append(digit)
                scalars.removeFirst()
            }
            guard !scalars.isEmpty else {
                throw Self.malformed("error while parsing precision: could not find end of precision specifier")
            }
            guard digits.isEmpty || Int(digits).map({ $0 <= Self.precisionLimit }) == true else {
                throw Self.malformed(
                    "error while parsing precision: precision \(digits) exceeds maximum allowed precision "
                        + "\(Self.precisionLimit)")
            }
            precision = Int(digits) ?? 0
        }
        guard let verb = scalars.popFirst() else { throw .evaluation("unexpected end of string") }
        switch verb {
        case "s": return try Self.string(argument, &context)
        case "d": return try Self.decimal(argument)
        case "f": return try Self.fixed(argument, precision)
        case "e": return try Self.scientific(argument, precision)
        case "b": return try Self.binary(argument)
        case "x": return try Self.hexadecimal(argument)
        case "X": return try Self.hexadecimal(argument).uppercased()
        case "o": return try Self.octal(argument)
        default: throw Self.malformed("unrecognized formatting clause \"\(verb)\"")
        }
    }

    private static func malformed(_ reason: String) -> CELError {
        .evaluation("could not parse formatting clause: \(reason)")
    }

    private static func misfit(_ what: String, _ value: CELValue) -> CELError {
        .evaluation("error during formatting: \(what), was given \(value.typeName)")
    }

    static func string(_ value: CELValue, _ context: inout EvaluationContext) throws(CELError) -> String {
        try context.work(1)
        switch value {
        case .string, .bytes, .boolean, .integer, .unsigned, .null, .type, .timestamp, .duration: return value.text
        case .double(let number): return GoFloat.decimal(number)
        case .list(let list):
            var parts: [String] = []
            for element in try list.elements() { parts.append(try string(element, &context)) }
            return "[\(parts.joined(separator: ", "))]"
        case .map(let map):
            var parts: [(key: String, value: String)] = []
            for (key, value) in try map.entries() {
                parts.append((try string(key, &context), try string(value, &context)))
            }
            parts.sort { $0.key.precedesInUTF8($1.key) }
            return "{\(parts.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
        default:
            throw misfit(
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, "
                    + "durations, and timestamps", value)
        }
    }

    private static func decimal(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .integer, .unsigned: return value.text
        case .double(let number): return GoFloat.decimal(number)
        default: throw misfit("decimal clause can only be used on ints, uints, and doubles", value)
        }
    }

    private static func number(_ value: CELValue) -> Double? {
        switch value {
        case .integer(let number): Double(number)
        case .unsigned(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    private static func fixed(_ value: CELValue, _ precision: Int) throws(CELError) -> String {
        guard let number = number(value) else {
            throw misfit("fixed-point clause can only be used on ints, uints, and doubles", value)
        }
        return number.isFinite ? ExactDecimal(number).fixed(precision) : GoFloat.decimal(number)
    }

    private static func scientific(_ value: CELValue, _ precision: Int) throws(CELError) -> String {
        guard let number = number(value) else {
            throw misfit("scientific clause can only be used on ints, uints, and doubles", value)
        }
        return number.isFinite ? ExactDecimal(number).scientific(precision) : GoFloat.decimal(number)
    }

    private static func binary(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .boolean(let isTrue): return isTrue ? "1" : "0"
        case .integer(let number): return String(number, radix: 2)
        case .unsigned(let number): return String(number, radix: 2)
        default: throw misfit("only ints, uints, and bools can be formatted as binary", value)
        }
    }

    private static func octal(_ value: CELValue) throws(CELError) -> String {
        switch value {
        case .integer(let number): return String(number, radix: 8)
        case .unsigned(let number): return String(number, radix: 8)
        default: throw misfit("octal clause can only be used on ints and uints", value)
        }
    }

    private static func hexadecimal(_ value: CELValue) throws(CELError) -> String {
        func digits(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        switch value {
        case .integer(let number): return String(number, radix: 16)
        case .unsigned(let number): return String(number, radix: 16)
        case .string(let text): return digits(text.utf8)
        case .bytes(let bytes): return digits(bytes)
        default: throw misfit("only ints, uints, bytes, and strings can be formatted as hex", value)
        }
    }
}

import JSON

/// `'%s is %d'.format([…])`, as Kubernetes 1.36 formats: numbers as people write them, texts in lists in quotes.
enum StringFormat {
    /// A clause of a template.
    private enum Clause {
        case text(String)
        case verb(Verb, precision: Int?)
    }

    private enum Verb: Character {
        case string = "s"
        case decimal = "d"
        case fixed = "f"
        case scientific = "e"
        case binary = "b"
        case hexadecimal = "x"
        case upperHexadecimal = "X"
        case octal = "o"
    }

    private static let precisionLimit = 1000

    static func format(
        _ template: String, _ arguments: [CELValue], _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        var result = ""
        var scalars = Substring(template).unicodeScalars
        var index = 0
        while let clause = try next(&scalars, hasArgument: index < arguments.count, index) {
            switch clause {
            case .text(let text): result += text
            case .verb(let verb, let precision):
                let piece = try text(of: arguments[index], verb, precision, &context)
                index += 1
                try context.spend(traversing: piece.utf8.count)
                result += piece
            }
        }
        return result
    }

    /// Finds what would go wrong with arguments of types that are known. The offset of the error is the argument's
    /// number; it has none where the template itself is wrong.
    static func check(_ template: String, _ types: [CELType]) throws(CELError) {
        var scalars = Substring(template).unicodeScalars
        var index = 0
        while let clause = try next(&scalars, hasArgument: index < types.count, index) {
            guard case .verb(let verb, _) = clause else { continue }
            if let wrong = misfit(verb, types[index]) { throw CELError(.check, wrong, at: index) }
            index += 1
        }
    }

    /// The next piece of a template; nil at its end.
    private static func next(
        _ scalars: inout Substring.UnicodeScalarView, hasArgument: Bool, _ index: Int
    ) throws(CELError) -> Clause? {
        let text = scalars.prefix { $0 != "%" }
        if !text.isEmpty {
            scalars.removeFirst(text.count)
            return .text(String(text))
        }
        guard scalars.popFirst() != nil else { return nil }
        guard let first = scalars.first else { throw .evaluation("unexpected end of string") }
        if first == "%" {
            scalars.removeFirst()
            return .text("%")
        }
        guard hasArgument else { throw .evaluation("index \(index) out of range") }
        var precision: Int?
        if first == "." {
            scalars.removeFirst()
            let digits = String(scalars.prefix(while: \.isDigit))
            scalars.removeFirst(digits.count)
            guard !scalars.isEmpty else {
                throw malformed("error while parsing precision: could not find end of precision specifier")
            }
            guard let value = digits.isEmpty ? 0 : Int(digits), value <= precisionLimit else {
                throw malformed(
                    "error while parsing precision: precision \(digits) exceeds maximum allowed precision "
                        + "\(precisionLimit)")
            }
            precision = value
        }
        guard let scalar = scalars.popFirst(), let verb = Verb(rawValue: Character(scalar)) else {
            throw malformed("unrecognized formatting clause \"\(first)\"")
        }
        return .verb(verb, precision: precision)
    }

    private static func malformed(_ reason: String) -> CELError {
        .evaluation("could not parse formatting clause: \(reason)")
    }

    private static func wording(_ verb: Verb, _ type: String) -> String {
        let rule =
            switch verb {
            case .string:
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, "
                    + "durations, and timestamps"
            case .decimal: "decimal clause can only be used on integers"
            case .fixed: "fixed-point clause can only be used on doubles"
            case .scientific: "scientific clause can only be used on doubles"
            case .binary: "only integers and bools can be formatted as binary"
            case .hexadecimal, .upperHexadecimal:
                "only integers, byte buffers, and strings can be formatted as hex"
            case .octal: "octal clause can only be used on integers"
            }
        return "error during formatting: \(rule), was given \(type)"
    }

    private static func misfit(_ verb: Verb, _ type: CELType) -> String? {
        let isFit =
            switch (verb, type) {
            case (_, .dynamic), (_, .parameter): true
            case (.string, .named), (.string, .optional), (.string, .object): false
            case (.string, _): true
            case (.decimal, .integer), (.decimal, .unsigned), (.octal, .integer), (.octal, .unsigned): true
            case (.binary, .integer), (.binary, .unsigned), (.binary, .boolean): true
            // Some texts are numbers that have no digits.
            case (.fixed, .double), (.scientific, .double), (.fixed, .string), (.scientific, .string): true
            case (.hexadecimal, .integer), (.hexadecimal, .unsigned), (.hexadecimal, .string), (.hexadecimal, .bytes),
                (.upperHexadecimal, .integer), (.upperHexadecimal, .unsigned), (.upperHexadecimal, .string),
                (.upperHexadecimal, .bytes):
                true
            default: false
            }
        return isFit ? nil : wording(verb, type == .null ? "null_type" : "\(type)")
    }

    private static func text(
        of value: CELValue, _ verb: Verb, _ precision: Int?, _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        let text: String? =
            switch verb {
            case .string: try string(value, isInner: false, &context)
            case .decimal: whole(value, radix: 10)
            case .octal: whole(value, radix: 8)
            case .binary: if case .boolean(let isTrue) = value { isTrue ? "1" : "0" } else { whole(value, radix: 2) }
            case .hexadecimal: hexadecimal(value)
            case .upperHexadecimal: hexadecimal(value)?.uppercased()
            case .fixed: number(value).map { NumberFormat.fixed($0, precision ?? 6) }
            case .scientific: number(value).map { NumberFormat.scientific($0, width: precision ?? 6) }
            }
        guard let text else { throw .evaluation(wording(verb, value.typeName)) }
        return text
    }

    private static func whole(_ value: CELValue, radix: Int) -> String? {
        switch value {
        case .integer(let number): String(number, radix: radix)
        case .unsigned(let number): String(number, radix: radix)
        default: nil
        }
    }

    private static func number(_ value: CELValue) -> Double? {
        switch value {
        case .double(let number): number
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    private static func hexadecimal(_ value: CELValue) -> String? {
        func digits(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        switch value {
        case .string(let text): return digits(text.utf8)
        case .bytes(let bytes): return digits(bytes)
        default: return whole(value, radix: 16)
        }
    }

    /// - Parameter isInner: Whether the value is in a list or a map, where it is written as a literal.
    private static func string(
        _ value: CELValue, isInner: Bool, _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        try context.work(1)
        switch value {
        case .string(let text): return isInner ? FunctionTable.quoted(text) : text
        case .bytes: return isInner ? "b" + FunctionTable.quoted(value.text) : value.text
        case .double(let number):
            guard isInner else { return value.text }
            return number.isFinite ? ExactDecimal(number).fixed(6) : "\"\(value.text)\""
        case .timestamp: return isInner ? "timestamp(\"\(value.text)\")" : value.text
        case .duration: return isInner ? "duration(\"\(value.text)\")" : value.text
        case .boolean, .integer, .unsigned, .null, .type: return value.text
        case .list(let list):
            var parts: [String] = []
            for element in try list.elements() { parts.append(try string(element, isInner: true, &context)) }
            return "[\(parts.joined(separator: ", "))]"
        case .map(let map):
            var parts: [String] = []
            for (key, value) in try map.entries() {
                parts.append(
                    "\(try string(key, isInner: true, &context)):\(try string(value, isInner: true, &context))")
            }
            parts.sort { $0.precedesInUTF8($1) }
            return "{\(parts.joined(separator: ", "))}"
        default: throw .evaluation(wording(.string, value.typeName))
        }
    }
}

// Escapes and character classes.
extension RegexpParser {
    mutating func escape() throws(TypeError) -> RegexpNode {
        let scalar = try take()
        switch scalar {
        case "A": return .assertion(.textStart)
        case "z": return .assertion(.textEnd)
        case "Z": return .assertion(.textEndBeforeNewline)
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.notWordBoundary)
        case "G": return .assertion(.searchStart)
        case "K": throw error("\\K is not supported")
        case "R":
            let newline = RegexpSet(items: [.range(0x0A, 0x0D)], isNegated: false, ignoresCase: false)
            return .alternation([.sequence([literal("\r"), literal("\n")]), .set(newline)])
        case "k": return .backreference(try reference(), ignoresCase: flags.ignoresCase)
        case "g": return try called(try reference())
        case "1"..."9":
            let start = position
            var index = Int(scalar.value - 0x30)
            while let next = peek, RegexpSet.Property.asciiDigit.holds(next), index < 100 {
                index = index * 10 + Int(next.value - 0x30)
                position += 1
            }
            if index > 9, index > groupCount {
                position = start
                index = Int(scalar.value - 0x30)
            }
            return .backreference(index, ignoresCase: flags.ignoresCase)
        default:
            if let item = try classEscape(scalar) {
                return .set(RegexpSet(items: [item], isNegated: false, ignoresCase: flags.ignoresCase))
            }
            return literal(try characterEscape(scalar))
        }
    }

    /// The number of the group that `<name>` or `<1>` names.
    private mutating func reference() throws(TypeError) -> Int {
        guard skip("<") || skip("'") else { throw error("invalid backref number/name") }
        let name = try name(closing: scalars[position - 1] == "<" ? ">" : "'")
        if let index = Int(name), index > 0 { return index }
        guard let found = names.last(where: { $0.name == name }) else {
            throw error("undefined name <\(name)> reference")
        }
        return found.index
    }

    /// An escape that stands for a class of characters.
    private mutating func classEscape(_ scalar: Unicode.Scalar) throws(TypeError) -> RegexpSet.Item? {
        switch scalar {
        case "d": return .property(.asciiDigit, isNegated: false)
        case "D": return .property(.asciiDigit, isNegated: true)
        case "s": return .property(.asciiSpace, isNegated: false)
        case "S": return .property(.asciiSpace, isNegated: true)
        case "w": return .property(.asciiWord, isNegated: false)
        case "W": return .property(.asciiWord, isNegated: true)
        case "h": return .property(.xdigit, isNegated: false)
        case "H": return .property(.xdigit, isNegated: true)
        case "p", "P":
            guard skip("{") else { throw error("invalid character property name {\(scalar)}") }
            let isInverted = skip("^")
            let name = try name(closing: "}")
            guard let property = Self.properties[name.lowercased()] else {
                throw error("invalid character property name {\(name)}")
            }
            return .property(property, isNegated: (scalar == "P") != isInverted)
        default: return nil
        }
    }

    private static let properties: [String: RegexpSet.Property] = [
        "alpha": .alpha, "alphabetic": .alpha, "digit": .digit, "nd": .digit, "alnum": .alnum, "upper": .upper,
        "uppercase": .upper, "lu": .upper, "lower": .lower, "lowercase": .lower, "ll": .lower, "space": .space,
        "punct": .punct, "p": .punct, "cntrl": .cntrl, "graph": .graph, "print": .print, "xdigit": .xdigit,
        "word": .word, "blank": .blank, "ascii": .ascii, "any": .any, "l": .letter, "letter": .letter, "m": .mark,
        "n": .number, "s": .symbol, "z": .separator,
    ]

    private mutating func characterEscape(_ scalar: Unicode.Scalar) throws(TypeError) -> Unicode.Scalar {
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "e": return "\u{1B}"
        case "0":
            var value: UInt32 = 0
            for _ in 0..<2 {
                guard let digit = peek, (0x30...0x37).contains(digit.value) else { break }
                value = value * 8 + digit.value - 0x30
                position += 1
            }
            return Unicode.Scalar(value) ?? "\0"
        case "x": return try hexadecimal(atMost: 2)
        case "u":
            if skip("{") {
                let value = try hexadecimal(atMost: 6)
                guard skip("}") else { throw error("invalid Unicode escape") }
                return value
            }
            return try hexadecimal(atMost: 4)
        default: return scalar
        }
    }

    private mutating func hexadecimal(atMost count: Int) throws(TypeError) -> Unicode.Scalar {
        var digits = ""
        while digits.count < count, let scalar = peek, RegexpSet.Property.xdigit.holds(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw error(count == 2 ? "invalid hex escape" : "invalid Unicode escape")
        }
        return scalar
    }

    /// A class, after its `[`.
    mutating func set(nesting: Int = 0) throws(TypeError) -> RegexpSet {
        if nesting > 20 { throw error("too deep nest level") }
        let isNegated = skip("^")
        var items: [RegexpSet.Item] = []
        var intersection: [RegexpSet] = []
        var isFirst = true
        while true {
            guard let scalar = peek else { throw error("premature end of char-class") }
            if scalar == "]", !isFirst { break }
            isFirst = false
            if skip("&&") {
                intersection.append(RegexpSet(items: items, isNegated: false, ignoresCase: flags.ignoresCase))
                items = []
                continue
            }
            items.append(try setItem(nesting))
        }
        position += 1
        if !intersection.isEmpty {
            intersection.append(RegexpSet(items: items, isNegated: false, ignoresCase: flags.ignoresCase))
            items = [.property(.any, isNegated: false)]
        }
        return RegexpSet(
            items: items, isNegated: isNegated, ignoresCase: flags.ignoresCase, intersection: intersection)
    }

    private mutating func setItem(_ nesting: Int) throws(TypeError) -> RegexpSet.Item {
        if starts(with: "[:"), let item = try posixClass() { return item }
        if skip("[") { return .set(try set(nesting: nesting + 1)) }
        let (lower, item) = try setCharacter()
        if let item { return item }
        guard starts(with: "-"), position + 1 < scalars.count, scalars[position + 1] != "]" else {
            return .range(lower.value, lower.value)
        }
        let hyphen = position
        position += 1
        if starts(with: "[") {
            position = hyphen
            return .range(lower.value, lower.value)
        }
        let (upper, upperItem) = try setCharacter()
        if upperItem != nil { throw error("char-class value at end of range") }
        if upper.value < lower.value { throw error("empty range in char class") }
        return .range(lower.value, upper.value)
    }

    private mutating func setCharacter() throws(TypeError) -> (Unicode.Scalar, RegexpSet.Item?) {
        let scalar = try take()
        guard scalar == "\\" else { return (scalar, nil) }
        let escaped = try take()
        if escaped == "b" { return ("\u{08}", nil) }
        if let item = try classEscape(escaped) { return (escaped, item) }
        return (try characterEscape(escaped), nil)
    }

    private mutating func posixClass() throws(TypeError) -> RegexpSet.Item? {
        let start = position
        position += 2
        let isNegated = skip("^")
        var name = ""
        while let scalar = peek, scalar != ":", scalar != "]", name.count < 10 {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard skip(":]") else {
            position = start
            return nil
        }
        let names: Set = [
            "alpha", "digit", "alnum", "upper", "lower", "space", "punct", "cntrl", "graph", "print", "xdigit", "word",
            "blank", "ascii",
        ]
        guard names.contains(name), let property = RegexpSet.Property(rawValue: name) else {
            throw error("invalid POSIX bracket type")
        }
        return .property(property, isNegated: isNegated)
    }
}

// Escapes and character classes.
extension RegexpParser {
    mutating func escape() throws(RegexpError) -> RegexpNode {
        let scalar = try take()
        switch scalar {
        case "A": return .assertion(.textStart)
        case "z": return .assertion(.textEnd)
        case "Z": return .assertion(.textEndBeforeNewline)
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.notWordBoundary)
        case "G": return .assertion(.searchStart)
        case "K": return .keep
        case "X":
            let newline = RegexpNode.sequence([literal("\r"), literal("\n")])
            let mark = RegexpSet(items: [.property(.mark, isNegated: false)], isNegated: false, ignoresCase: false)
            let marks = RegexpNode.repetition(.set(mark), minimum: 0, maximum: nil, kind: .greedy)
            return .atomic(.alternation([newline, .sequence([.any(includesNewline: true), marks])]))
        case "R":
            let newline = RegexpSet(items: [.range(0x0A, 0x0D)], isNegated: false, ignoresCase: false)
            return .alternation([.sequence([literal("\r"), literal("\n")]), .set(newline)])
        case "k" where peek == "<" || peek == "'":
            return .backreference(try reference(), ignoresCase: flags.ignoresCase)
        case "g" where peek == "<" || peek == "'": return try called(try reference())
        case "u" where peek == "{":
            let scalars = try braced()
            return scalars.count == 1 ? literal(scalars[0]) : .sequence(scalars.map(literal))
        case "1"..."9": return try numbered(scalar)
        default:
            if let item = try classEscape(scalar) {
                return .set(RegexpSet(items: [item], isNegated: false, ignoresCase: flags.ignoresCase))
            }
            return literal(try characterEscape(scalar))
        }
    }

    /// `\1`: what a group matched; a number greater than that of the groups is octal, if it can be.
    private mutating func numbered(_ first: Unicode.Scalar) throws(RegexpError) -> RegexpNode {
        let start = position
        var index = Int(first.value - 0x30)
        while let next = peek, RegexpSet.Property.asciiDigit.holds(next), index < 100 {
            index = index * 10 + Int(next.value - 0x30)
            position += 1
        }
        if index > 9, index > totalGroupCount {
            position = start
            guard first.value < 0x38 else { return literal(first) }
            return literal(try octal(after: first))
        }
        if hasNames { throw error("numbered backref/call is not allowed. (use name)") }
        return .backreference(index, ignoresCase: flags.ignoresCase)
    }

    /// Up to three octal digits.
    private mutating func octal(after first: Unicode.Scalar) throws(RegexpError) -> Unicode.Scalar {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let digit = peek, (0x30...0x37).contains(digit.value) else { break }
            value = value * 8 + digit.value - 0x30
            position += 1
        }
        guard value < 0x80, let scalar = Unicode.Scalar(value) else {
            throw error(value < 0x100 ? "invalid multibyte escape" : "invalid escape code")
        }
        return scalar
    }

    /// `{41 1F600}`
    private mutating func braced() throws(RegexpError) -> [Unicode.Scalar] {
        position += 1
        var scalars: [Unicode.Scalar] = []
        while true {
            while skip(" ") || skip("\t") {}
            if !scalars.isEmpty, skip("}") { return scalars }
            var digits = ""
            while let scalar = peek, RegexpSet.Property.xdigit.holds(scalar), digits.utf8.count < 8 {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
            guard let value = UInt32(digits, radix: 16) else { throw error("invalid Unicode list") }
            guard let scalar = Unicode.Scalar(value) else { throw error("invalid Unicode range") }
            scalars.append(scalar)
            if scalars.count > 1000 || peek == nil { throw error("invalid Unicode list") }
        }
    }

    /// The number of the group that `<name>`, `<1>` or, from here to the left, `<-1>` names.
    private mutating func reference() throws(RegexpError) -> Int {
        guard skip("<") || skip("'") else { throw error("invalid backref number/name") }
        let name = try name(closing: scalars[position - 1] == "<" ? ">" : "'")
        if let number = Int(name) {
            let (index, overflow) = number > 0 ? (number, false) : (groupCount + 1).addingReportingOverflow(number)
            guard !overflow, index > 0, index <= totalGroupCount else {
                throw error(number > 0 ? "undefined group <\(name)> reference" : "invalid backref number/name")
            }
            if hasNames { throw error("numbered backref/call is not allowed. (use name)") }
            return index
        }
        guard let found = names.last(where: { $0.name == name }) else {
            throw error("undefined name <\(name)> reference")
        }
        return found.index
    }

    /// An escape that stands for a class of characters.
    private mutating func classEscape(_ scalar: Unicode.Scalar) throws(RegexpError) -> RegexpSet.Item? {
        switch scalar {
        case "d", "D": return .property(flags.isUnicode ? .digit : .asciiDigit, isNegated: scalar == "D")
        case "s", "S": return .property(flags.isUnicode ? .space : .asciiSpace, isNegated: scalar == "S")
        case "w", "W": return .property(flags.isUnicode ? .word : .asciiWord, isNegated: scalar == "W")
        case "h": return .property(.xdigit, isNegated: false)
        case "H": return .property(.xdigit, isNegated: true)
        case "p" where peek == "{", "P" where peek == "{":
            position += 1
            let isInverted = skip("^")
            var name = ""
            while let next = peek, next != "}" {
                name.unicodeScalars.append(next)
                position += 1
            }
            guard skip("}") else { throw error("invalid character property name {\(name)}") }
            let key = name.lowercased().filter { $0 != "_" && $0 != " " && $0 != "-" }
            guard let property = Self.properties[key] else {
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

    private mutating func characterEscape(_ scalar: Unicode.Scalar) throws(RegexpError) -> Unicode.Scalar {
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "e": return "\u{1B}"
        case "0"..."7": return try octal(after: scalar)
        case "c":
            guard let control = peek else { throw error("too short control escape") }
            position += 1
            return control == "?" ? "\u{7F}" : Unicode.Scalar(control.value & 0x1F) ?? control
        case "x": return try hexadecimal()
        case "u":
            if peek == "{" {
                let scalars = try braced()
                guard scalars.count == 1 else { throw error("invalid Unicode escape") }
                return scalars[0]
            }
            guard peek != nil else { throw error("too short escape sequence") }
            return try fourDigits()
        default: return scalar
        }
    }

    /// `\x41`; a byte of more than one is no character.
    private mutating func hexadecimal() throws(RegexpError) -> Unicode.Scalar {
        let digits = hexadecimalDigits(atMost: 2)
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw error("invalid hex escape")
        }
        if value >= 0x80 { throw error("invalid multibyte escape") }
        return scalar
    }

    private mutating func fourDigits() throws(RegexpError) -> Unicode.Scalar {
        let digits = hexadecimalDigits(atMost: 4)
        guard digits.utf8.count == 4, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw error("invalid Unicode escape")
        }
        return scalar
    }

    private mutating func hexadecimalDigits(atMost count: Int) -> String {
        var digits = ""
        while digits.utf8.count < count, let scalar = peek, RegexpSet.Property.xdigit.holds(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        return digits
    }

    /// A class, after its `[`.
    mutating func set(nesting: Int = 0) throws(RegexpError) -> RegexpSet {
        if nesting > 20 { throw error("too deep nest level") }
        let isNegated = skip("^")
        var items: [RegexpSet.Item] = []
        var intersection: [RegexpSet] = []
        var isFirst = true
        while true {
            guard let scalar = peek else { throw error("premature end of char-class") }
            if scalar == "]", !isFirst { break }
            // First in a class, the bracket is a character if another one ends the class.
            if scalar == "]", !scalars[(position + 1)...].contains("]") { throw error("empty char-class") }
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

    private mutating func setItem(_ nesting: Int) throws(RegexpError) -> RegexpSet.Item {
        if starts(with: "[:"), let item = try posixClass() { return item }
        if skip("[") { return .set(try set(nesting: nesting + 1)) }
        let (lower, item) = try setCharacter()
        if let item {
            let isRange = starts(with: "-") && position + 1 < scalars.count && scalars[position + 1] != "]"
            if isRange { throw error("unmatched range specifier in char-class") }
            return item
        }
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

    private mutating func setCharacter() throws(RegexpError) -> (Unicode.Scalar, RegexpSet.Item?) {
        let scalar = try take()
        guard scalar == "\\" else { return (scalar, nil) }
        let escaped = try take()
        if escaped == "b" { return ("\u{08}", nil) }
        if let item = try classEscape(escaped) { return (escaped, item) }
        return (try characterEscape(escaped), nil)
    }

    private mutating func posixClass() throws(RegexpError) -> RegexpSet.Item? {
        let start = position
        position += 2
        let isNegated = skip("^")
        var name = ""
        while let scalar = peek, scalar != ":", scalar != "]", name.utf8.count < 20 {
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

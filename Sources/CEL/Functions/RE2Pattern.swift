import Regexp
import Synchronization

/// A regular expression of RE2, in the words of the engine, whose own syntax is Ruby's.
///
/// Every character that could mean something else there is written as a code; `^`, `$`, `.`, classes and flags are
/// replaced by what means the same. What RE2 does not have (looks, back references) is refused.
struct RE2Pattern {
    private struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isUngreedy = false
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var flags = Flags()
    private var result = ""

    private static let cache = Mutex<[String: PuppetRegexp]>([:])
    private static let depthLimit = 200

    static func compile(_ source: String) throws(CELError) -> PuppetRegexp {
        if let known = cache.withLock({ $0[source] }) { return known }
        var pattern = RE2Pattern(scalars: Array(source.unicodeScalars))
        try pattern.alternation(depth: 0)
        if pattern.position < pattern.scalars.count { throw Self.error("unexpected ): `\(source)`") }
        let compiled: PuppetRegexp
        do { compiled = try PuppetRegexp.compile(pattern.result) } catch { throw Self.error(error.message) }
        cache.withLock { cache in
            if cache.count >= 1024 { cache.removeAll(keepingCapacity: true) }
            cache[source] = compiled
        }
        return compiled
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    static func error(_ reason: String) -> CELError { .evaluation("error parsing regexp: \(reason)") }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    private func text(from start: Int) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[min(start, scalars.count)..<min(position, scalars.count)])
        return text
    }

    private mutating func skip(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func alternation(depth: Int) throws(CELError) {
        guard depth < Self.depthLimit else { throw Self.error("expression nests too deeply") }
        while let scalar = peek(), scalar != ")" {
            if scalar == "|" {
                position += 1
                result += "|"
                continue
            }
            if "*+?".unicodeScalars.contains(scalar) {
                throw Self.error("missing argument to repetition operator: `\(scalar)`")
            }
            let outer = result
            result = ""
            let isRepeatable = try atom(depth: depth)
            let piece = result
            result = outer + (isRepeatable ? try repeated(piece) : piece)
        }
    }

    // MARK: - Repetition

    private mutating func repeated(_ piece: String) throws(CELError) -> String {
        let start = position
        guard let range = try quantifier() else { return piece }
        let isLazy = skip("?") != flags.isUngreedy
        let end = position
        if try quantifier() != nil {
            throw Self.error("invalid nested repetition operator: `\(text(from: start))`")
        }
        position = end
        // A fixed number of times is the same lazily, and `?` behind it means something else in Ruby.
        return "(?:\(piece))\(range.text)\(isLazy && !range.isFixed ? "?" : "")"
    }

    private mutating func quantifier() throws(CELError) -> (text: String, isFixed: Bool)? {
        for symbol in ["*", "+", "?"] where skip(symbol) { return (symbol, false) }
        let start = position
        guard skip("{") else { return nil }
        let lower = number()
        let hasComma = skip(",")
        let upper = hasComma ? number() : lower
        guard let lower, skip("}") else {
            position = start
            return nil
        }
        if lower > 1000 || (upper ?? 0) > 1000 || upper.map({ $0 < lower }) == true {
            throw Self.error("invalid repeat count: `\(text(from: start))`")
        }
        let text = hasComma ? "{\(lower),\(upper.map(String.init) ?? "")}" : "{\(lower)}"
        return (text, lower == upper)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek()?.hexValue, digit < 10 {
            value = min((value ?? 0) * 10 + Int(digit), 100_000)
            position += 1
        }
        return value
    }

    // MARK: - Atoms

    /// One thing that can be repeated; false for flags, which are no thing.
    private mutating func atom(depth: Int) throws(CELError) -> Bool {
        guard let scalar = peek() else { return false }
        switch scalar {
        case "(": return try group(depth: depth)
        case "[": try characterClass()
        case ".":
            position += 1
            result += flags.dotMatchesNewline ? "(?m:.)" : "."
        case "^":
            position += 1
            result += flags.isMultiline ? "^" : "\\A"
        case "$":
            position += 1
            result += flags.isMultiline ? "$" : "\\z"
        case "\\": try escape()
        default:
            position += 1
            emit(Self.code(scalar))
        }
        return true
    }

    private mutating func emit(_ piece: String) { result += flags.ignoresCase ? "(?i:\(piece))" : piece }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        scalar.isDigit || scalar.isIdentifierStart ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
    }

    private mutating func group(depth: Int) throws(CELError) -> Bool {
        let start = position
        position += 1
        let outer = flags
        if skip("?") {
            if skip("P<") || peek() == "<" && peek(1) != "=" && peek(1) != "!" && skip("<") {
                let nameStart = position
                while let next = peek(), next.isIdentifierStart || next.isDigit { position += 1 }
                let name = text(from: nameStart)
                guard !name.isEmpty, skip(">") else {
                    throw Self.error("invalid named capture: `\(text(from: start))`")
                }
            } else if try flagGroup(from: start) {
                return false
            }
        }
        result += "(?:"
        try alternation(depth: depth + 1)
        guard skip(")") else {
            position = scalars.count
            throw Self.error("missing closing ): `\(text(from: 0))`")
        }
        result += ")"
        flags = outer
        return true
    }

    /// `(?i)`, which is no group, or the start of `(?i:`, which is one.
    private mutating func flagGroup(from start: Int) throws(CELError) -> Bool {
        var isOn = true
        while let scalar = peek() {
            position += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "U": flags.isUngreedy = isOn
            case "-" where isOn: isOn = false
            case ")": return true
            case ":": return false
            default: throw Self.error("invalid or unsupported Perl syntax: `\(text(from: start))`")
            }
        }
        throw Self.error("missing argument to repetition operator: `?`")
    }

    private mutating func escape() throws(CELError) {
        let start = position
        if skip("\\Q") {
            while position < scalars.count, !skip("\\E") {
                emit(Self.code(scalars[position]))
                position += 1
            }
            return
        }
        position += 1
        switch peek() {
        case "A", "z", "b", "B":
            result += text(from: start)
            result.unicodeScalars.append(scalars[position])
            position += 1
        default:
            position = start
            let item = try classItem()
            emit(item.isSet ? "[\(item.text)]" : item.text)
        }
    }

    // MARK: - Classes

    private mutating func characterClass() throws(CELError) {
        let start = position
        position += 1
        var set = skip("^") ? "[^" : "["
        var isFirst = true
        while isFirst || peek() != "]" {
            guard peek() != nil else {
                position = scalars.count
                throw Self.error("missing closing ]: `\(text(from: start))`")
            }
            isFirst = false
            if skip("[:") {
                set += try namedClass()
                continue
            }
            let itemStart = position
            let lower = try classItem()
            guard peek() == "-", peek(1) != nil, peek(1) != "]", let from = lower.scalar else {
                set += lower.text
                continue
            }
            position += 1
            guard let to = try classItem().scalar, from <= to else {
                throw Self.error("invalid character class range: `\(text(from: itemStart))`")
            }
            set += "\(lower.text)-\(Self.code(to))"
        }
        position += 1
        emit(set + "]")
    }

    /// `[:alpha:]`
    private mutating func namedClass() throws(CELError) -> String {
        let start = position - 2
        let isNegated = skip("^")
        let nameStart = position
        while let scalar = peek(), scalar.isIdentifierStart { position += 1 }
        let name = text(from: nameStart)
        guard skip(":]"), let ranges = Self.named[name] else {
            throw Self.error("invalid character class range: `\(text(from: start))`")
        }
        return isNegated ? "[^\(ranges)]" : ranges
    }

    private static let named: [String: String] = [
        "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": "\\u{0}-\\u{7f}", "blank": "\\t\\u{20}",
        "cntrl": "\\u{0}-\\u{1f}\\u{7f}", "digit": "0-9", "graph": "\\u{21}-\\u{7e}", "lower": "a-z",
        "print": "\\u{20}-\\u{7e}", "punct": "\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}",
        "space": "\\u{9}-\\u{d}\\u{20}", "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
    ]

    private struct ClassItem {
        let text: String
        /// The character, where it is one.
        var scalar: Unicode.Scalar?
        var isSet: Bool { scalar == nil }

        init(_ scalar: Unicode.Scalar) {
            text = RE2Pattern.code(scalar)
            self.scalar = scalar
        }

        init(set: String) { text = set }
    }

    private mutating func classItem() throws(CELError) -> ClassItem {
        guard let first = peek() else { throw Self.error("missing closing ]: `[`") }
        let start = position
        position += 1
        guard first == "\\" else { return ClassItem(first) }
        guard let scalar = peek() else { throw Self.error("trailing backslash at end of expression: ``") }
        position += 1
        switch scalar {
        case "d", "D", "w", "W": return ClassItem(set: "\\\(scalar)")
        case "s": return ClassItem(set: "\\t\\n\\f\\r\\u{20}")
        case "S": return ClassItem(set: "[^\\t\\n\\f\\r\\u{20}]")
        case "p", "P": return ClassItem(set: try property(isNegated: scalar == "P", from: start))
        case "a": return ClassItem("\u{07}")
        case "f": return ClassItem("\u{0C}")
        case "t": return ClassItem("\t")
        case "n": return ClassItem("\n")
        case "r": return ClassItem("\r")
        case "v": return ClassItem("\u{0B}")
        case "x": return ClassItem(try hexadecimal(from: start))
        case "0"..."7":
            if scalar != "0", peek().map({ ("0"..."7").contains($0) }) != true { break }
            var value = scalar.value - 0x30
            for _ in 0..<2 {
                guard let digit = peek(), ("0"..."7").contains(digit) else { break }
                value = value * 8 + digit.value - 0x30
                position += 1
            }
            return ClassItem(Unicode.Scalar(value) ?? scalar)
        default:
            let isWord = scalar.isDigit || scalar.isIdentifierStart && scalar != "_"
            if scalar.value < 0x80, !isWord { return ClassItem(scalar) }
        }
        throw Self.error("invalid escape sequence: `\(text(from: start))`")
    }

    /// `\pL`, `\p{Lu}`
    private mutating func property(isNegated: Bool, from start: Int) throws(CELError) -> String {
        var name = ""
        if skip("{") {
            while let scalar = peek(), scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            position += 1
        } else if let scalar = peek() {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        let isInverted = name.hasPrefix("^")
        if isInverted { name.removeFirst() }
        guard ["L", "Lu", "Ll", "M", "N", "Nd", "P", "S", "Z", "Any"].contains(name) else {
            throw Self.error("invalid character class range: `\(text(from: start))`")
        }
        return "\\\(isNegated != isInverted ? "P" : "p"){\(name)}"
    }

    /// `\x41`, `\x{1F600}`
    private mutating func hexadecimal(from start: Int) throws(CELError) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        let isBraced = skip("{")
        while let digit = peek()?.hexValue, count < (isBraced ? 8 : 2) {
            value = value << 4 | digit
            count += 1
            position += 1
        }
        guard count > 0, isBraced ? skip("}") : count == 2, let scalar = Unicode.Scalar(value) else {
            throw Self.error("invalid escape sequence: `\(text(from: start))`")
        }
        return scalar
    }
}

import OrderedCollections
import PuppetTypes

/// Ruby's `sprintf`.
struct RubyFormat {
    private enum Numbering {
        case undecided
        case unnumbered(Int)
        case numbered(Int)
        case named
    }

    private let arguments: [Value]
    private var rest: Substring.UnicodeScalarView
    private var numbering = Numbering.undecided
    private var result = String.UnicodeScalarView()

    private static let sizeLimit = 65_536

    /// - Parameter checkSize: Refuses a text that grows too long.
    static func text(
        _ format: String, _ arguments: [Value], checkSize: (Int) throws(Interruption) -> Void
    ) throws(Interruption) -> String {
        var formatter = RubyFormat(arguments: arguments, rest: format.unicodeScalars[...])
        try formatter.run(checkSize)
        return String(formatter.result)
    }

    private init(arguments: [Value], rest: Substring.UnicodeScalarView) {
        self.arguments = arguments
        self.rest = rest
    }

    private mutating func run(_ checkSize: (Int) throws(Interruption) -> Void) throws(Interruption) {
        var size = 0
        while let scalar = rest.popFirst() {
            if scalar == "%" {
                let text = try directive()
                size += text.utf8.count
                try checkSize(size)
                result.append(contentsOf: text.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
    }

    /// What was read of a directive.
    private struct Directive {
        var format = FormatDirective(letter: "s")
        var value: Value?
        var name: String?
        var isBare = true
    }

    private mutating func directive() throws(Interruption) -> String {
        var directive = Directive()
        while let scalar = rest.popFirst() {
            switch scalar {
            case " ", "#", "+", "-", "0": try flag(scalar, &directive)
            case "1"..."9": try number(scalar, &directive)
            case "<", "{":
                try name(scalar, &directive)
                if scalar == "{" {
                    return directive.format.string(RubyText.string(directive.value ?? .undef, secrets: .shown))
                }
            case "*":
                try checkWidth(directive)
                let width = try star()
                if width < 0 { directive.format.left = true }
                directive.format.width = try size(width.magnitude)
            case ".": try precision(&directive)
            case "\n", "\0":
                guard directive.isBare else { throw .failure("invalid format character - %") }
                return "%\(scalar)"
            case "%":
                guard directive.isBare else { throw .failure("invalid format character - %") }
                return "%"
            default: return try conversion(scalar, &directive)
            }
            directive.isBare = false
        }
        throw .failure("incomplete format specifier; use %% (double %) instead")
    }

    private func flag(_ scalar: Unicode.Scalar, _ directive: inout Directive) throws(Interruption) {
        if directive.format.width != nil { throw .failure("flag after width") }
        if directive.format.precision != nil { throw .failure("flag after precision") }
        switch scalar {
        case " ": directive.format.space = true
        case "#": directive.format.alternate = true
        case "+": directive.format.plus = true
        case "-": directive.format.left = true
        default: directive.format.zero = true
        }
    }

    private func checkWidth(_ directive: Directive) throws(Interruption) {
        if directive.format.width != nil { throw .failure("width given twice") }
        if directive.format.precision != nil { throw .failure("width after precision") }
    }

    private func size(_ value: UInt) throws(Interruption) -> Int {
        guard value <= Self.sizeLimit else { throw .failure("width too big") }
        return Int(value)
    }

    private mutating func digits(_ first: Unicode.Scalar? = nil) throws(Interruption) -> Int {
        var digits = first.map(String.init) ?? ""
        while let scalar = rest.first, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        return try size(UInt(digits.isEmpty ? "0" : digits) ?? .max)
    }

    /// A width, or the number of an argument, `1$`.
    private mutating func number(_ first: Unicode.Scalar, _ directive: inout Directive) throws(Interruption) {
        let number = try digits(first)
        guard rest.first == "$" else {
            try checkWidth(directive)
            directive.format.width = number
            return
        }
        rest.removeFirst()
        if directive.value != nil { throw .failure("value given twice - \(number)$") }
        directive.value = try numbered(number)
    }

    private mutating func precision(_ directive: inout Directive) throws(Interruption) {
        if directive.format.precision != nil { throw .failure("precision given twice") }
        guard rest.first == "*" else {
            directive.format.precision = try digits()
            return
        }
        rest.removeFirst()
        let precision = try star()
        directive.format.precision = precision < 0 ? nil : try size(precision.magnitude)
    }

    /// A width or precision that is an argument.
    private mutating func star() throws(Interruption) -> Int {
        let before = rest
        let number = try digits()
        let value: Value
        if rest.first == "$" {
            rest.removeFirst()
            value = try numbered(number)
        } else {
            rest = before
            value = try next()
        }
        return try Self.int(value)
    }

    /// A number that Ruby demands as such, not as text, and within 32 bits.
    private static func int(_ value: Value) throws(Interruption) -> Int {
        switch value {
        case .integer(let number):
            guard let fitting = Int32(exactly: number) else {
                let size = number < 0 ? "small" : "big"
                throw .failure("integer \(number) too \(size) to convert to `int'")
            }
            return Int(fitting)
        case .float(let number):
            guard let whole = Int(exactly: number.rounded(.towardZero)) else {
                throw .failure("float \(FormatDirective(letter: "g").float(number)) out of range of integer")
            }
            return try int(.integer(whole))
        default:
            throw .failure(
                "no implicit conversion\(value == .undef ? " from nil to integer" : " of \(value.rubyOperand) into Integer")"
            )
        }
    }
}

// Arguments.
extension RubyFormat {
    private mutating func next() throws(Interruption) -> Value {
        switch numbering {
        case .undecided: numbering = .unnumbered(1)
        case .unnumbered(let count): numbering = .unnumbered(count + 1)
        case .numbered: throw .failure("unnumbered(1) mixed with numbered")
        case .named: throw .failure("unnumbered(1) mixed with named")
        }
        guard case .unnumbered(let position) = numbering, position <= arguments.count else {
            throw .failure("too few arguments")
        }
        return arguments[position - 1]
    }

    private mutating func numbered(_ number: Int) throws(Interruption) -> Value {
        switch numbering {
        case .unnumbered(let count): throw .failure("numbered(\(number)) after unnumbered(\(count))")
        case .named: throw .failure("numbered(\(number)) after named")
        case .undecided, .numbered: numbering = .numbered(number)
        }
        guard number >= 1 else { throw .failure("invalid index - \(number)$") }
        guard number <= arguments.count else { throw .failure("too few arguments") }
        return arguments[number - 1]
    }

    private mutating func name(_ open: Unicode.Scalar, _ directive: inout Directive) throws(Interruption) {
        let close: Unicode.Scalar = open == "<" ? ">" : "}"
        guard let end = rest.firstIndex(of: close) else {
            throw .failure("malformed name - unmatched parenthesis")
        }
        let name = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        let shown = "\(open)\(name)\(close)"
        if let earlier = directive.name { throw .failure("named\(shown) after <\(earlier)>") }
        switch numbering {
        case .unnumbered(let count): throw .failure("named\(shown) after unnumbered(\(count))")
        case .numbered: throw .failure("named\(shown) after numbered")
        case .undecided, .named: numbering = .named
        }
        guard arguments.count == 1, case .hash(let table) = arguments[0] else {
            throw .failure("one hash required")
        }
        guard let value = table[.string(name)] else { throw .failure("key\(shown) not found") }
        directive.name = name
        directive.value = value
    }
}

// Conversions.
extension RubyFormat {
    private mutating func conversion(
        _ scalar: Unicode.Scalar, _ directive: inout Directive
    ) throws(Interruption) -> String {
        guard "csdiuoxXbBfgGeEaAp".unicodeScalars.contains(scalar) else {
            throw .failure("malformed format string - %\(scalar)")
        }
        var format = directive.format
        format.letter = Character(scalar)
        let value: Value = if let named = directive.value { named } else { try next() }
        switch scalar {
        case "s": return format.string(RubyText.string(value, secrets: .shown))
        case "p": return format.string(RubyText.inspect(value, secrets: .shown))
        case "c":
            format.precision = nil
            return format.string(try Self.character(value))
        case "f":
            if case .integer(let whole) = value { return Self.fixed(whole, format) }
            return try Self.format(Self.float(value), format)
        case "e", "E", "g", "G", "a", "A": return try Self.format(Self.float(value), format)
        default: return try Self.format(Self.integer(value), format)
        }
    }

    private static func format(_ value: Value, _ format: FormatDirective) throws(Interruption) -> String {
        do throws(TypeError) {
            return try format.format(value)
        } catch {
            throw .failure(error.message)
        }
    }

    private static func character(_ value: Value) throws(Interruption) -> String {
        if let text = value.stringContent {
            guard text.unicodeScalars.count == 1 else { throw .failure("%c requires a character") }
            return text
        }
        let code = try int(value)
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else {
            throw .failure("invalid character")
        }
        return String(Character(scalar))
    }

    /// An integer with `%f` keeps all of its digits.
    private static func fixed(_ value: Int, _ format: FormatDirective) -> String {
        let precision = format.precision ?? 6
        var digits = String(value.magnitude)
        if precision > 0 { digits += "." + String(repeating: "0", count: precision) }
        return format.number(digits, isNegative: value < 0)
    }

    fileprivate static func integer(_ value: Value) throws(Interruption) -> Value {
        switch value {
        case .integer: return value
        case .float(let number):
            if number.isNaN || number.isInfinite { throw .failure(RubyText.string(value)) }
            return Int(exactly: number.rounded(.towardZero)).map(Value.integer) ?? value
        case .undef, .boolean, .array, .hash, .default, .sensitive, .type:
            throw .failure("can't convert \(value.rubyOperand) into Integer")
        default:
            let text = RubyText.string(value, secrets: .shown)
            guard let number = NumericText.integer(text, radix: nil) else {
                throw .failure("invalid value for Integer(): \(RubyText.inspect(value))")
            }
            return .integer(number)
        }
    }

    private static func float(_ value: Value) throws(Interruption) -> Value {
        switch value {
        case .float: return value
        case .integer(let number): return .float(Double(number))
        case .undef, .boolean, .array, .hash, .default, .sensitive, .type:
            throw .failure("can't convert \(value.rubyOperand) into Float")
        default:
            let text = RubyText.string(value, secrets: .shown)
            guard let number = RubyNumber.float(text) else {
                throw .failure("invalid value for Float(): \(RubyText.inspect(value))")
            }
            return .float(number)
        }
    }
}

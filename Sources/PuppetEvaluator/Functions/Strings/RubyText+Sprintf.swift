import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension RubyText {
    /// One `%` directive of a format.
    private struct Directive {
        var name: String?
        var flags = ""
        var width: Int?
        var precision: Int?
        var letter: Character = "s"
    }

    /// Ruby's `sprintf`, for the directives that Puppet documents: `b c d e f g i o p s u x %`, with flags, width,
    /// precision and names (`%<name>d`, `%{name}`).
    /// `checkSize` refuses a text that grows too long.
    static func sprintf(
        _ format: String, _ arguments: [Value], checkSize: (Int) throws(Interruption) -> Void
    ) throws(Interruption) -> Value {
        var result = ""
        var rest = format[...]
        var next = 0
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            try checkSize(result.utf8.count)
            if rest.first == "%" {
                rest.removeFirst()
                result.append("%")
                continue
            }
            if rest.first == "{", let end = rest.firstIndex(of: "}") {
                result += ValueFormatter.interpolated(
                    try named(String(rest[rest.index(after: rest.startIndex)..<end]), arguments))
                rest = rest[rest.index(after: end)...]
                continue
            }
            let directive = try parse(&rest, arguments, &next)
            let value: Value
            if let name = directive.name {
                value = try named(name, arguments)
            } else {
                guard next < arguments.count else { throw .failure("too few arguments") }
                value = arguments[next]
                next += 1
            }
            result += try text(of: value, directive)
        }
        return .string(result)
    }

    private static func parse(
        _ rest: inout Substring, _ arguments: [Value], _ next: inout Int
    ) throws(Interruption) -> Directive {
        var directive = Directive()
        while let flag = rest.first, " #+-0".contains(flag) {
            directive.flags.append(flag)
            rest.removeFirst()
        }
        if rest.first == "<", let end = rest.firstIndex(of: ">") {
            directive.name = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
            while let flag = rest.first, " #+-0".contains(flag) {
                directive.flags.append(flag)
                rest.removeFirst()
            }
        }
        directive.width = try number(&rest, arguments, &next)
        if rest.first == "." {
            rest.removeFirst()
            directive.precision = try number(&rest, arguments, &next) ?? 0
        }
        guard let letter = rest.popFirst() else {
            throw .failure("incomplete format specifier; use %% (double %) instead")
        }
        directive.letter = letter
        return directive
    }

    /// Digits, or `*`, which takes the next argument.
    private static func number(
        _ rest: inout Substring, _ arguments: [Value], _ next: inout Int
    ) throws(Interruption) -> Int? {
        if rest.first == "*" {
            rest.removeFirst()
            guard next < arguments.count, case .integer(let width) = arguments[next], abs(width) <= 65536 else {
                throw .failure("too few arguments")
            }
            next += 1
            return width
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        rest = rest[digits.endIndex...]
        guard let width = Int(digits), width <= 65536 else { throw .failure("width too big") }
        return width
    }

    private static func named(_ name: String, _ arguments: [Value]) throws(Interruption) -> Value {
        guard arguments.count == 1, case .hash(let table) = arguments[0] else { throw .failure("one hash required") }
        guard let value = table[.string(name)] else { throw .failure("key<\(name)> not found") }
        return value
    }

    private static func text(of value: Value, _ directive: Directive) throws(Interruption) -> String {
        switch directive.letter {
        case "s": return padded(ValueFormatter.interpolated(value), directive)
        case "p": return padded(ValueFormatter.programmatic(value), directive)
        case "c": return padded(character(value), directive)
        case "d", "i", "u", "b", "B", "o", "x", "X": return try formatted(integer(value), directive)
        case "e", "E", "f", "g", "G", "a", "A": return try formatted(float(value), directive)
        default: throw .failure("malformed format string - %\(directive.letter)")
        }
    }

    private static func padded(_ text: String, _ directive: Directive) -> String {
        let text = directive.precision.map { String(text.prefix($0)) } ?? text
        let missing = (directive.width ?? 0) - text.count
        guard missing > 0 else { return text }
        let blanks = String(repeating: " ", count: missing)
        return directive.flags.contains("-") ? text + blanks : blanks + text
    }

    private static func character(_ value: Value) -> String {
        if case .integer(let code) = value, let code = UInt32(exactly: code), let scalar = Unicode.Scalar(code) {
            return String(Character(scalar))
        }
        return String(ValueFormatter.interpolated(value).prefix(1))
    }

    private static func integer(_ value: Value) throws(Interruption) -> Value {
        switch value {
        case .integer: return value
        case .float(let number):
            guard let integer = Int(exactly: number.rounded(.down)) else { throw .failure("\(number)") }
            return .integer(integer)
        case .undef: throw .failure("can't convert nil into Integer")
        default:
            do throws(TypeError) {
                return try TypeConversion.new(.anyInteger, arguments: [value])
            } catch {
                throw .failure("invalid value for Integer(): \(ValueFormatter.programmatic(value.masked))")
            }
        }
    }

    private static func float(_ value: Value) throws(Interruption) -> Value {
        switch value {
        case .float: return value
        case .integer(let number): return .float(Double(number))
        case .undef: throw .failure("can't convert nil into Float")
        default:
            do throws(TypeError) {
                return try TypeConversion.new(.anyFloat, arguments: [value])
            } catch {
                throw .failure("invalid value for Float(): \(ValueFormatter.programmatic(value.masked))")
            }
        }
    }

    /// By the formats of the type system, which are Ruby's.
    private static func formatted(_ value: Value, _ directive: Directive) throws(Interruption) -> String {
        var format = "%\(directive.flags)\(directive.width.map(String.init) ?? "")"
        if let precision = directive.precision { format += ".\(precision)" }
        let letter = directive.letter == "i" || directive.letter == "u" ? "d" : directive.letter
        do throws(TypeError) {
            return try ValueFormatter.format(value, .string("\(format)\(letter)"))
        } catch {
            throw .failure(error.message)
        }
    }
}

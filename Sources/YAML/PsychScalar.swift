import JSON

/// What Ruby's Psych makes of a scalar, which is what Puppet and Hiera see.
package enum PsychScalar: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// `:name`, without the colon.
    case symbol(String)
    /// What Puppet refuses to load, with its message.
    case refused(String)

    package init(_ scalar: YAMLScalar) {
        guard let tag = scalar.tag else {
            self = scalar.style == .plain ? .tokenize(scalar.text) : .string(scalar.text)
            return
        }
        self = .tagged(tag, scalar)
    }

    /// Whether it is text, so that the quotes make no difference to it as a key.
    var isString: Bool { if case .string = self { true } else { false } }

    private static func tagged(_ tag: String, _ scalar: YAMLScalar) -> PsychScalar {
        switch tag {
        case "!str", YAMLTag.string, "!ruby/string": return .string(scalar.text)
        case "!binary", YAMLTag.binary:
            // Ruby passes over what is no Base64.
            let digits = scalar.text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "+/=".contains($0)) }
            guard let bytes = Base64.decode(digits, .spaced), let text = String(validating: bytes, as: UTF8.self) else {
                return .refused("!binary that is not UTF-8 text is not supported")
            }
            return .string(text)
        case "!float", YAMLTag.float:
            switch tokenize(scalar.text) {
            case .integer(let value): return .float(Double(value))
            case .string(let text):
                return Double(text).map(PsychScalar.float)
                    ?? .refused("invalid value for Float(): a text that is no number")
            case let other: return other
            }
        case "!ruby/sym", "!ruby/symbol": return .symbol(scalar.text)
        default:
            guard tag.hasPrefix("!ruby/") else { return tokenize(scalar.text) }
            if tag == "!ruby/object:String" { return .string(scalar.text) }
            return .refused("Tried to load unspecified class: \(rubyClass(tag, scalar.text))")
        }
    }

    /// The class that a `!ruby/…` tag names.
    package static func rubyClass(_ tag: String, _ text: String = "") -> String {
        let name = tag.dropFirst("!ruby/".count)
        if name == "class" || name == "module" { return text }
        let kind = name.prefix { $0 != ":" }
        if kind.count < name.count { return String(name.dropFirst(kind.count + 1)) }
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    private static func tokenize(_ text: String) -> PsychScalar {
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return PsychNumber.read(text) ?? .string(text)
        case UInt8(ascii: ":"): return symbolic(text)
        case UInt8(ascii: "~"), UInt8(ascii: "F"), UInt8(ascii: "N"), UInt8(ascii: "O"), UInt8(ascii: "T"),
            UInt8(ascii: "Y"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "t"),
            UInt8(ascii: "y"):
            return text.utf8.count <= 5 ? word(text) : .string(text)
        default: return .string(text)
        }
    }

    private static func word(_ text: String) -> PsychScalar {
        switch text.lowercased() {
        case "~", "null": .null
        case "yes", "true", "on": .boolean(true)
        case "no", "false", "off": .boolean(false)
        default: .string(text)
        }
    }

    private static func symbolic(_ text: String) -> PsychScalar {
        var name = text.dropFirst()
        guard let quote = name.first else { return .string(text) }
        if quote == "\"" || quote == "'", let end = name.lastIndex(of: quote), end > name.startIndex {
            name = name[name.index(after: name.startIndex)..<end]
            if name.first == ":" { name = name.dropFirst() }
        }
        return .symbol(String(name))
    }
}

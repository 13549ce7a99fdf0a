/// A format of `String.new`: `%#[a`, with the separators and nested formats of containers.
struct StringFormat: Hashable {
    /// As it was written.
    let source: String
    let directive: FormatDirective
    /// One of `[{(<|`, or a blank for no delimiters.
    let delimiter: Character?
    var separator: String?
    /// Between a key and its value.
    var associator: String?
    var elementFormats: FormatMap?

    init(_ source: String) throws(TypeError) {
        self.source = source
        let invalid = TypeError(
            "The format '\(source)' is not a valid format on the form '%<flags><width>.<prec><format>'")
        var rest = Substring(source)
        guard rest.popFirst() == "%" else { throw invalid }
        let flags = rest.prefix { " [+#0{<(|-\t".contains($0) }
        rest = rest[flags.endIndex...]
        let width = Self.digits(&rest)
        var precision: Substring?
        if rest.first == "." {
            rest.removeFirst()
            precision = Self.digits(&rest)
            if precision == nil { throw invalid }
        }
        guard let letter = rest.popFirst(), letter.isASCII, letter.isLetter, rest.isEmpty else { throw invalid }
        if Set(flags).count != flags.count { throw TypeError("The same flag can only be used once, got '\(source)'") }
        let delimiters = "[{(<|".filter { flags.contains($0) }
        if delimiters.count > 1 {
            throw TypeError(
                "Only one of the delimiters [ { ( < | can be given in the format flags, got '\(source)'")
        }
        var directive = FormatDirective(letter: letter)
        directive.left = flags.contains("-")
        directive.alternate = flags.contains("#")
        directive.space = flags.contains(" ")
        directive.plus = flags.contains("+")
        directive.zero = flags.contains("0")
        directive.width = try Self.size(width)
        directive.precision = try Self.size(precision)
        self.directive = directive
        delimiter = delimiters.first ?? (directive.space ? " " : nil)
    }

    private static func digits(_ rest: inout Substring) -> Substring? {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest[digits.endIndex...]
        return digits.isEmpty ? nil : digits
    }

    private static func size(_ digits: Substring?) throws(TypeError) -> Int? {
        guard let digits else { return nil }
        guard let size = Int(digits), size <= FormatDirective.sizeLimit else { throw TypeError("width too big") }
        return size
    }

    var letter: Character { directive.letter }
    var isAlternate: Bool { directive.alternate }

    /// The format of a container's elements, over one of a lower priority.
    func merged(over lower: StringFormat) -> StringFormat {
        var result = self
        result.separator = separator ?? lower.separator
        result.associator = associator ?? lower.associator
        result.elementFormats = FormatMap.merge(lower.elementFormats, elementFormats)
        return result
    }

    func delimiters(default pair: (String, String)) -> (String, String) {
        switch delimiter {
        case "[": ("[", "]")
        case "{": ("{", "}")
        case "(": ("(", ")")
        case "<": ("<", ">")
        case "|": ("|", "|")
        case " ": ("", "")
        default: pair
        }
    }

    /// Applies width, precision and alignment only.
    func flagged(_ text: String) -> String {
        guard directive.left || directive.width != nil || directive.precision != nil else { return text }
        return directive.string(text)
    }

    /// Formats with Ruby's `format`, by the whole directive, with another letter.
    func ruby(_ value: Value, letter: Character? = nil) throws(TypeError) -> String {
        if delimiter == "<" || delimiter == "{" { throw TypeError("malformed name - unmatched parenthesis") }
        if let delimiter, delimiter != " " { throw TypeError("malformed format string - %\(delimiter)") }
        var directive = directive
        directive.letter = letter ?? directive.letter
        return try directive.format(value)
    }
}

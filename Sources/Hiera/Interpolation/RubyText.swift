import OrderedCollections
import PuppetTypes

extension Value {
    /// The text that Ruby's `to_s` makes, which is what interpolation into a string gives; nil for `undef`.
    ///
    /// A `Sensitive` gives its content: the text that it goes into becomes secret.
    var rubyText: String? {
        switch self {
        case .undef: nil
        case .string(let text), .secret(let text), .uri(let text): text
        case .sensitive(let value): value.rubyText
        default: rubyInspect
        }
    }

    /// Ruby's `inspect`, as the elements of arrays and hashes are shown.
    var rubyInspect: String {
        switch self {
        case .undef: "nil"
        case .default: "default"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .float(let value): Self.rubyFloat(value)
        case .string(let text), .secret(let text), .uri(let text): Self.rubyQuoted(text)
        case .array(let elements): "[" + elements.map(\.rubyInspect).joined(separator: ", ") + "]"
        case .hash(let entries):
            "{" + entries.map { "\($0.key.rubyInspect)=>\($0.value.rubyInspect)" }.joined(separator: ", ") + "}"
        case .sensitive(let value): value.rubyInspect
        default: ValueFormatter.programmatic(self)
        }
    }

    /// `1.5`, `1.0e+20`, `Infinity`.
    private static func rubyFloat(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        let text = value.description
        guard let exponent = text.firstIndex(of: "e") else { return text }
        let mantissa = text[..<exponent]
        var power = text[text.index(after: exponent)...]
        let sign = power.first == "-" ? "-" : "+"
        power = power.drop { $0 == "-" || $0 == "+" }
        let padded = power.count < 2 ? "0\(power)" : String(power)
        return "\(mantissa)\(mantissa.contains(".") ? "" : ".0")e\(sign)\(padded)"
    }

    private static func rubyQuoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{1B}": quoted += "\\e"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

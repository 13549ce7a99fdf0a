extension CELValue {
    /// The value as text: what `string()` makes of it, and what stands in messages.
    package var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .unsigned(let value): String(value)
        case .double(let value): GoFloat.shortest(value)
        case .string(let value): value
        case .bytes(let value): String(decoding: value, as: UTF8.self)
        case .list(let list): "[" + ((try? list.elements()) ?? []).map(\.text).joined(separator: ", ") + "]"
        case .map(let map):
            "{"
                + ((try? map.entries()) ?? []).map { "\($0.key.text): \($0.value.text)" }.joined(separator: ", ")
                + "}"
        case .timestamp(let time): time.text
        case .duration(let duration): duration.text
        case .type(let name): name
        case .optional(let value): value.map { "optional(\($0.text))" } ?? "optional.none()"
        case .url(let url): url.text
        case .quantity(let quantity): quantity.text
        case .address(let address): address.text
        case .network(let network): network.text
        case .version(let version): version.text
        case .format(let format): format.name
        }
    }
}

/// Floating-point numbers as Go reads and writes them.
enum GoFloat {
    static func parse(_ text: String) -> Double? {
        switch text.lowercased() {
        case "nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default:
            guard let first = text.unicodeScalars.first, first.isDigit || "+-.".unicodeScalars.contains(first),
                text.unicodeScalars.allSatisfy({ $0.isHexDigit || "xX.pP+-".unicodeScalars.contains($0) }),
                let value = Double(text), value.isFinite
            else { return nil }
            return value
        }
    }

    /// `%g`: the fewest digits that give the number back, with an exponent below -4 and from 6 on.
    static func shortest(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = digits(of: value)
        let sign = value < 0 ? "-" : ""
        guard exponent >= -4, exponent < 6 else {
            let rest = digits.dropFirst()
            let power = String(exponent.magnitude)
            let padded = power.count < 2 ? "0\(power)" : power
            return "\(sign)\(digits.prefix(1))\(rest.isEmpty ? "" : ".\(rest)")e\(exponent < 0 ? "-" : "+")\(padded)"
        }
        return sign + plain(digits, exponent)
    }

    /// `%f` with as many digits as there are.
    static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = digits(of: value)
        return (value < 0 ? "-" : "") + plain(digits, exponent)
    }

    private static func plain(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 { return digits + String(repeating: "0", count: exponent + 1 - digits.count) }
        return "\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
    }

    /// The significant digits, and the power of ten of the first.
    private static func digits(of value: Double) -> (String, Int) {
        var text = value.magnitude.description
        var exponent = 0
        if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = String(text[..<mark])
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let (whole, fraction) = (String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : "")
        var digits = whole + fraction
        exponent += whole.count - 1
        while digits.count > 1, digits.first == "0" {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        return (digits, exponent)
    }
}

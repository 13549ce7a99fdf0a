/// Numbers as English readers write them, `1,234.50` and `1.2×10⁰³`.
enum NumberFormat {
    static func fixed(_ number: Double, _ precision: Int) -> String {
        guard number.isFinite else { return unusual(number) }
        let text = ExactDecimal(number).fixed(precision)
        let sign = text.hasPrefix("-") ? "-" : ""
        let whole = text.drop { $0 == "-" }.prefix { $0 != "." }
        let fraction = text.drop { $0 != "." }
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        return sign + grouped + fraction
    }

    /// With six digits behind the point; a precision that was asked for is the least length.
    static func scientific(_ number: Double, width: Int) -> String {
        var text = unusual(number)
        if number.isFinite {
            let parts = ExactDecimal(number).scientific(6).split(separator: "e")
            let power = (parts.last ?? "").compactMap { superscripts[$0] }.map(String.init).joined()
            text = "\(parts.first ?? "")×10\(power)"
        }
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func unusual(_ number: Double) -> String {
        number.isNaN ? "NaN" : number < 0 ? "-∞" : "∞"
    }

    private static let superscripts: [Character: Character] = [
        "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]
}

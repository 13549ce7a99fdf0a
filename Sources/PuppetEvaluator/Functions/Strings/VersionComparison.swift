/// Puppet's order of version numbers, `versioncmp()`.
enum VersionComparison {
    private enum Part: Equatable {
        case dash, dot
        case digits(String)
        case letters(String)

        var text: String {
            switch self {
            case .dash: "-"
            case .dot: "."
            case .digits(let text), .letters(let text): text
            }
        }
    }

    static func compare(_ left: String, _ right: String, ignoresTrailingZeroes: Bool) -> Int {
        let left = ignoresTrailingZeroes ? withoutTrailingZeroes(left) : left
        let right = ignoresTrailingZeroes ? withoutTrailingZeroes(right) : right
        for (a, b) in zip(parts(left), parts(right)) where a != b {
            if a == .dash { return -1 }
            if b == .dash { return 1 }
            if a == .dot { return -1 }
            if b == .dot { return 1 }
            if case .digits(let x) = a, case .digits(let y) = b, !x.hasPrefix("0"), !y.hasPrefix("0") {
                return x.utf8.count == y.utf8.count ? order(x, y) : x.utf8.count < y.utf8.count ? -1 : 1
            }
            return order(a.text.uppercased(), b.text.uppercased())
        }
        return order(left, right)
    }

    private static func order(_ left: String, _ right: String) -> Int {
        left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }

    /// Runs of digits, runs of other characters, and the separators `.` and `-`.
    private static func parts(_ text: String) -> [Part] {
        var parts: [Part] = []
        for scalar in text.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            switch (scalar, parts.last) {
            case ("-", _): parts.append(.dash)
            case (".", _): parts.append(.dot)
            case (_, .digits(let run)?) where isDigit: parts[parts.count - 1] = .digits(run + String(scalar))
            case (_, .letters(let run)?) where !isDigit: parts[parts.count - 1] = .letters(run + String(scalar))
            default: parts.append(isDigit ? .digits(String(scalar)) : .letters(String(scalar)))
            }
        }
        return parts
    }

    /// Without the points and zeroes at the end of what stands before the first dash.
    private static func withoutTrailingZeroes(_ text: String) -> String {
        var pieces = text.split(separator: "-", omittingEmptySubsequences: false)
        while pieces.last?.isEmpty == true { pieces.removeLast() }
        guard !pieces.isEmpty else { return "" }
        while pieces[0].last == "0" || pieces[0].last == "." { pieces[0].removeLast() }
        return pieces.joined(separator: "-")
    }
}

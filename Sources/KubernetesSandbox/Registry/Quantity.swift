/// An amount such as `1.5Gi` or `200m`, in thousandths.
struct Quantity: Hashable, Comparable, Sendable {
    private let thousandths: Int
    /// Whether it is written with the powers of two.
    private let isBinary: Bool

    static let zero = Quantity(thousandths: 0, isBinary: false)
    static let one = Quantity(thousandths: 1000, isBinary: false)

    private init(thousandths: Int, isBinary: Bool) {
        self.thousandths = thousandths
        self.isBinary = isBinary
    }

    private static let decimal: [(String, Double)] = [
        ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15),
        ("E", 1e18),
    ]
    private static let binary: [(String, Int)] = [
        ("Ki", 1 << 10), ("Mi", 1 << 20), ("Gi", 1 << 30), ("Ti", 1 << 40), ("Pi", 1 << 50),
    ]

    /// Nil for what is no quantity. An amount that is too great is the greatest.
    init?(_ text: String) {
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
        let suffix = String(text.dropFirst(digits.count))
        guard let number = Double(digits) else { return nil }
        let factor: Double
        if suffix.isEmpty {
            factor = 1
        } else if let unit = Self.decimal.first(where: { $0.0 == suffix }) {
            factor = unit.1
        } else if let unit = Self.binary.first(where: { $0.0 == suffix }) {
            factor = Double(unit.1)
        } else if suffix.first == "e" || suffix.first == "E", let whole = Double("1\(suffix)") {
            factor = whole
        } else {
            return nil
        }
        let amount = (number * factor * 1000).rounded(.up)
        thousandths = Int(exactly: amount) ?? (amount < 0 ? -Int.max : Int.max)
        isBinary = suffix.hasSuffix("i")
    }

    static func < (left: Quantity, right: Quantity) -> Bool { left.thousandths < right.thousandths }
    static func == (left: Quantity, right: Quantity) -> Bool { left.thousandths == right.thousandths }
    func hash(into hasher: inout Hasher) { hasher.combine(thousandths) }

    static func + (left: Quantity, right: Quantity) -> Quantity {
        let (sum, overflow) = left.thousandths.addingReportingOverflow(right.thousandths)
        return Quantity(thousandths: overflow ? Int.max : sum, isBinary: left.isBinary || right.isBinary)
    }

    /// With the greatest suffix that leaves a whole number.
    var text: String {
        guard thousandths % 1000 == 0 else { return "\(thousandths)m" }
        let whole = thousandths / 1000
        guard whole != 0 else { return "0" }
        if isBinary {
            let unit = Self.binary.last { whole % $0.1 == 0 }
            return unit.map { "\(whole / $0.1)\($0.0)" } ?? "\(whole)"
        }
        let units = [
            ("E", 1_000_000_000_000_000_000), ("P", 1_000_000_000_000_000), ("T", 1_000_000_000_000),
            ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000),
        ]
        let unit = units.first { whole % $0.1 == 0 }
        return unit.map { "\(whole / $0.1)\($0.0)" } ?? "\(whole)"
    }
}

/// A span of time.
package struct CELDuration: Hashable, Comparable, Sendable {
    package let nanoseconds: Int

    package init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

    /// Go's way of writing: `1h30m`, `-1.5s`, `0`. Nil for anything else, and for what is too long.
    package init?(_ text: String) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" {
            nanoseconds = 0
            return
        }
        guard !rest.isEmpty else { return nil }
        var total: UInt = 0
        while !rest.isEmpty {
            guard let part = Self.part(&rest) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= UInt(Int.max) + 1 else { return nil }
            total = sum
        }
        if isNegative {
            nanoseconds = total == UInt(Int.max) + 1 ? Int.min : -Int(total)
        } else {
            guard let positive = Int(exactly: total) else { return nil }
            nanoseconds = positive
        }
    }

    /// A number with its unit.
    private static func part(_ rest: inout Substring) -> UInt? {
        let whole = rest.prefix { ("0"..."9").contains($0) }
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if rest.first == "." {
            rest.removeFirst()
            fraction = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty, whole.isEmpty || UInt(whole) != nil else { return nil }
        let name = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
        guard let unit = units[String(name)] else { return nil }
        rest = rest.dropFirst(name.count)
        let (product, overflow) = (UInt(whole) ?? 0).multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        var scaled: UInt = 0
        var scale: Double = 1
        for digit in fraction.prefix(18) {
            scaled = scaled * 10 + UInt(digit.wholeNumberValue ?? 0)
            scale *= 10
        }
        let (sum, carry) = product.addingReportingOverflow(UInt(Double(scaled) * (Double(unit) / scale)))
        return carry ? nil : sum
    }

    private static let units: [String: UInt] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    package static func < (left: CELDuration, right: CELDuration) -> Bool { left.nanoseconds < right.nanoseconds }

    /// In seconds, `1.5s`.
    var text: String {
        let magnitude = nanoseconds.magnitude
        var fraction = String(magnitude % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.last == "0" { fraction.removeLast() }
        let sign = nanoseconds < 0 ? "-" : ""
        return "\(sign)\(magnitude / 1_000_000_000)\(fraction.isEmpty ? "" : ".\(fraction)")s"
    }
}

/// Observations counted by upper bounds.
package struct Histogram: Hashable, Sendable {
    /// Ascending.
    package let bounds: [Double]
    /// Cumulative, as Prometheus wants them: each counts what is not above its bound.
    package private(set) var counts: [Int]
    package private(set) var count = 0
    package private(set) var sum = 0.0

    package init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count)
    }

    package mutating func observe(_ value: Double) {
        count += 1
        sum += value
        for (index, bound) in bounds.enumerated() where value <= bound { counts[index] += 1 }
    }

    package mutating func observe(_ duration: Duration) {
        observe(Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
}

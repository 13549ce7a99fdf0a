import OrderedCollections
import PuppetTypes

/// Ruby's own equality and order, which functions go by where operators of the language would fold case.
enum RubyOrder {
    /// `==`: `1 == 1.0`, and strings by their bytes.
    static func equals(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let left), .float(let right)): Double(left) == right
        case (.float(let left), .integer(let right)): left == Double(right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { equals($0, $1) }
        case (.hash(let left), .hash(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { equals(value, $0) } ?? false }
        default: left == right
        }
    }

    /// `<=>`: negative, zero or positive; nil for what has no order.
    static func compare(_ left: Value, _ right: Value) -> Int? {
        if let left = left.stringContent, let right = right.stringContent {
            return left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        }
        switch (left, right) {
        case (.integer, .string), (.integer, .secret), (.float, .string), (.float, .secret): return nil
        case (.array(let left), .array(let right)):
            for (a, b) in zip(left, right) {
                guard let order = compare(a, b) else { return nil }
                if order != 0 { return order }
            }
            return left.count == right.count ? 0 : left.count < right.count ? -1 : 1
        case (.integer, _), (.float, _), (.timestamp, _), (.timespan, _), (.semVer, _):
            do throws(TypeError) {
                return try ValueComparison.compare(left, right)
            } catch {
                return nil
            }
        default: return equals(left, right) ? 0 : nil
        }
    }

    /// Ruby's words for a pair without an order. Only values that cannot hold a secret are quoted.
    static func failure(_ left: Value, _ right: Value) -> Interruption {
        let shown: String =
            switch right {
            case .undef, .boolean, .integer, .float, .default: RubyText.inspect(right)
            default: right.rubyClass
            }
        return .failure("comparison of \(left.rubyClass) with \(shown) failed")
    }

    /// `<=>` where there must be an order.
    static func order(_ left: Value, _ right: Value) throws(Interruption) -> Int {
        guard let order = compare(left, right) else { throw failure(left, right) }
        return order
    }

    /// A stable merge sort, which asks for the same pairs in the same order as Ruby's on Linux. A comparison may fail.
    static func sorted<Element>(
        _ elements: [Element], _ order: (Element, Element) throws(Interruption) -> Int
    ) throws(Interruption) -> [Element] {
        guard elements.count > 1 else { return elements }
        let middle = elements.count / 2
        let left = try sorted(Array(elements[..<middle]), order)
        let right = try sorted(Array(elements[middle...]), order)
        var merged: [Element] = []
        merged.reserveCapacity(elements.count)
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if try order(left[i], right[j]) <= 0 {
                merged.append(left[i])
                i += 1
            } else {
                merged.append(right[j])
                j += 1
            }
        }
        return merged + left[i...] + right[j...]
    }
}

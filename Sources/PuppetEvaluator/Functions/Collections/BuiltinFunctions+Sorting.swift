import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let sort: [Dispatch] = [
        Dispatch([.required("value", .array(.any, size: nil))], block: .optional(2...2)) { call throws(Interruption) in
            .array(try sorted(elements(call[0]), call))
        },
        Dispatch([.required("value", .anyString)], block: .optional(2...2)) { call throws(Interruption) in
            let characters = (call[0].stringContent ?? "").map { Value.string(String($0)) }
            return .string(try sorted(characters, call).compactMap(\.stringContent).joined())
        },
    ]

    /// A stable merge sort, since a comparison may fail.
    private static func sorted(_ values: [Value], _ call: FunctionCall) throws(Interruption) -> [Value] {
        guard values.count > 1 else { return values }
        let middle = values.count / 2
        let left = try sorted(Array(values[..<middle]), call)
        let right = try sorted(Array(values[middle...]), call)
        var merged: [Value] = []
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            if try order(left[i], right[j], call) <= 0 {
                merged.append(left[i])
                i += 1
            } else {
                merged.append(right[j])
                j += 1
            }
        }
        return merged + left[i...] + right[j...]
    }

    static func order(_ left: Value, _ right: Value, _ call: FunctionCall) throws(Interruption) -> Int {
        if let block = call.block {
            guard case .integer(let order) = try block([left, right]) else {
                throw .failure("the block must give an Integer")
            }
            return order
        }
        // Without a block Ruby's own order counts, in which case matters.
        if let a = left.stringContent, let b = right.stringContent {
            return a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        }
        if case .array(let left) = left, case .array(let right) = right {
            for (a, b) in zip(left, right) {
                let order = try order(a, b, call)
                if order != 0 { return order }
            }
            return left.count < right.count ? -1 : left.count == right.count ? 0 : 1
        }
        do throws(TypeError) {
            return try ValueComparison.compare(left, right)
        } catch {
            throw .failure(
                "comparison of \(TypeInference.infer(left)) with \(ValueFormatter.programmatic(right.masked)) failed")
        }
    }
}

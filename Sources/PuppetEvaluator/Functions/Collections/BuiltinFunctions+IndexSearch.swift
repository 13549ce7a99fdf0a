import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let index: [Dispatch] = [
        Dispatch([.required("hash", .anyHash)], block: .required(1...2)) { call throws(Interruption) in
            for (key, value) in entries(call[0]) {
                let arguments = (call.block?.parameterCount ?? 1) > 1 ? [key, value] : [.array([key, value])]
                if try call.block?(arguments).isTruthy ?? false { return key }
            }
            return .undef
        },
        Dispatch([.required("enumerable", .iterable(nil))], block: .required(1...2)) { call throws(Interruption) in
            for (position, element) in try Iteration.elements(of: call[0]).enumerated() {
                let arguments = (call.block?.parameterCount ?? 1) > 1 ? [.integer(position), element] : [element]
                if try call.block?(arguments).isTruthy ?? false { return .integer(position) }
            }
            return .undef
        },
        Dispatch([.required("str", .anyString), .required("match", .variant([.anyString, .regexp(nil)]))]) {
            call throws(Interruption) in
            let text = call[0].stringContent ?? ""
            let range: Range<String.Index>?
            if case .regexp = call[1] {
                range = try RubyText.firstMatch(of: RubyText.compile(call[1]), in: text)?.range
            } else {
                range = text.firstRange(of: call[1].stringContent ?? "")
            }
            return range.map { .integer(text.distance(from: text.startIndex, to: $0.lowerBound)) } ?? .undef
        },
        Dispatch([.required("hash", .anyHash), .required("value", .any)]) { call in
            entries(call[0]).first { ValueComparison.equals($0.value, call[1]) }?.key ?? .undef
        },
        Dispatch([.required("enumerable", .iterable(nil)), .required("value", .any)]) { call throws(Interruption) in
            let position = try Iteration.elements(of: call[0]).firstIndex { ValueComparison.equals($0, call[1]) }
            return position.map { .integer($0) } ?? .undef
        },
    ]
}

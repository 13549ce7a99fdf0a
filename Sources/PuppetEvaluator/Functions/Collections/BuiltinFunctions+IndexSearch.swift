import OrderedCollections
import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let index: [Dispatch] =
        iteratorDispatches(indexByBlock) + [
            Dispatch([.required("str", .anyString), .required("match", .variant([.anyString, .regexp(nil)]))]) {
                call throws(Interruption) in
                let text = call[0].stringContent ?? ""
                let range: Range<String.Index>?
                if case .regexp = call[1] {
                    range = try RubyString.firstMatch(of: RubyString.compile(call[1]), in: text)?.range
                } else {
                    range = try RubyString.firstRange(of: call[1].stringContent ?? "", in: text)
                }
                return range.map { .integer(text.unicodeScalars.distance(from: text.startIndex, to: $0.lowerBound)) }
                    ?? .undef
            },
            Dispatch([.required("enumerable", .iterable(nil)), .required("match", .any)]) { call throws(Interruption) in
                if case .hash(let entries) = call[0] {
                    return entries.first { RubyOrder.equals($0.value, call[1]) }?.key ?? .undef
                }
                let position = try Iteration.elements(of: call[0]).firstIndex { RubyOrder.equals($0, call[1]) }
                return position.map { .integer($0) } ?? .undef
            },
        ]

    /// The position, or the key, of the first element that the block wants. Of a hash, a block of one parameter gets the
    /// value.
    private static let indexByBlock: IterationBody = { call, isPositional throws(Interruption) in
        guard let block = call.block else { return .undef }
        if case .hash(let entries) = call[0] {
            for (key, value) in entries where try block(isPositional ? [key, value] : [value]).isTruthy { return key }
            return .undef
        }
        for (position, element) in try Iteration.elements(of: call[0]).enumerated() {
            let index = Value.integer(position)
            if try block(isPositional ? [index, element] : [element]).isTruthy { return index }
        }
        return .undef
    }
}

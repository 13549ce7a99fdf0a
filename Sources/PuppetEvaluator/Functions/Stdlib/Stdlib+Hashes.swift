import OrderedCollections
import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let stdlibHashes: [BuiltinFunction] = [
        .legacy("delete_undef_values") { call throws(Interruption) in
            switch call[0] {
            case .array(let elements): return .array(elements.filter { $0 != .undef })
            case .hash(let entries): return .hash(entries.filter { $0.value != .undef })
            default:
                guard call.count > 0 else { throw call.fails("Wrong number of arguments given (0)") }
                throw call.fails(
                    "expected an array or hash, got \(RubyValue.shown(call[0])) type  \(RubyValue.className(call[0])) ")
            }
        },
        .legacy("delete_values") { call throws(Interruption) in
            guard call.count == 2 else { throw call.fails("Wrong number of arguments given (\(call.count) of 2)") }
            guard case .hash(let entries) = call[0] else {
                throw call.fails(
                    "First argument must be a Hash. Given an argument of class \(RubyValue.className(call[0])).")
            }
            return .hash(entries.filter { !RubyValue.equals(call[1], $0.value) })
        },
        .legacy("has_key") { call throws(Interruption) in
            guard call.count == 2 else { throw call.fails("wrong number of arguments (\(call.count); must be 2)") }
            guard case .hash(let entries) = call[0] else {
                throw call.fails(
                    "expects the first argument to be a hash, got \(RubyValue.inspected(call[0])) which is of type \(RubyValue.className(call[0]))"
                )
            }
            return .boolean(entries[call[1]] != nil)
        },
        .legacy("hash") { call throws(Interruption) in
            guard call.count > 0 else { throw call.wrongCount("1") }
            guard case .array(let elements) = call[0] else { throw call.fails("Requires array to work with") }
            let flat = flatten(elements)
            if flat.count == 1, case .hash = flat[0] { return flat[0] }
            guard flat.count.isMultiple(of: 2) else { throw call.fails("Unable to compute hash from array given") }
            var result = PuppetHash()
            for index in stride(from: 0, to: flat.count, by: 2) { result[flat[index]] = flat[index + 1] }
            return .hash(result)
        },
        .legacy("join_keys_to_values", joinKeys),
        BuiltinFunction(
            "stdlib::nested_values",
            [
                Dispatch([.required("hash", .anyHash)]) { call throws(Interruption) in
                    var found: [Value] = []
                    try collect(call[0], into: &found, depth: 0)
                    return .array(found)
                }
            ]),
        .legacy("dig44") { call throws(Interruption) in
            try call.expect(atLeast: 1)
            guard call.count >= 2 else { throw call.wrongCount("at least 2") }
            guard call[0].isCollection else {
                throw call.fails("first argument must be a hash or an array, given \(RubyValue.className(call[0]))")
            }
            guard case .array(let path) = call[1] else {
                throw call.fails("second argument must be an array, given \(RubyValue.className(call[1]))")
            }
            let found = dug(call[0], path)
            return found == .undef ? call[2] : found
        },
        .legacy("try_get_value") { call throws(Interruption) in
            try call.expect(atLeast: 1)
            let path = call[1].isTruthy ? RubyValue.string(call[1]) : ""
            guard call[0].isCollection, !path.isEmpty else { return call[2].isTruthy ? call[2] : call[0] }
            let separator = call.text(3) ?? "/"
            let steps = try RubyString.split(path, by: RubyString.compile(.string(PuppetRegexp.escaped(separator))))
            let found = dug(
                call[0],
                steps.map { step in
                    step.stringContent.flatMap { $0.isDigits ? Int($0) : nil }.map(Value.integer) ?? step
                })
            return found == .undef ? call[2] : found
        },
    ]

    private static func dug(_ start: Value, _ path: [Value]) -> Value {
        var value = start
        for step in path {
            switch value {
            case .hash(let entries): value = entries[step] ?? .undef
            case .array(let elements):
                let index: Int? =
                    switch step {
                    case .integer(let index): index
                    case .float(let number): Int(exactly: number.rounded(.towardZero))
                    case .string(let text), .secret(let text): NumericText.integer(text, radix: nil)
                    default: nil
                    }
                guard let index else { return .undef }
                let position = index < 0 ? elements.count &+ index : index
                value = elements.indices.contains(position) ? elements[position] : .undef
            default: return .undef
            }
            if value == .undef { return .undef }
        }
        return value
    }

    private static func collect(_ value: Value, into found: inout [Value], depth: Int) throws(Interruption) {
        guard depth < 500 else { throw .failure("stdlib::nested_values(): deeper than 500 levels") }
        for (_, value) in entries(value) {
            if case .hash = value {
                try collect(value, into: &found, depth: depth + 1)
            } else {
                found.append(value)
            }
        }
    }

    private static let joinKeys: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count == 2 else {
            throw call.fails("Takes exactly two arguments, but \(call.count) given.")
        }
        guard case .hash(let entries) = call[0] else {
            throw call.fails("The first argument must be a hash, but a \(RubyValue.className(call[0])) was given.")
        }
        guard let separator = call.text(1) else {
            throw call.fails("The second argument must be a string, but a \(RubyValue.className(call[1])) was given.")
        }
        return .array(
            entries.flatMap { key, value -> [Value] in
                let key = RubyValue.string(key)
                guard case .array(let values) = value else {
                    let text = RubyValue.string(value)
                    return [.string(text == "undef" ? key : key + separator + text)]
                }
                return values.map { .string(key + separator + RubyValue.string($0)) }
            })
    }
}

extension Value {
    var isCollection: Bool {
        switch self {
        case .array, .hash: true
        default: false
        }
    }
}

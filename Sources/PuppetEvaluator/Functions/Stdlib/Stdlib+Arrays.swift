import OrderedCollections
import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let stdlibArrays: [BuiltinFunction] = [
        .legacy("any2array") { call in .array(anyToArray(call.arguments)) },
        .legacy("concat") { call throws(Interruption) in
            guard call.count >= 2 else { throw call.wrongCount("< 2") }
            guard case .array(var result) = call[0] else { throw call.fails("Requires array to work with") }
            for argument in call.arguments.dropFirst() {
                if case .array(let more) = argument { result += more } else { result.append(argument) }
            }
            return .array(result)
        },
        .legacy("count", count),
        .legacy("delete", delete),
        .legacy("delete_at", deleteAt),
        .legacy("delete_regex", deleteRegex),
        .legacy("difference") { call throws(Interruption) in
            guard call.count == 2 else { throw call.wrongCount("2") }
            guard case .array(let first) = call[0], case .array(let second) = call[1] else {
                throw call.fails("Requires 2 arrays")
            }
            let others = Set(second)
            return .array(first.filter { !others.contains($0) })
        },
        .legacy("intersection") { call throws(Interruption) in
            guard call.count == 2 else { throw call.wrongCount("2") }
            guard case .array(let first) = call[0], case .array(let second) = call[1] else {
                throw call.fails(
                    "Requires 2 arrays, got \(RubyValue.className(call[0])) and \(RubyValue.className(call[1]))")
            }
            let others = Set(second)
            return .array(Array(OrderedSet(first.filter(others.contains))))
        },
        .legacy("union") { call throws(Interruption) in
            guard call.count >= 2 else { throw call.wrongCount("< 2") }
            var result = OrderedSet<Value>()
            for argument in call.arguments {
                guard case .array(let elements) = argument else { throw call.fails("Every parameter must be an array") }
                result.append(contentsOf: elements)
            }
            return .array(Array(result))
        },
        .legacy("member", member),
        .legacy("grep") { call throws(Interruption) in try filtered(call, keeping: true) },
        .legacy("reject") { call throws(Interruption) in try filtered(call, keeping: false) },
        .legacy("prefix") { call throws(Interruption) in try affixed(call) { $1 + $0 } },
        .legacy("suffix") { call throws(Interruption) in try affixed(call) { $0 + $1 } },
        .legacy("zip", zipped),
        .legacy("reverse") { call throws(Interruption) in
            guard call.count >= 1 else { throw call.wrongCount("1") }
            switch call[0] {
            case .array(let elements): return .array(elements.reversed())
            case .string(let text), .secret(let text):
                return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
            default: throw call.fails("Requires either array or string to work with")
            }
        },
        .legacy("pick") { call throws(Interruption) in
            guard let found = call.arguments.first(where: isGiven), RubyValue.string(found) != "" else {
                throw call.fails("must receive at least one non empty value")
            }
            return found
        },
        .legacy("pick_default") { call throws(Interruption) in
            guard let last = call.arguments.last else { throw .failure("Must receive at least one argument.") }
            return call.arguments.dropLast().first(where: isGiven) ?? last
        },
    ]

    private static func isGiven(_ value: Value) -> Bool { value != .undef && value != "" }

    private static func anyToArray(_ arguments: [Value]) -> [Value] {
        guard arguments.count == 1 else { return arguments }
        switch arguments[0] {
        case .array(let elements): return elements
        case .hash(let entries): return entries.flatMap { [$0.key, $0.value] }
        case "": return []
        default: return arguments
        }
    }

    private static let count: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        try call.expect(atLeast: 1)
        guard call.count <= 2 else {
            throw call.fails("Wrong number of arguments given \(call.count) for 1 or 2.")
        }
        let item = call[1]
        if let text = call[0].stringContent {
            guard call.count == 2, let characters = item.stringContent else {
                throw call.fails("a String needs the characters to count")
            }
            let set = CharacterSelection(characters)
            return .integer(text.unicodeScalars.count(where: set.contains))
        }
        let elements: [Value]
        switch call[0] {
        case .array(let values): elements = values
        case .hash(let entries): elements = RubyValue.list(.hash(entries))
        default: throw call.fails("\(RubyValue.className(call[0])) cannot be counted")
        }
        guard item.isTruthy else { return .integer(elements.count(where: isGiven)) }
        return .integer(elements.count { RubyValue.equals($0, item) })
    }

    private static let delete: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count == 2 else { throw call.fails("Wrong number of arguments given \(call.count) for 2") }
        let items = RubyValue.list(call[1])
        switch call[0] {
        case .array(let elements):
            return .array(elements.filter { element in !items.contains { RubyValue.equals(element, $0) } })
        case .hash(var entries):
            for item in items { entries[item] = nil }
            return .hash(entries)
        case .string(let text), .secret(let text):
            var rest = text
            for item in items {
                guard let part = item.stringContent else {
                    throw call.fails("a \(RubyValue.className(item)) cannot be deleted from a String")
                }
                if !part.isEmpty { rest = RubyValue.replace(part, in: rest, with: "") }
            }
            return .string(rest)
        default:
            if items.isEmpty { return call[0] }
            throw call.fails(
                "First argument must be an Array, String, or Hash. Given an argument of class \(RubyValue.className(call[0]))."
            )
        }
    }

    private static let deleteAt: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count >= 2 else { throw call.wrongCount("2") }
        guard case .array(var elements) = call[0] else { throw call.fails("Requires array to work with") }
        var index: Int?
        switch call[1] {
        case .integer(let value): index = value
        case .float(let value): index = Int(exactly: value.rounded(.towardZero))
        case .string(let text), .secret(let text):
            guard RubyValue.lines(text).contains(where: \.isDigits) else {
                throw call.fails("You must provide non-negative numeric index")
            }
            index = RubyValue.integer(text)
        default: throw call.fails("\(RubyValue.className(call[1])) is no index")
        }
        guard let index, index < elements.count else { throw call.fails("Given index exceeds size of array given") }
        let position = index < 0 ? elements.count + index : index
        if elements.indices.contains(position) { elements.remove(at: position) }
        return .array(elements)
    }

    private static let deleteRegex: @Sendable (LegacyCall) throws(Interruption) -> Value = {
        call throws(Interruption) in
        guard call.count == 2 else { throw call.fails("Wrong number of arguments given \(call.count) for 2") }
        var patterns: [PuppetRegexp] = []
        for item in RubyValue.list(call[1]) {
            patterns.append(try RubyString.compile(.string("\\b\(RubyValue.string(item))\\b")))
        }
        func isDeleted(_ value: Value) -> Bool {
            guard let text = value.stringContent else { return false }
            return patterns.contains { $0.matches(text) }
        }
        switch call[0] {
        case .array(let elements): return .array(elements.filter { !isDeleted($0) })
        case .hash(let entries): return .hash(entries.filter { !isDeleted($0.key) })
        case .string where !patterns.isEmpty, .secret where !patterns.isEmpty:
            throw call.fails("a String has no elements to delete")
        default:
            if patterns.isEmpty { return call[0] }
            throw call.fails(
                "First argument must be an Array, Hash, or String. Given an argument of class \(RubyValue.className(call[0]))."
            )
        }
    }

    private static let member: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count >= 2 else { throw call.wrongCount("2") }
        guard case .array(let elements) = call[0] else { throw call.fails("Requires array to work with") }
        let wanted: [Value]
        switch call[1] {
        case .string, .secret, .integer: wanted = [call[1]]
        case .array(let values): wanted = values
        default: throw call.fails("Item to search for must be a string, fixnum, or array")
        }
        guard !wanted.isEmpty else { throw call.fails("You must provide item to search for within array given") }
        let all = Set(elements)
        return .boolean(wanted.allSatisfy(all.contains))
    }

    private static func filtered(_ call: LegacyCall, keeping: Bool) throws(Interruption) -> Value {
        guard call.count == 2 else { throw call.fails("Wrong number of arguments given \(call.count) for 2") }
        guard let source = call.text(1) else {
            throw call.fails("a \(RubyValue.className(call[1])) is no regular expression")
        }
        let pattern = try RubyString.compile(.string(source))
        let elements: [Value]
        switch call[0] {
        case .array(let values): elements = values
        case .hash: elements = RubyValue.list(call[0])
        default: throw call.fails("\(RubyValue.className(call[0])) has no elements to search")
        }
        return .array(elements.filter { ($0.stringContent.map(pattern.matches) ?? false) == keeping })
    }

    private static func affixed(
        _ call: LegacyCall, _ change: (_ text: String, _ affix: String) -> String
    ) throws(Interruption) -> Value {
        guard call.count >= 1 else { throw call.wrongCount("1") }
        switch call[0] {
        case .array, .hash: break
        default:
            throw call.fails(
                "expected first argument to be an Array or a Hash, got \(RubyValue.inspected(call[0]))")
        }
        let affix = call[1].isTruthy ? call.text(1) : ""
        guard let affix else {
            throw call.fails("expected second argument to be a String, got \(RubyValue.inspected(call[1]))")
        }
        guard case .hash(let entries) = call[0] else {
            return .array(RubyValue.list(call[0]).map { .string(change(RubyValue.string($0), affix)) })
        }
        var result = PuppetHash(minimumCapacity: entries.count)
        for (key, value) in entries { result[.string(change(RubyValue.string(key), affix))] = value }
        return .hash(result)
    }

    private static let zipped: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count >= 2 else { throw call.wrongCount("2") }
        guard case .array(let first) = call[0], case .array(let second) = call[1] else {
            throw call.fails("Requires array to work with")
        }
        let isFlat = call[2].isTruthy ? try BooleanText.parse(call[2]) : false
        let pairs = first.enumerated().map { index, value in
            Value.array([value, index < second.count ? second[index] : .undef])
        }
        return .array(isFlat ? flatten(pairs) : pairs)
    }
}

extension Substring {
    /// One or more of `0` to `9`.
    var isDigits: Bool { !isEmpty && utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } }
}

extension String {
    var isDigits: Bool { self[...].isDigits }
}

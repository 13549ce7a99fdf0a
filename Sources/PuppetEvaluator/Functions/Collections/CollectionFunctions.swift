import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let collections: [BuiltinFunction] = [
        BuiltinFunction("length", [sizeDispatch]), BuiltinFunction("size", [sizeDispatch]),
        BuiltinFunction(
            "empty",
            [
                Dispatch([.required("coll", .any)]) { call in
                    switch call[0] {
                    case .array(let elements): .boolean(elements.isEmpty)
                    case .hash(let entries): .boolean(entries.isEmpty)
                    case .string(let text), .secret(let text): .boolean(text.isEmpty)
                    case .sensitive(let inner): .boolean(inner.stringContent?.isEmpty ?? false)
                    case .binary(let bytes): .boolean(bytes.isEmpty)
                    case .undef: true
                    default: false
                    }
                }
            ]),
        BuiltinFunction(
            "keys", [Dispatch([.required("hsh", .anyHash)]) { call in .array(entries(call[0]).map(\.key)) }]),
        BuiltinFunction(
            "values", [Dispatch([.required("hsh", .anyHash)]) { call in .array(entries(call[0]).map(\.value)) }]),
        BuiltinFunction("flatten", [Dispatch([.repeated("args", .any)]) { call in .array(flatten(call.arguments)) }]),
        BuiltinFunction("unique", unique), BuiltinFunction("sort", sort), BuiltinFunction("index", index),
        BuiltinFunction(
            "dig",
            [
                Dispatch([.required("data", .optional(.collection(nil))), .repeated("arg", .any)]) {
                    call throws(Interruption) in try dig(call[0], call.arguments.dropFirst())
                }
            ]),
        BuiltinFunction("get", get), BuiltinFunction("getvar", getvar), BuiltinFunction("compare", compare),
        BuiltinFunction("min", extremes(-1)), BuiltinFunction("max", extremes(1)),
        BuiltinFunction("convert_to", convertTo),
        BuiltinFunction(
            "type",
            [
                Dispatch([
                    .required("value", .any),
                    .optional(
                        "inference_method",
                        .enumeration(["detailed", "reduced", "generalized"], caseInsensitive: false)),
                ]) { call in
                    let type = TypeInference.infer(call[0])
                    return .type(call[1].stringContent == "generalized" ? TypeInference.generalize(type) : type)
                }
            ]),
        BuiltinFunction(
            "unwrap", handlesSecrets: true,
            [
                Dispatch([.required("arg", .sensitive(nil))], block: .optional(1...1)) { call throws(Interruption) in
                    guard case .sensitive(let inner) = call[0] else { return .undef }
                    // What was in a Sensitive stays secret after it was taken out.
                    let value = inner.taintingStrings()
                    return try call.block.map { block throws(Interruption) in try block([value]) } ?? value
                },
                Dispatch([.required("arg", .any)], block: .optional(1...1)) { call throws(Interruption) in
                    try call.block.map { block throws(Interruption) in try block([call[0]]) } ?? call[0]
                },
            ]),
        BuiltinFunction("tree_each", treeEach),
    ]

    private static let sizeDispatch = Dispatch([
        .required("arg", .variant([.collection(nil), .anyString, .numeric, .binary]))
    ]) { call throws(Interruption) in
        switch call[0] {
        case .array(let elements): return .integer(elements.count)
        case .hash(let entries): return .integer(entries.count)
        case .string(let text), .secret(let text): return .integer(text.unicodeScalars.count)
        case .binary(let bytes): return .integer(bytes.count)
        default: throw .failure("the size of a \(TypeInference.infer(call[0])) is not known")
        }
    }

    static func entries(_ value: Value) -> PuppetHash { if case .hash(let entries) = value { entries } else { [:] } }
    static func elements(_ value: Value) -> [Value] { if case .array(let elements) = value { elements } else { [] } }

    /// Digs through hashes and arrays, as the method `dig` and `lookup` keys do.
    static func dig(_ start: Value, _ path: some Sequence<Value>) throws(Interruption) -> Value {
        var value = start
        for step in path {
            switch value {
            case .undef: return .undef
            case .hash(let entries): value = entries[step] ?? .undef
            case .array(let elements):
                guard case .integer(let index) = step else { return .undef }
                let position = index < 0 ? elements.count + index : index
                value = elements.indices.contains(position) ? elements[position] : .undef
            default:
                throw .failure(
                    "The given data does not contain a Collection at this point, got \(TypeInference.infer(value))")
            }
        }
        return value
    }

    private static let unique: [Dispatch] = {
        let body: Dispatch.Body = { call throws(Interruption) in
            switch call[0] {
            case .string(let text): return .string(String(OrderedSet(text)))
            case .secret(let text): return .secret(String(OrderedSet(text)))
            case .hash(let entries):
                var groups = OrderedDictionary<Value, (keys: [Value], value: Value)>()
                for (key, value) in entries {
                    let mark = try call.block.map { block throws(Interruption) in try block([value]) } ?? value
                    groups[mark, default: ([], value)].keys.append(key)
                }
                return hash(ofPairs: groups.values.map { .array([.array($0.keys), .array([$0.value])]) })
            default:
                var seen = OrderedDictionary<Value, Value>()
                for element in try Iteration.elements(of: call[0]) {
                    let mark = try call.block.map { block throws(Interruption) in try block([element]) } ?? element
                    if seen[mark] == nil { seen[mark] = element }
                }
                return .array(Array(seen.values))
            }
        }
        return [Dispatch([.required("value", .iterable(nil))], block: .optional(1...1), body)]
    }()

    private static let sort: [Dispatch] = [
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

    private static func order(_ left: Value, _ right: Value, _ call: FunctionCall) throws(Interruption) -> Int {
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
        do throws(TypeError) {
            return try ValueComparison.compare(left, right)
        } catch {
            throw .failure(
                "comparison of \(TypeInference.infer(left)) with \(ValueFormatter.programmatic(right)) failed")
        }
    }

    private static let compare: [Dispatch] = [
        Dispatch([.required("a", .any), .required("b", .any), .optional("ignore_case", .boolean(nil))]) {
            call throws(Interruption) in
            if let a = call[0].stringContent, let b = call[1].stringContent, call[2] == .boolean(false) {
                return .integer(a == b ? 0 : a < b ? -1 : 1)
            }
            do throws(TypeError) {
                return .integer(try ValueComparison.compare(call[0], call[1]))
            } catch {
                throw .failure(error.message)
            }
        }
    ]

    /// `min` and `max`: of the arguments, of an array, of a hash, or by a block.
    private static func extremes(_ sign: Int) -> [Dispatch] {
        [
            Dispatch([.repeated("values", .any)], block: .optional(2...2)) { call throws(Interruption) in
                var candidates = call.arguments
                if candidates.count == 1, case .array(let elements) = candidates[0] { candidates = elements }
                guard var best = candidates.first else {
                    if call.arguments.isEmpty { throw .failure("expects at least 1 argument, got none") }
                    return .undef
                }
                for candidate in candidates.dropFirst() {
                    let order: Int
                    if call.block != nil {
                        order = try self.order(candidate, best, call)
                    } else {
                        do throws(TypeError) {
                            order = try ValueComparison.compare(candidate, best)
                        } catch {
                            // Deprecated, and still there: what cannot be compared is compared as text.
                            let (a, b) = (ValueFormatter.interpolated(candidate), ValueFormatter.interpolated(best))
                            order = a == b ? 0 : a < b ? -1 : 1
                        }
                    }
                    if order * sign > 0 { best = candidate }
                }
                return best
            }
        ]
    }

    private static let index: [Dispatch] = [
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
                range = try RubyText.compile(call[1]).firstMatch(in: text)?.range
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

    /// A dotted path with quoted segments, `a.b.'c.d'.0`, as `get` and `getvar` take it.
    static func segments(_ path: String) throws(Interruption) -> [Value] {
        var segments: [Value] = []
        var rest = path[...]
        while !rest.isEmpty {
            if let quote = rest.first, quote == "'" || quote == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: quote) else {
                    throw .failure("Syntax error in dotted-navigation string")
                }
                segments.append(.string(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let segment = rest.prefix { $0 != "." }
                segments.append(Int(segment).map(Value.integer) ?? .string(String(segment)))
                rest = rest[segment.endIndex...]
            }
            if rest.first == "." {
                rest.removeFirst()
                if rest.isEmpty { throw .failure("Syntax error in dotted-navigation string") }
            }
        }
        return segments
    }

    private static let get: [Dispatch] = [
        Dispatch(
            [.required("value", .any), .optional("dotted_string", .anyString), .optional("default", .any)],
            block: .optional(1...1)
        ) {
            call throws(Interruption) in
            let path = try segments(call[1].stringContent ?? "")
            do throws(Interruption) {
                let value = try dig(call[0], path)
                return value == .undef ? call[2] : value
            } catch .failure(let message) {
                guard let block = call.block else { throw .failure(message) }
                return try block([.string(message)])
            }
        }
    ]

    private static let getvar: [Dispatch] = [
        Dispatch([.required("get_string", .anyString), .optional("default", .any)]) { call throws(Interruption) in
            let text = call[0].stringContent ?? ""
            let name = text.prefix { $0 != "." }
            guard let value = try call.evaluator.lookup(variable: String(name), in: call.scope) else { return call[1] }
            let rest = text.dropFirst(name.count + 1)
            let found = try dig(value, segments(String(rest)))
            return found == .undef ? call[1] : found
        }
    ]

    private static let convertTo: [Dispatch] = [
        Dispatch(
            [.required("value", .any), .required("type", .type(nil)), .repeated("args", .any)], block: .optional(1...1)
        ) {
            call throws(Interruption) in
            guard case .type(let type) = call[1] else { return call[0] }
            do throws(TypeError) {
                let value = try TypeConversion.new(type, arguments: [call[0]] + call.arguments.dropFirst(2))
                return value
            } catch {
                throw .failure(error.message)
            }
        }
    ]

    /// Walks a tree depth first with its paths, `tree_each`.
    private static let treeEach: [Dispatch] = [
        Dispatch(
            [.required("tree", .variant([.anyArray, .anyHash])), .optional("options", .anyHash)],
            block: .optional(1...2)
        ) { call throws(Interruption) in
            let options = entries(call[1])
            var walk = TreeWalk(
                includesRoot: options["include_root"] != .boolean(false),
                includesContainers: options["include_containers"] != .boolean(false),
                includesValues: options["include_values"] != .boolean(false))
            walk.visit(call[0], path: [], depth: 0)
            guard let block = call.block else { return .array(walk.found.map { .array([.array($0.path), $0.value]) }) }
            for entry in walk.found {
                do throws(Interruption) {
                    _ = try block(
                        block.parameterCount > 1
                            ? [.array(entry.path), entry.value] : [.array([.array(entry.path), entry.value])])
                } catch .broken {
                    return call[0]
                }
            }
            return call[0]
        }
    ]

    private struct TreeWalk {
        let includesRoot: Bool
        let includesContainers: Bool
        let includesValues: Bool
        var found: [(path: [Value], value: Value)] = []

        mutating func visit(_ value: Value, path: [Value], depth: Int) {
            guard depth < 500 else { return }
            switch value {
            case .array(let elements):
                add(value, path, isContainer: true)
                for (position, element) in elements.enumerated() {
                    visit(element, path: path + [.integer(position)], depth: depth + 1)
                }
            case .hash(let entries):
                add(value, path, isContainer: true)
                for (key, element) in entries { visit(element, path: path + [key], depth: depth + 1) }
            default: add(value, path, isContainer: false)
            }
        }

        private mutating func add(_ value: Value, _ path: [Value], isContainer: Bool) {
            if path.isEmpty && !includesRoot { return }
            if isContainer ? includesContainers : includesValues { found.append((path, value)) }
        }
    }
}

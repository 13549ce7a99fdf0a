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
                    switch call[1].stringContent {
                    case "reduced": return .type(TypeInference.inferReduced(call[0]))
                    case "generalized":
                        return .type(TypeInference.generalize(TypeInference.inferReduced(call[0])))
                    default: return .type(TypeInference.infer(call[0]))
                    }
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

}

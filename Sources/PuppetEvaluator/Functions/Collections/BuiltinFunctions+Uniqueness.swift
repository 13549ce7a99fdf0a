import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let unique: [Dispatch] = [
        Dispatch([.required("string", .anyString)], block: .optionalTyped([.anyString])) { call throws(Interruption) in
            let characters = (call[0].stringContent ?? "").unicodeScalars.map { Value.string(String($0)) }
            return .string(try distinct(characters, call).compactMap(\.stringContent).joined())
        },
        Dispatch([.required("hash", .anyHash)], block: .optionalTyped([.any])) { call throws(Interruption) in
            try inverted(entries(call[0]), call)
        },
        Dispatch([.required("array", .anyArray)], block: .optionalTyped([.any])) { call throws(Interruption) in
            .array(try distinct(elements(call[0]), call))
        },
        Dispatch([.required("iterable", .iterable(nil))], block: .optionalTyped([.any])) { call throws(Interruption) in
            .array(try distinct(Iteration.elements(of: call[0]), call))
        },
    ]

    private static func distinct(_ values: [Value], _ call: FunctionCall) throws(Interruption) -> [Value] {
        guard let block = call.block else { return Array(OrderedSet(values)) }
        var found = OrderedDictionary<Value, Value>()
        for value in values {
            let mark = try block([value])
            if found[mark] == nil { found[mark] = value }
        }
        return Array(found.values)
    }

    /// The keys that share a value, as far as the block tells values apart, with those values.
    private static func inverted(_ entries: PuppetHash, _ call: FunctionCall) throws(Interruption) -> Value {
        var groups = OrderedDictionary<Value, (keys: [Value], values: OrderedSet<Value>)>()
        for (key, value) in entries {
            let mark = try call.applied(to: [value])
            groups[mark, default: ([], [])].keys.append(key)
            groups[mark]?.values.append(value)
        }
        return .hash(
            PuppetHash(
                groups.values.map { (.array($0.keys), .array(Array($0.values))) }, uniquingKeysWith: { $1 }))
    }
}

import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let collections: [BuiltinFunction] = [
        BuiltinFunction(
            "length",
            [
                Dispatch([.required("arg", .collection(nil))], length),
                Dispatch([.required("arg", .anyString)], length),
                Dispatch([.required("arg", .binary)], length),
            ]),
        BuiltinFunction(
            "size", [Dispatch([.required("arg", .variant([.collection(nil), .anyString, .binary]))], length)]),
        BuiltinFunction("empty", empty),
        BuiltinFunction(
            "keys", [Dispatch([.required("hsh", .anyHash)]) { call in .array(Array(entries(call[0]).keys)) }]),
        BuiltinFunction(
            "values", [Dispatch([.required("hsh", .anyHash)]) { call in .array(Array(entries(call[0]).values)) }]),
        BuiltinFunction("flatten", [Dispatch([.repeated("args", .any)]) { call in .array(flatten(call.arguments)) }]),
        BuiltinFunction("unique", unique), BuiltinFunction("sort", sort), BuiltinFunction("index", index),
        BuiltinFunction("dig", dig), BuiltinFunction("get", get),
        BuiltinFunction("getvar", mismatch: invalidVariable, getvar),
        BuiltinFunction("compare", mismatch: incomparable, compare),
        BuiltinFunction("min", extremes("min", -1)), BuiltinFunction("max", extremes("max", 1)),
    ]

    private static let length: Dispatch.Body = { call in
        switch call[0] {
        case .array(let elements): .integer(elements.count)
        case .hash(let entries): .integer(entries.count)
        case .binary(let bytes): .integer(bytes.count)
        default: .integer(call[0].stringContent?.unicodeScalars.count ?? 0)
        }
    }

    private static let empty: [Dispatch] = [
        Dispatch([.required("coll", .collection(nil))]) { call in
            .boolean(entries(call[0]).isEmpty && elements(call[0]).isEmpty)
        },
        Dispatch([.required("str", .sensitive(.anyString))]) { call in
            guard case .sensitive(let inner) = call[0] else { return false }
            return .boolean(inner.stringContent?.isEmpty ?? false)
        },
        Dispatch([.required("str", .anyString)]) { call in .boolean(call[0].stringContent?.isEmpty ?? false) },
        Dispatch([.required("num", .numeric)]) { _ in false },
        Dispatch([.required("bin", .binary)]) { call in .boolean(call[0] == .binary([])) },
        Dispatch([.required("x", .undef)]) { _ in true },
    ]

    static func entries(_ value: Value) -> PuppetHash { if case .hash(let entries) = value { entries } else { [:] } }
    static func elements(_ value: Value) -> [Value] { if case .array(let elements) = value { elements } else { [] } }

    /// The elements with nested arrays opened.
    static func flatten(_ values: [Value]) -> [Value] {
        values.flatMap { value in if case .array(let inner) = value { flatten(inner) } else { [value] } }
    }
}

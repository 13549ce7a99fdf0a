import OrderedCollections
import PuppetTypes

/// The functions that `lookup()` replaced; manifests still call them.
extension BuiltinFunctions {
    static let catalogHiera: [BuiltinFunction] = [
        hiera("hiera", merge: nil), hiera("hiera_array", merge: "unique"), hiera("hiera_hash", merge: "hash"),
        BuiltinFunction(
            "hiera_include",
            [
                Dispatch(parameters) { call throws(Interruption) in
                    let names = try classNames([try find(call, merge: "unique")])
                    _ = try call.evaluator.include(names, call.scope, from: call.place)
                    return .undef
                }
            ]),
    ]

    private static let parameters: [Dispatch.Parameter] = [
        .required("key", .anyString), .optional("default", .any), .optional("override", .any),
    ]

    private static func hiera(_ name: String, merge: String?) -> BuiltinFunction {
        BuiltinFunction(
            name, handlesSecrets: true,
            [Dispatch(parameters) { call throws(Interruption) in try find(call, merge: merge) }])
    }

    private static func find(_ call: FunctionCall, merge: String?) throws(Interruption) -> Value {
        let key = call[0].stringContent ?? ""
        let request = LookupRequest(keys: [key], merge: merge.map(Value.string))
        if let answer = try call.evaluator.lookup(request, call.scope, from: call.place) { return answer.value }
        if call.has(1) { return call[1] }
        throw call.evaluator.raise(
            "lookup_failed", "Function lookup() did not find a value for the name '\(shown(call[0]))'", at: call.place,
            notes: call.evaluator.suggestion(forDataKey: key))
    }
}

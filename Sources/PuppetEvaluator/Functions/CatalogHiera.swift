import OrderedCollections
import PuppetTypes

/// The functions that `lookup()` replaced; manifests still call them.
extension BuiltinFunctions {
    static let catalogHiera: [BuiltinFunction] = [
        hiera("hiera", merge: nil), hiera("hiera_array", merge: "unique"), hiera("hiera_hash", merge: "hash"),
        BuiltinFunction(
            "hiera_include",
            hieraDispatches { request, call throws(Interruption) in
                let found = try find(request, merge: "unique", call)
                if found == .undef { throw .failure("Could not find data item \(shown(request.name))") }
                let isEmpty = found == "" || found == .array([]) || found == .hash([:])
                if isEmpty { return .undef }
                _ = try call.evaluator.include(try classNames([found]), call.scope, from: call.place)
                return .undef
            }),
    ]

    private struct HieraRequest {
        let name: Value
        var fallback: Value?

        init(_ key: Value, fallback: Value? = nil) {
            name = key
            self.fallback = fallback
        }

        var key: String { name.stringContent ?? "" }
    }

    private static func hiera(_ name: String, merge: String?) -> BuiltinFunction {
        BuiltinFunction(
            name, handlesSecrets: true,
            hieraDispatches { request, call throws(Interruption) in try find(request, merge: merge, call) })
    }

    /// The override that some forms take was a level of version 3's hierarchy, and is passed over.
    private static func hieraDispatches(
        _ body: @escaping @Sendable (HieraRequest, FunctionCall) throws(Interruption) -> Value
    ) -> [Dispatch] {
        let key = Dispatch.Parameter.required("key", .anyString)
        return [
            Dispatch([.required("args", .tuple([.anyString, .any, .any], size: Size(1, 3)))]) {
                call throws(Interruption) in
                let arguments = elements(call[0])
                return try body(
                    HieraRequest(arguments[0], fallback: arguments.count > 1 ? arguments[1] : nil), call)
            },
            Dispatch([key]) { call throws(Interruption) in try body(HieraRequest(call[0]), call) },
            Dispatch([key, .required("default", .any), .optional("override", .any)]) { call throws(Interruption) in
                try body(HieraRequest(call[0], fallback: call[1]), call)
            },
            Dispatch([key], block: .required(1...1), blockName: "default_block") { call throws(Interruption) in
                try body(HieraRequest(call[0]), call)
            },
            Dispatch([key, .required("override", .any)], block: .required(1...1), blockName: "default_block") {
                call throws(Interruption) in
                try body(HieraRequest(call[0]), call)
            },
        ]
    }

    private static func find(
        _ request: HieraRequest, merge: String?, _ call: FunctionCall
    ) throws(Interruption) -> Value {
        let lookup = LookupRequest(keys: [request.key], merge: merge.map(Value.string))
        if let answer = try call.evaluator.lookup(lookup, call.scope, from: call.place) { return answer.value }
        if let block = call.block { return try block([request.name]) }
        if let fallback = request.fallback { return fallback }
        throw call.evaluator.raise(
            "lookup_failed", "Function lookup() did not find a value for the name '\(shown(request.name))'",
            at: call.place, notes: call.evaluator.suggestion(forDataKey: request.key))
    }
}

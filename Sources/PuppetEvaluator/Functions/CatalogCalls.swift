import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let catalogCalls: [BuiltinFunction] = [
        BuiltinFunction(
            "call",
            [
                Dispatch(
                    [.required("function_name", .anyString), .repeated("arguments", .any)], block: .optionalAny
                ) { call throws(Interruption) in
                    try call.calling(call[0].stringContent ?? "", Array(call.arguments.dropFirst()), call.block)
                },
                Dispatch([.required("deferred", .deferred)]) { call throws(Interruption) in
                    try resolved(call[0], call, depth: 0)
                },
            ]),
        BuiltinFunction(
            "import",
            [
                Dispatch([.repeated("args", .any)]) { call throws(Interruption) in
                    throw call.evaluator.fail(
                        "discontinued_import",
                        "Use of 'import' has been discontinued in favor of a manifest directory. See http://links.puppet.com/puppet-import-deprecation",
                        at: call.place)
                }
            ]),
        BuiltinFunction(
            "annotate",
            [
                Dispatch([.repeated("args", .any)], block: .optionalAny) { _ throws(Interruption) in
                    throw .failure("annotate(): there are no Annotation types; Pcore's annotations are for Ruby code")
                }
            ]),
    ]

    /// The value of a deferred call, made now, with those in its arguments made first.
    private static func resolved(_ value: Value, _ call: FunctionCall, depth: Int) throws(Interruption) -> Value {
        guard depth < 200 else { throw .failure("the deferred calls are nested too deeply") }
        switch value {
        case .deferred(let deferred):
            var arguments: [Value] = []
            for argument in deferred.arguments { arguments.append(try resolved(argument, call, depth: depth + 1)) }
            guard deferred.name.hasPrefix("$") else { return try call.calling(deferred.name, arguments) }
            let variable = try call.evaluator.lookup(variable: String(deferred.name.dropFirst()), in: call.scope)
            return try arguments.isEmpty ? variable ?? .undef : call.calling("dig", [variable ?? .undef] + arguments)
        case .array(let elements):
            var results: [Value] = []
            for element in elements { results.append(try resolved(element, call, depth: depth + 1)) }
            return .array(results)
        case .hash(let entries):
            var results = PuppetHash()
            for (key, element) in entries {
                results[try resolved(key, call, depth: depth + 1)] = try resolved(element, call, depth: depth + 1)
            }
            return .hash(results)
        case .sensitive(let inner): return .sensitive(try resolved(inner, call, depth: depth + 1))
        default: return value
        }
    }
}

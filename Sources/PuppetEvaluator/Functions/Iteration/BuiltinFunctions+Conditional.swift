import PuppetTypes

extension BuiltinFunctions {
    /// Functions that call their block once, or not at all.
    static let conditional: [BuiltinFunction] = [
        BuiltinFunction(
            "with",
            [
                Dispatch([.repeated("arg", .any)], block: .requiredAny) { call throws(Interruption) in
                    try call.applied(to: call.arguments)
                }
            ]),
        BuiltinFunction(
            "then",
            [
                Dispatch([.required("arg", .any)], block: .required(1...1)) { call throws(Interruption) in
                    call[0] == .undef ? .undef : try call.applied(to: [call[0]])
                }
            ]),
        BuiltinFunction(
            "lest",
            [
                Dispatch([.required("arg", .any)], block: .required(0...0)) { call throws(Interruption) in
                    call[0] == .undef ? try call.applied(to: []) : call[0]
                }
            ]),
        BuiltinFunction(
            "unwrap", handlesSecrets: true,
            [
                Dispatch([.required("arg", .sensitive(nil))], block: .optionalAny) { call throws(Interruption) in
                    guard case .sensitive(let inner) = call[0] else { return .undef }
                    // What was in a Sensitive stays secret after it was taken out.
                    return try call.applied(to: [inner.taintingStrings()])
                },
                Dispatch([.required("arg", .any)], block: .optionalAny) { call throws(Interruption) in
                    try call.applied(to: [call[0]])
                },
            ]),
    ]
}

extension FunctionCall {
    /// What the block gives, or the first argument where there is no block.
    func applied(to arguments: [Value]) throws(Interruption) -> Value {
        guard let block else { return arguments.first ?? .undef }
        return try block(arguments)
    }
}

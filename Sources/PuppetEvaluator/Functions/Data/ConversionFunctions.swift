import PuppetTypes

extension BuiltinFunctions {
    static let conversions: [BuiltinFunction] = [
        BuiltinFunction(
            "convert_to",
            [
                Dispatch(
                    [.required("value", .any), .required("type", .type(nil)), .repeated("args", .any)],
                    block: .optional(1...1)
                ) { call throws(Interruption) in
                    let arguments = [call[1], call[0]] + call.arguments.dropFirst(2)
                    return try call.applied(to: [call.calling("new", arguments)])
                }
            ]),
        BuiltinFunction(
            "type",
            [
                Dispatch([.required("value", .any), .optional("inference_method", method("detailed"))]) { call in
                    .type(TypeInference.infer(call[0]))
                },
                Dispatch([.required("value", .any), .required("inference_method", method("reduced"))]) { call in
                    .type(TypeInference.inferReduced(call[0]))
                },
                Dispatch([.required("value", .any), .required("inference_method", method("generalized"))]) { call in
                    .type(TypeInference.generalize(TypeInference.inferReduced(call[0])))
                },
            ]),
    ]

    private static func method(_ name: String) -> PuppetType { .enumeration([name], caseInsensitive: false) }
}

import OrderedCollections
import PuppetTypes

/// The functions that Hiera calls by their names in `hiera.yaml`. They take a context that only Hiera has, so that a
/// manifest's call of them is always refused.
extension BuiltinFunctions {
    static let backends: [BuiltinFunction] = [
        dataHash("yaml_data"), dataHash("json_data"), dataHash("hocon_data"),
        BuiltinFunction(
            "eyaml_lookup_key",
            [
                Dispatch(
                    [
                        .required("key", .string(.size(Size(1, nil)))),
                        .required("options", .hash(key: .string(.size(Size(1, nil))), value: .any, size: nil)),
                        .required("context", .lookupContext),
                    ], refuse)
            ]),
    ]

    private static let refuse: Dispatch.Body = { call throws(Interruption) in
        throw .failure("\(call.name)(): only Hiera calls this function; name it in hiera.yaml, and use lookup()")
    }

    private static func dataHash(_ name: String) -> BuiltinFunction {
        let path = StructElement(name: "path", isOptional: false, type: .string(.size(Size(1, nil))))
        return BuiltinFunction(
            name, [Dispatch([.required("options", .structure([path])), .required("context", .lookupContext)], refuse)])
    }
}

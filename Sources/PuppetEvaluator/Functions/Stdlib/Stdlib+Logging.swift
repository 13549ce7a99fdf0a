import PuppetTypes

extension BuiltinFunctions {
    static let stdlibLogging: [BuiltinFunction] = [
        BuiltinFunction(
            "deprecation",
            [
                Dispatch([
                    .required("key", .anyString), .required("message", .anyString),
                    .optional("use_strict_setting", .boolean(nil)),
                ]) { call in
                    let text = "deprecation. \(RubyValue.shown(call[0])). \(RubyValue.shown(call[1]))"
                    call.evaluator.log(.warning, text, at: call.place)
                    return .undef
                }
            ])
    ]

    static let stdlibRefused: [BuiltinFunction] = [
        .refused("glob", "a manifest does not look at the master's file system"),
        .refused("parsepson", "Puppet 8 has no PSON; call parsejson()"),
        .refused("pry", "there is no Ruby to debug"),
        .refused("shuffle", "a catalog holds nothing random; call fqdn_rotate() or give the order"),
        .refused("str2saltedsha512", "a catalog holds nothing random; bring the hash in as data"),
        .refused("validate_augeas", "there is no Augeas on the master"),
        .refused("validate_cmd", "a manifest runs no programs on the master"),
        .refused("validate_x509_rsa_key_pair", "keys are not opened while a catalog is compiled"),
    ]
}

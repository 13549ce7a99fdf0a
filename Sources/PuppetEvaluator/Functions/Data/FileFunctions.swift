import PuppetTypes

/// Files of modules, read from the environment's snapshot; nothing outside of it can be named.
extension BuiltinFunctions {
    static let files: [BuiltinFunction] = [
        BuiltinFunction(
            "file",
            [
                Dispatch([.requiredRepeated("files", .anyString)]) { call throws(Interruption) in
                    let bytes = try content(call)
                    guard let text = String(validating: bytes, as: UTF8.self) else {
                        throw .failure("file(): the file is not UTF-8 text; read it with binary_file()")
                    }
                    return .string(text)
                }
            ]),
        BuiltinFunction(
            "binary_file",
            [
                Dispatch([.required("path", .anyString)]) { call throws(Interruption) in .binary(try content(call)) }
            ]),
        BuiltinFunction(
            "module_directory",
            [
                Dispatch([.requiredRepeated("names", .anyString)]) { call in
                    for case let name? in call.arguments.map(\.stringContent) {
                        if let folder = call.evaluator.input.loader.moduleDirectory(name) { return .string(folder) }
                    }
                    return .undef
                }
            ]),
        BuiltinFunction(
            "generate",
            [
                Dispatch([.requiredRepeated("command", .anyString)]) { _ throws(Interruption) in
                    throw .failure("generate(): a manifest runs no programs on the master; bring the value in as data")
                }
            ]),
    ]

    /// The first of the files `module/path` that there is.
    private static func content(_ call: FunctionCall) throws(Interruption) -> [UInt8] {
        let names = call.arguments.compactMap(\.stringContent)
        for name in names {
            do throws(EvaluationError) {
                if let bytes = try call.evaluator.input.loader.file(name) { return bytes }
            } catch {
                throw .error(error)
            }
        }
        let shown = call.arguments.map(BuiltinFunctions.shown).joined(separator: ", ")
        throw .failure("Could not find any files from \(shown)")
    }
}

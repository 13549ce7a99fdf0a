import Diagnostics
import PuppetTypes

/// Files of modules, read from the environment's snapshot; nothing outside of it can be named.
extension BuiltinFunctions {
    static let files: [BuiltinFunction] = [
        .classic("file", .atLeast(1)) { call throws(Interruption) in
            let names = try call.arguments.indices.map { index throws(Interruption) in try call.text(index) }
            for name in names {
                guard let bytes = try content(name, call) else { continue }
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw .failure("file(): the file is not UTF-8 text; read it with binary_file()")
                }
                return .string(text)
            }
            throw .failure("Could not find any files from \(call.arguments.map(shown).joined(separator: ", "))")
        },
        BuiltinFunction(
            "binary_file",
            [
                Dispatch([.required("path", .anyString)]) { call throws(Interruption) in
                    let name = call[0].stringContent ?? ""
                    guard let bytes = try content(name, call) else {
                        throw .failure("binary_file(): The given file '\(call.shown(0))' does not exist")
                    }
                    return .binary(bytes)
                }
            ]),
        finder("find_file", "paths", "paths_array") { name, call throws(Interruption) in
            try content(name, call) == nil ? nil : path(name, in: "files", call)
        },
        finder("find_template", "paths", "paths_array") { name, call throws(Interruption) in
            try call.templateText(name) == nil ? nil : path(name, in: "templates", call)
        },
        finder("module_directory", "names", "names") { name, call in
            call.evaluator.input.loader.moduleDirectory(name)
        },
        .classic("generate", .atLeast(1)) { _ throws(Interruption) in
            throw .failure("generate(): a manifest runs no programs on the master; bring the value in as data")
        },
    ]

    /// A function that gives the path of the first of several names that there is.
    private static func finder(
        _ name: String, _ parameter: String, _ arrayParameter: String,
        _ find: @escaping @Sendable (String, FunctionCall) throws(Interruption) -> String?
    ) -> BuiltinFunction {
        let body: Dispatch.Body = { call throws(Interruption) in
            for name in flatten(call.arguments).compactMap(\.stringContent) {
                if let path = try find(name, call) { return .string(path) }
            }
            return .undef
        }
        return BuiltinFunction(
            name,
            [
                Dispatch([.repeated(parameter, .anyString)], body),
                Dispatch([.repeated(arrayParameter, .array(.anyString, size: nil))], body),
            ])
    }

    private static func path(_ name: String, in folder: String, _ call: FunctionCall) -> String? {
        let name = call.moduleName(name, in: folder)
        guard let slash = name.firstIndex(of: "/"),
            let directory = call.evaluator.input.loader.moduleDirectory(String(name[..<slash]))
        else { return nil }
        return "\(directory)/\(folder)\(name[slash...])"
    }

    private static func content(_ name: String, _ call: FunctionCall) throws(Interruption) -> [UInt8]? {
        do throws(EvaluationError) {
            return try call.evaluator.input.loader.file(call.moduleName(name, in: "files"))
        } catch {
            throw .error(error)
        }
    }
}

extension FunctionCall {
    /// The bytes of a template, or nil.
    func templateText(_ name: String) throws(Interruption) -> [UInt8]? {
        do throws(EvaluationError) {
            return try evaluator.input.loader.templateText(moduleName(name, in: "templates"))
        } catch {
            throw .error(error)
        }
    }

    /// `module/path` of a path that `find_file` or `find_template` gave; any other name as it is.
    func moduleName(_ path: String, in folder: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() where part == folder && position > 0 {
            let directory = parts[..<position].joined(separator: "/")
            guard evaluator.input.loader.moduleDirectory(String(parts[position - 1])) == directory else { continue }
            return "\(parts[position - 1])/\(parts[(position + 1)...].joined(separator: "/"))"
        }
        return path
    }

    /// An argument as messages may show it.
    func shown(_ index: Int) -> String { BuiltinFunctions.shown(self[index]) }

    /// Calls another function.
    func calling(_ function: String, _ arguments: [Value], _ block: Block? = nil) throws(Interruption) -> Value {
        try evaluator.call(function, arguments, block, scope, place.range)
    }
}

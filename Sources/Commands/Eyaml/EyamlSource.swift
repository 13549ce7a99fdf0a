import ArgumentParser
import Foundation

/// Where a command's text comes from: one of hiera-eyaml's flags.
struct EyamlSource: ParsableArguments {
    @Option(name: .shortAndLong, help: "A text.")
    var string: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("A file.", valueName: "path"))
    var file: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("A data file with values in it.", valueName: "path"))
    var eyaml: String?

    @Flag(help: "Standard input.")
    var stdin = false

    var names: [String] {
        [
            string.map { _ in "string" }, file.map { _ in "file" }, stdin ? "stdin" : nil,
            eyaml.map { _ in "eyaml" },
        ].compactMap { $0 }
    }

    /// - Parameter others: Sources that a command has besides.
    func validate(with others: [String] = []) throws {
        let names = others + names
        guard !names.isEmpty else { throw ValidationError("You must specify a source.") }
        guard names.count == 1 else {
            throw ValidationError("You can only specify one of (\(names.joined(separator: ", "))).")
        }
    }

    /// The path, where there is one, and the content.
    func read() throws -> (path: String?, bytes: [UInt8]) {
        if let path = file ?? eyaml { return (path, try InputFile.bytes(path)) }
        if let string { return (nil, Array(string.utf8)) }
        return (nil, [UInt8](FileHandle.standardInput.readDataToEndOfFile()))
    }
}

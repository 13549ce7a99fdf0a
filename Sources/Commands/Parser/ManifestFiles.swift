import Diagnostics
import Foundation
import PuppetSyntax

/// The manifests and templates that a command names.
enum ManifestFiles {
    /// The files themselves, the `.pp` and `.epp` files below folders, or standard input where nothing is named.
    static func read(_ paths: [String]) throws -> [SourceFile] {
        guard !paths.isEmpty else {
            let data = FileHandle.standardInput.readDataToEndOfFile()
            return [SourceFile(path: "stdin", bytes: [UInt8](data))]
        }
        return try paths.flatMap(files)
    }

    static func parse(_ file: SourceFile) -> (program: Program, diagnostics: [Diagnostic]) {
        file.path.hasSuffix(".epp") ? PuppetParser.parseEPP(file) : PuppetParser.parse(file)
    }

    private static func files(_ path: String) throws -> [SourceFile] {
        guard let kind = FileKind(at: path) else { throw CommandFailure("there is no file \(path)") }
        guard kind == .folder else { return [try InputFile.source(path)] }
        return try FileManager.default.subpathsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(".pp") || $0.hasSuffix(".epp") }
            .sorted()
            .map { try InputFile.source("\(path)/\($0)") }
    }

}

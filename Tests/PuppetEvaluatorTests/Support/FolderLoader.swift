import Diagnostics
import Foundation
import PuppetEvaluator
import PuppetSyntax
import Synchronization

/// Loads code from one environment of a codedir on disk, and parses each file once.
final class FolderLoader: CodeLoader {
    let initialManifests: [Program]
    private let codedir: URL
    private let environment: String
    private let parsed = Mutex<[String: Program]>([:])

    /// `code` takes the place of the site manifest.
    init(codedir: URL, environment: String = "production", code: String? = nil) throws {
        self.codedir = codedir
        self.environment = "environments/\(environment)"
        let site = "environments/\(environment)/manifests/site.pp"
        let file =
            try code.map { SourceFile(path: "site.pp", text: $0) }
            ?? SourceFile(path: site, bytes: Array(try Data(contentsOf: codedir.appending(path: site))))
        let (program, diagnostics) = PuppetParser.parse(file)
        if let problem = diagnostics.first(where: { $0.severity == .error }) { throw problem }
        initialManifests = [program]
    }

    func definition(ofClassOrDefine name: String) throws(EvaluationError) -> Program? {
        try program(name, folder: "manifests", root: "init")
    }

    func function(_ name: String) throws(EvaluationError) -> Program? {
        try program(name, folder: "functions", root: "init")
    }

    func typeAlias(_ name: String) throws(EvaluationError) -> Program? {
        try program(name, folder: "types", root: "init")
    }

    func template(_ name: String) throws(EvaluationError) -> Program? {
        guard let (module, path) = split(name) else { return nil }
        return try parse("\(environment)/modules/\(module)/templates/\(path)", PuppetParser.parseEPP)
    }

    func file(_ name: String) throws(EvaluationError) -> [UInt8]? {
        guard let (module, path) = split(name) else { return nil }
        return bytes("\(environment)/modules/\(module)/files/\(path)")
    }

    func templateText(_ name: String) throws(EvaluationError) -> [UInt8]? {
        guard let (module, path) = split(name) else { return nil }
        return bytes("\(environment)/modules/\(module)/templates/\(path)")
    }

    func moduleDirectory(_ name: String) -> String? {
        hasModule(name) ? "\(environment)/modules/\(name)" : nil
    }

    func hasModule(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: codedir.appending(path: "\(environment)/modules/\(name)").path)
    }

    private func split(_ name: String) -> (module: Substring, path: Substring)? {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        return (name[..<slash], name[name.index(after: slash)...])
    }

    private func program(_ name: String, folder: String, root: String) throws(EvaluationError) -> Program? {
        let segments = name.components(separatedBy: "::")
        let path = segments.count == 1 ? root : segments.dropFirst().joined(separator: "/")
        return try parse("\(environment)/modules/\(segments[0])/\(folder)/\(path).pp", PuppetParser.parse)
    }

    private func bytes(_ path: String) -> [UInt8]? {
        (try? Data(contentsOf: codedir.appending(path: path))).map { Array($0) }
    }

    private func parse(
        _ path: String, _ parser: (SourceFile) -> (program: Program, diagnostics: [Diagnostic])
    ) throws(EvaluationError) -> Program? {
        if let program = parsed.withLock({ $0[path] }) { return program }
        guard let bytes = bytes(path) else { return nil }
        var (program, diagnostics) = parser(SourceFile(path: path, bytes: bytes))
        if path.hasSuffix(".pp") {
            let inModules = String(path.dropFirst("\(environment)/modules/".count))
            diagnostics = Validator.validateLocation(program, pathInModules: inModules) + diagnostics
        }
        if let problem = diagnostics.first(where: { $0.severity == .error }) { throw EvaluationError(problem) }
        parsed.withLock { $0[path] = program }
        return program
    }
}

/// Code that lies in memory: manifests and templates by their path, `mod/manifests/init.pp`.
struct MemoryLoader: CodeLoader {
    let initialManifests: [Program]
    private let files: [String: Program]

    init(site: String? = nil, _ files: [String: String] = [:]) throws {
        func parse(_ path: String, _ text: String) throws -> Program {
            let file = SourceFile(path: path, text: text)
            let (program, diagnostics) = path.hasSuffix(".epp") ? PuppetParser.parseEPP(file) : PuppetParser.parse(file)
            if let problem = diagnostics.first(where: { $0.severity == .error }) { throw problem }
            return program
        }
        initialManifests = try site.map { [try parse("site.pp", $0)] } ?? []
        self.files = try Dictionary(uniqueKeysWithValues: files.map { ($0.key, try parse($0.key, $0.value)) })
    }

    func definition(ofClassOrDefine name: String) -> Program? { files[path(name, "manifests")] }
    func function(_ name: String) -> Program? { files[path(name, "functions")] }
    func typeAlias(_ name: String) -> Program? { files[path(name, "types")] }
    func file(_ name: String) -> [UInt8]? { nil }
    func hasModule(_ name: String) -> Bool { files.keys.contains { $0.hasPrefix("\(name)/") } }

    func template(_ name: String) -> Program? {
        guard let slash = name.firstIndex(of: "/") else { return nil }
        return files["\(name[..<slash])/templates/\(name[name.index(after: slash)...])"]
    }

    private func path(_ name: String, _ folder: String) -> String {
        let segments = name.components(separatedBy: "::")
        return
            "\(segments[0])/\(folder)/\(segments.count == 1 ? "init" : segments.dropFirst().joined(separator: "/")).pp"
    }
}

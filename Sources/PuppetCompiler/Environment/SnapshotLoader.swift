package import Diagnostics
package import PuppetEvaluator
package import PuppetSyntax
import Synchronization

/// Finds and parses the code of one snapshot, by Puppet's autoload rules. A file is parsed once.
package final class SnapshotLoader: CodeLoader {
    let files: FileTree
    let root: String
    private let manifest: String
    /// The folder of each module.
    let modules: [String: String]
    /// The module of each folder.
    private let moduleNames: [String: String]
    private let parsed = Mutex<[String: Outcome]>([:])

    private struct Outcome: Sendable {
        let program: Program
        let diagnostics: [Diagnostic]
    }

    init(files: FileTree, root: String, manifest: String, modules: [String: String]) {
        self.files = files
        self.root = root
        self.manifest = manifest
        self.modules = modules
        moduleNames = Dictionary(modules.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    }

    /// The site manifests' paths: the file that `manifest` names, or every `.pp` below that folder.
    package var initialManifestPaths: [String] {
        guard let path = FileTree.normalize("\(root)/\(manifest)"), path == root || path.hasPrefix(root + "/") else {
            return []
        }
        if files[path: path] != nil { return [path] }
        return files.paths(under: path).filter { $0.hasSuffix(".pp") }
    }

    package var initialManifests: [Program] {
        initialManifestPaths.compactMap { outcome($0)?.program }
    }

    /// The errors of the site manifests, which no compile can go past.
    package var initialManifestErrors: [Diagnostic] {
        initialManifestPaths.flatMap { self.outcome($0)?.diagnostics.filter { $0.severity == .error } ?? [] }
    }

    package func definition(ofClassOrDefine name: String) throws(EvaluationError) -> Program? {
        let parts = Self.segments(of: name)
        guard let module = parts.first, let folder = modules[String(module)] else { return nil }
        let rest = parts.dropFirst().joined(separator: "/")
        return try program(at: "\(folder)/manifests/\(rest.isEmpty ? "init" : rest).pp")
    }

    package func function(_ name: String) throws(EvaluationError) -> Program? {
        try autoload(name, folder: "functions")
    }

    /// A module's own name is that of its type set.
    package func typeAlias(_ name: String) throws(EvaluationError) -> Program? {
        if let program = try autoload(name, folder: "types") { return program }
        return try modules[name].flatMap { home throws(EvaluationError) in
            try program(at: "\(home)/types/init_typeset.pp")
        }
    }

    package func template(_ name: String) throws(EvaluationError) -> Program? {
        guard let path = modulePath(name, folder: "templates") else { return nil }
        return try program(at: path)
    }

    package func file(_ name: String) throws(EvaluationError) -> [UInt8]? {
        modulePath(name, folder: "files").flatMap { files[path: $0] }
    }

    package func templateText(_ name: String) throws(EvaluationError) -> [UInt8]? {
        modulePath(name, folder: "templates").flatMap { files[path: $0] }
    }

    package func environmentFile(_ path: String) -> [UInt8]? {
        guard let path = FileTree.normalize(path) else { return nil }
        let isInside = path.hasPrefix(root + "/") || modules.values.contains { path.hasPrefix($0 + "/") }
        return isInside ? files[path: path] : nil
    }

    package func hasModule(_ name: String) -> Bool { modules[name] != nil }

    package func moduleDirectory(_ name: String) -> String? { modules[name] }

    /// The parsed file and what is wrong with it, for lint; nil where there is no such file.
    package func parse(_ path: String) -> (program: Program, diagnostics: [Diagnostic])? {
        outcome(path).map { ($0.program, $0.diagnostics) }
    }

    /// The segments between colons; a name's are not empty.
    private static func segments(of name: String) -> [Substring] {
        name.utf8.split(separator: UInt8(ascii: ":")).map { Substring($0) }
    }

    /// A module's own names lie under the rest of the name; those of the environment under the whole name, and for
    /// `environment::…` also where Puppet's documentation puts them.
    private func autoload(_ name: String, folder: String) throws(EvaluationError) -> Program? {
        let parts = Self.segments(of: name).map(String.init)
        guard let module = parts.first else { return nil }
        let rest = parts.dropFirst().joined(separator: "/")
        guard parts.count == 1 || module == "environment" else {
            guard let home = modules[module] else { return nil }
            return try program(at: "\(home)/\(folder)/\(rest).pp")
        }
        if let program = try program(at: "\(root)/\(folder)/\(parts.joined(separator: "/")).pp") { return program }
        return rest.isEmpty ? nil : try program(at: "\(root)/\(folder)/\(rest).pp")
    }

    /// `mod/a/b` as the path of `a/b` in that folder of the module; nil where it would leave the folder.
    private func modulePath(_ name: String, folder: String) -> String? {
        guard let slash = name.firstIndex(of: "/"), let home = modules[String(name[..<slash])] else { return nil }
        let base = "\(home)/\(folder)"
        guard let path = FileTree.normalize("\(base)\(name[slash...])"), path.hasPrefix(base + "/") else { return nil }
        return path
    }

    /// The path of a module's file below the modules folder, `apache/manifests/mod/php.pp`; nil for any other file.
    private func pathInModules(_ path: String) -> String? {
        var rest = path[...]
        while let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            if let name = moduleNames[String(path[..<slash])] { return name + path[slash...] }
            rest = rest[rest.utf8.index(after: slash)...]
        }
        return nil
    }

    private func program(at path: String) throws(EvaluationError) -> Program? {
        guard let outcome = outcome(path) else { return nil }
        if let error = outcome.diagnostics.first(where: { $0.severity == .error }) { throw EvaluationError(error) }
        return outcome.program
    }

    private func outcome(_ path: String) -> Outcome? {
        if let known = parsed.withLock({ $0[path] }) { return known }
        guard let bytes = files[path: path] else { return nil }
        let file = SourceFile(path: path, bytes: bytes)
        let isTemplate = path.hasSuffix(".epp")
        let result = isTemplate ? PuppetParser.parseEPP(file) : PuppetParser.parse(file)
        var diagnostics = result.diagnostics
        if !isTemplate, let path = pathInModules(path) {
            diagnostics = Validator.validateLocation(result.program, pathInModules: path) + diagnostics
        }
        let outcome = Outcome(program: result.program, diagnostics: diagnostics)
        parsed.withLock { $0[path] = outcome }
        return outcome
    }
}

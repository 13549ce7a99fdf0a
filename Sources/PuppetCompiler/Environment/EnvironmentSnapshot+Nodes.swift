package import Diagnostics

extension EnvironmentSnapshot {
    /// The nodes that the environment knows by a facts file, sorted by name:
    /// `hieradata/nodes/<environment>/<certname>.yaml`, or `nodes/<environment>/…`, in the environment.
    ///
    /// Lint, tests and promotion compile these; a master adds those whose agents have reported.
    package var nodes: (facts: [NodeFacts], diagnostics: [Diagnostic]) {
        var facts: [NodeFacts] = []
        var problems: [Diagnostic] = []
        let folder = ["hieradata/nodes", "nodes"].map { "\(root)/\($0)/\(name)" }.first(where: files.isDirectory) ?? ""
        guard !folder.isEmpty else { return ([], []) }
        for path in files.paths(under: folder) {
            let name = path.dropFirst(folder.utf8.count + 1)
            guard let end = [".yaml", ".yml", ".json"].first(where: { name.hasSuffix($0) }) else { continue }
            let file = SourceFile(path: path, bytes: files[path: path] ?? [])
            let (node, diagnostics) = NodeFacts.parse(file, node: String(name.dropLast(end.utf8.count)))
            problems += diagnostics
            if let node { facts.append(node) }
        }
        return (facts, problems)
    }
}

extension EnvironmentSnapshot {
    /// The folders that hold code: the environment's manifests, functions and types, and those of every module.
    package var codeFolders: [String] {
        ["manifests", "functions", "types"].map { "\(root)/\($0)" } + modules.values.sorted()
    }
}

package import PuppetEvaluator

/// What could be loaded, for "did you mean", and what exists in Ruby only.
extension SnapshotLoader {
    package func names(of kind: CodeKind) -> [String] {
        switch kind {
        case .classOrDefine: moduleNames("manifests")
        case .function: moduleNames("functions") + environmentNames("functions")
        case .typeAlias: moduleNames("types") + environmentNames("types")
        case .template:
            modules.flatMap { module, home in
                names(in: "\(home)/templates").map { "\(module)/\($0)" }
            }
        }
    }

    /// Ruby functions of the 4.x API lie under their whole name in any module's `lib/puppet/functions`, those of 3.x
    /// in `lib/puppet/parser/functions`, data types in `lib/puppet/datatypes`.
    package func rubyFile(of kind: CodeKind, named name: String) -> String? {
        let path = name.split(separator: ":", omittingEmptySubsequences: true).joined(separator: "/")
        let folders: [String] =
            switch kind {
            case .function: ["functions", "parser/functions"]
            case .typeAlias: ["datatypes"]
            case .classOrDefine, .template: []
            }
        for home in modules.values.sorted() + [root] {
            for folder in folders {
                let candidate = "\(home)/lib/puppet/\(folder)/\(path).rb"
                if files[path: candidate] != nil { return candidate }
            }
        }
        return nil
    }

    /// `a/b/c.pp` of a module's folder as `mod::a::b::c`, `init.pp` as `mod`.
    private func moduleNames(_ folder: String) -> [String] {
        modules.flatMap { module, home in
            names(in: "\(home)/\(folder)").compactMap { path in
                guard path.hasSuffix(".pp") else { return nil }
                if path == "init.pp" { return module }
                return "\(module)::" + path.dropLast(3).split(separator: "/").joined(separator: "::")
            }
        }
    }

    private func environmentNames(_ folder: String) -> [String] {
        names(in: "\(root)/\(folder)").compactMap { path in
            path.hasSuffix(".pp") ? path.dropLast(3).split(separator: "/").joined(separator: "::") : nil
        }
    }

    /// The paths below a folder, relative to it.
    private func names(in folder: String) -> [String] {
        files.paths(under: folder).map { String($0.dropFirst(folder.count + 1)) }
    }
}

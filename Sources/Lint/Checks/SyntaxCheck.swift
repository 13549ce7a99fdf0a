package import Diagnostics
package import PuppetCompiler

/// The syntax of every manifest, function, type alias and template.
package struct SyntaxCheck: SourceCheck {
    package init() {}

    package func reads(_ path: String) -> Bool { path.hasSuffix(".pp") || path.hasSuffix(".epp") }

    package func findings(in snapshot: EnvironmentSnapshot) -> [Diagnostic] {
        snapshot.codeFolders.flatMap { folder in
            snapshot.files.paths(under: folder).filter(reads).flatMap { path in
                snapshot.loader.parse(path)?.diagnostics ?? []
            }
        }
    }
}

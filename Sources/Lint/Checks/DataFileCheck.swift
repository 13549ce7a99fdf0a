package import Diagnostics
import Hiera
package import PuppetCompiler
import YAML

/// YAML errors and duplicate keys in the data of an environment and its modules.
package struct DataFileCheck: SourceCheck {
    package init() {}

    package func reads(_ path: String) -> Bool {
        [".yaml", ".yml", ".eyaml"].contains { path.hasSuffix($0) }
    }

    package func findings(in snapshot: EnvironmentSnapshot) -> [Diagnostic] {
        snapshot.files.paths.filter { reads($0) && !$0.contains("/templates/") && !$0.contains("/files/") }
            .flatMap { path in
                let file = SourceFile(path: path, bytes: snapshot.files[path: path] ?? [])
                let (documents, diagnostics) = YAMLParser.parse(file)
                return diagnostics.map(Self.finding) + documents.flatMap { Self.damagedSecrets(in: $0, of: file) }
            }
    }

    /// Values that begin as an encrypted one does but are none: Hiera takes them for plain text, as hiera-eyaml does.
    private static func damagedSecrets(in node: YAMLNode, of file: SourceFile) -> [Diagnostic] {
        switch node.content {
        case .scalar(let scalar):
            guard scalar.text.hasPrefix("ENC["), EYAML.Tokens.inValue(scalar.text).isEmpty else { return [] }
            return [
                Diagnostic(
                    id: "damaged_secret", "this begins as an encrypted value but is none, and is used as it is written",
                    at: SourcePlace(file: file, range: node.range))
            ]
        case .sequence(let nodes): return nodes.flatMap { damagedSecrets(in: $0, of: file) }
        case .mapping(let entries): return entries.flatMap { damagedSecrets(in: $0.value, of: file) }
        }
    }

    /// Of a key that is set twice one value is lost without a word, so it fails a lint, though not a compile.
    private static func finding(_ diagnostic: Diagnostic) -> Diagnostic {
        guard diagnostic.id == "duplicate_key" else { return diagnostic }
        return Diagnostic(
            id: diagnostic.id, severity: .error, diagnostic.message, at: diagnostic.place, notes: diagnostic.notes)
    }
}

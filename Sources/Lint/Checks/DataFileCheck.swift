package import Diagnostics
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
                YAMLParser.parse(SourceFile(path: path, bytes: snapshot.files[path: path] ?? [])).diagnostics
            }
    }
}

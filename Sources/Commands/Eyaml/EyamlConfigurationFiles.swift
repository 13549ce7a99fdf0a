import Diagnostics
import Foundation
import JSON
import YAML

/// hiera-eyaml's configuration files: defaults of the options, by their names with underscores.
struct EyamlConfigurationFiles: Sendable {
    private let values: [String: String]
    let paths: [String]

    /// A name that no option has is passed over: the files are those of every plugin of hiera-eyaml.
    static func load(
        environment: [String: String], system: String = "/etc/eyaml/config.yaml"
    ) throws -> EyamlConfigurationFiles {
        var values: [String: String] = [:]
        var found: [String] = []
        let home = environment["HOME"].map { "\($0)/.eyaml/config.yaml" }
        for path in [system, home, environment["EYAML_CONFIG"]].compactMap({ $0 }) {
            guard FileKind(at: path) == .file else { continue }
            for (name, value) in try read(path) { values[name] = value }
            found.append(path)
        }
        return EyamlConfigurationFiles(values: values, paths: found)
    }

    subscript(name: String) -> String? { values[name] }

    func flag(_ name: String) -> Bool { values[name].map { ["true", "yes", "on"].contains($0.lowercased()) } ?? false }

    private static func read(_ path: String) throws -> [(String, String)] {
        let file = try InputFile.source(path, "eyaml's configuration")
        let (documents, diagnostics) = YAMLParser.parse(file)
        let wrong = diagnostics.filter { $0.severity == .error }
        guard wrong.isEmpty else { throw CommandFailure(wrong) }
        guard let document = documents.first, let entries = document.mapping else {
            throw CommandFailure([
                Diagnostic(
                    id: "configuration", "eyaml's configuration must be a mapping of options to their values",
                    at: SourcePlace(file: file, range: documents.first?.range ?? .zero))
            ])
        }
        return entries.compactMap { entry in
            guard let name = entry.key.scalar?.text, entry.value.json() != .null, let value = entry.value.scalar?.text
            else { return nil }
            return (name, value)
        }
    }
}

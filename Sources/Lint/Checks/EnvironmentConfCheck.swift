package import Diagnostics
package import PuppetCompiler

/// Lines of `environment.conf` that a compile passes over: what is no setting, and settings that nobody knows.
package struct EnvironmentConfCheck: SourceCheck {
    /// All that Puppet knows, also where it means nothing here.
    private static let known = [
        "config_version", "disable_per_environment_manifest", "environment_timeout", "manifest", "modulepath",
        "rich_data", "static_catalogs",
    ]

    package init() {}

    package func reads(_ path: String) -> Bool { path.hasSuffix("/environment.conf") }

    package func findings(in snapshot: EnvironmentSnapshot) -> [Diagnostic] {
        let path = "\(snapshot.root)/environment.conf"
        guard let bytes = snapshot.files[path: path] else { return [] }
        let file = SourceFile(path: path, bytes: bytes)
        var findings: [Diagnostic] = []
        var number = 1
        while let line = file.line(number) {
            if let problem = Self.problem(line) {
                let start = file.offset(line: number, byteColumn: 1)
                let place = SourcePlace(file: file, range: SourceRange(start, start + max(line.utf8.count, 1)))
                findings.append(Diagnostic(id: "environment_conf", severity: .warning, .init(problem), at: place))
            }
            number += 1
        }
        return findings
    }

    private static func problem(_ line: String) -> String? {
        let text = line.drop { $0.isWhitespace }
        if text.isEmpty || text.hasPrefix("#") { return nil }
        guard let equals = text.firstIndex(of: "=") else { return "this line is no setting and is passed over" }
        let name = text[..<equals].filter { !$0.isWhitespace }
        guard !known.contains(name) else { return nil }
        return "unknown setting '\(name)' is passed over; known are \(known.joined(separator: ", "))"
    }
}

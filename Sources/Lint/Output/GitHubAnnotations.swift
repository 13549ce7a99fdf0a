package import Diagnostics

/// Findings as workflow commands of GitHub Actions: `::error file=…,line=…,col=…,title=…::message`.
package enum GitHubAnnotations {
    package static func lines(_ findings: [Diagnostic]) -> [String] {
        findings.map { finding in
            var properties: [String] = []
            if let place = finding.place {
                properties = ["file=\(property(place.file.path))", "line=\(place.line)", "col=\(place.column)"]
            }
            properties.append("title=\(property(finding.id))")
            return "::\(command(finding.severity)) \(properties.joined(separator: ","))::\(data(finding.message.text))"
        }
    }

    private static func command(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }

    private static func data(_ text: String) -> String {
        text.map { ["%": "%25", "\r": "%0D", "\n": "%0A"][$0] ?? String($0) }.joined()
    }

    private static func property(_ text: String) -> String {
        data(text).map { [":": "%3A", ",": "%2C"][$0] ?? String($0) }.joined()
    }
}

package import Diagnostics
package import JSON

/// Findings as data: an array of `{"check", "severity", "message", "file", "line", "column", "notes"}`.
package enum FindingJSON {
    package static func array(_ findings: [Diagnostic]) -> JSON { .array(findings.map(object)) }

    private static func object(_ finding: Diagnostic) -> JSON {
        var json: JSON = [
            "check": .string(finding.id), "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message.text),
        ]
        if let place = finding.place {
            json["file"] = .string(place.file.path)
            json["line"] = .integer(place.line)
            json["column"] = .integer(place.column)
        }
        if !finding.notes.isEmpty { json["notes"] = .array(finding.notes.map { .string($0.message.text) }) }
        return json
    }
}

import Diagnostics
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator

/// What `catalog explain` prints.
struct ExplanationText {
    private let explanation: FieldExplanation

    init(_ explanation: FieldExplanation) { self.explanation = explanation }

    var lines: [String] {
        var lines = [Terminal.styled(explanation.reference.description, .bold)]
        for (position, node) in explanation.declarations.enumerated() {
            lines += Self.step(position == 0 ? "declared" : "in \(node.text)", node, indent: "  ")
        }
        for field in explanation.fields {
            lines.append("\(Terminal.styled(field.name, .bold)): \(JSONWriter.text(field.value))")
            if let origin = field.origin {
                // Of many fields each gets the two ends of its way, of one the whole.
                lines += explanation.fields.count == 1 ? Self.way(origin, "  ") : Self.ends(origin)
            } else if let note = field.note {
                lines.append("  \(note)")
            }
        }
        return lines
    }

    /// A step and those behind it; several that a value was made from stand further in.
    private static func way(_ node: OriginNode, _ indent: String, isFirst: Bool = true) -> [String] {
        let word = isFirst ? "set" : "written"
        let isSilent = node.text.isEmpty && node.place == nil
        let own = isSilent ? [] : step(node.text.isEmpty ? word : node.text, node, indent: indent)
        let inner = node.sources.count > 1 ? indent + "  " : indent
        return own + node.sources.flatMap { way($0, inner, isFirst: false) }
    }

    private static func step(_ what: String, _ node: OriginNode, indent: String) -> [String] {
        guard let place = node.place else { return ["\(indent)\(what)"] }
        var lines = ["\(indent)\(what) at \(place.file.path):\(place.line)"]
        if node.showsLine, let line = place.file.line(place.line) {
            lines.append("\(indent)  " + Terminal.styled(String(line.trimmingPrefix { $0 == " " || $0 == "\t" }), .dim))
        }
        return lines
    }

    private static func ends(_ origin: OriginNode) -> [String] {
        var last = origin
        while last.sources.count == 1 { last = last.sources[0] }
        let ends = origin.place == last.place ? [origin] : [origin, last]
        let texts = ends.compactMap { node in
            let place = node.place.map { "\($0.file.path):\($0.line)" }
            return node.text.isEmpty ? place : place.map { "\($0) (\(node.text))" } ?? node.text
        }
        return ["  " + texts.joined(separator: " from ")]
    }

    static func json(_ explanation: FieldExplanation) -> JSON {
        [
            "resource": .string(explanation.reference.description),
            "declared": .array(explanation.declarations.map(json)),
            "fields": .array(
                explanation.fields.map { field in
                    var members: JSONObject = ["field": .string(field.name), "value": field.value]
                    if let origin = field.origin { members["origin"] = json(origin) }
                    if let note = field.note { members["note"] = .string(note) }
                    return .object(members)
                }),
        ]
    }

    private static func json(_ node: OriginNode) -> JSON {
        var members: JSONObject = [:]
        if !node.text.isEmpty { members["text"] = .string(node.text) }
        if let place = node.place {
            members["file"] = .string(place.file.path)
            members["line"] = .integer(place.line)
        }
        if !node.sources.isEmpty { members["sources"] = .array(node.sources.map(json)) }
        return .object(members)
    }
}

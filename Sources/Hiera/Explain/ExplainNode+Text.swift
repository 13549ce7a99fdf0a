import OrderedCollections
import PuppetTypes

extension ExplainNode {
    /// The tree as `puppet lookup --explain` prints it.
    ///
    /// What Puppet does not tell stands at the end of its lines in parentheses, `(line 12)` or `(data/common.yaml:12)`, or
    /// on lines that begin with `Not asked`.
    package var text: String {
        var lines: [String] = []
        write(to: &lines, indent: "")
        return lines.map { $0 + "\n" }.joined()
    }

    private func write(to lines: inout [String], indent: String) {
        let inner = indent + "  "
        switch kind {
        case .root:
            writeBranches(to: &lines, indent: indent)
            writeTexts(to: &lines, indent: indent)
        case .search(let key):
            lines.append("\(indent)Searching for \"\(key)\"")
            writeBranches(to: &lines, indent: inner)
        case .invalidKey(let key): lines.append("\(indent)Invalid key \"\(key)\"")
        case .mergeSource(let name): lines.append("\(indent)Using merge options from \"\(name)\" hash")
        case .merge(let strategy): writeMerge(strategy, to: &lines, indent: indent)
        case .dataProvider(let name, let configuration, _):
            lines.append(indent + name + (skipped.map { " (\($0))" } ?? ""))
            if let configuration { lines.append("\(inner)Using configuration \"\(configuration)\"") }
            writeBranches(to: &lines, indent: inner)
            writeOutcome(to: &lines, indent: inner)
        case .location(let path, let original): writeLocation("Path", path, original, to: &lines, indent: indent)
        case .uri(let uri, let original): writeLocation("URI", uri, original, to: &lines, indent: indent)
        case .interpolate(let expression):
            lines.append("\(indent)Interpolation on \"\(expression)\"")
            writeBranches(to: &lines, indent: inner)
        case .scope(let name):
            lines.append(indent + name)
            writeBranches(to: &lines, indent: inner)
            writeOutcome(to: &lines, indent: inner)
        case .subLookup(let key):
            lines.append("\(indent)Sub key: \"\(key)\"")
            writeBranches(to: &lines, indent: inner)
            writeOutcome(to: &lines, indent: inner)
        case .segment: writeOutcome(to: &lines, indent: indent)
        case .moduleNotFound(let name): lines.append("\(indent)Module \"\(name)\" not found")
        case .moduleProviderNotFound(let name):
            lines.append("\(indent)Module data provider for module \"\(name)\" not found")
        case .notAsked(let names): lines.append("\(indent)Not asked: \(names.joined(separator: ", "))")
        }
    }

    private func writeBranches(to lines: inout [String], indent: String) {
        for branch in branches { branch.write(to: &lines, indent: indent) }
    }

    private func writeLocation(
        _ word: String, _ location: String, _ original: String, to lines: inout [String], indent: String
    ) {
        let inner = indent + "  "
        lines.append("\(indent)\(word) \"\(location)\"")
        lines.append("\(inner)Original \(word.lowercased()): \"\(original)\"")
        writeBranches(to: &lines, indent: inner)
        if case .locationNotFound = event { lines.append("\(inner)\(word) not found") }
        writeOutcome(to: &lines, indent: inner)
    }

    /// A merge with one branch is not worth a level.
    private func writeMerge(_ strategy: MergeStrategy, to lines: inout [String], indent: String) {
        guard branches.count > 1 else { return writeBranches(to: &lines, indent: indent) }
        let inner = indent + "  "
        lines.append("\(indent)Merge strategy \(strategy.name)")
        if let options = strategy.explainedOptions {
            lines.append("\(inner)Options: \(ExplainedValue().text(.hash(options), indent: inner))")
        }
        writeBranches(to: &lines, indent: inner)
        if case .result(let value) = event {
            let text = ExplainedValue(origins: origins).text(value, indent: inner)
            lines.append("\(inner)Merged result: \(text)")
        }
    }

    private func writeOutcome(to lines: inout [String], indent: String) {
        switch event {
        case .found(let key, let value):
            let text = ExplainedValue(note: originNote).text(value, indent: indent)
            lines.append("\(indent)Found key: \"\(key)\" value: \(text)")
        case .notFound(let key): lines.append("\(indent)No such key: \"\(key)\"")
        case .result, .locationNotFound, nil: break
        }
        writeTexts(to: &lines, indent: indent)
    }

    /// Under a path the line says enough.
    private var originNote: String? {
        guard let origin else { return nil }
        if case .location = kind { return origin.line.map { " (line \($0))" } }
        return " (\(origin.description))"
    }

    private func writeTexts(to lines: inout [String], indent: String) {
        for (position, text) in texts.enumerated() {
            let isFailure = position == texts.count - 1
            lines.append(indent + text + (isFailure ? failure.map { " (\($0))" } ?? "" : ""))
        }
    }
}

/// A value over several lines, with where it comes from.
private struct ExplainedValue {
    /// Stands behind the first line.
    var note: String?
    var origins: [[ValueStep]: DataOrigin] = [:]

    func text(_ value: Value, indent: String, _ path: [ValueStep] = []) -> String {
        let inner = indent + "  "
        let note = path.isEmpty ? note ?? "" : ""
        switch value {
        case .hash(let entries) where !entries.isEmpty:
            let lines = entries.map { entry in
                let key = ExplainedValue().text(entry.key, indent: inner)
                return "\(inner)\(key) => \(text(entry.value, indent: inner, path + [.key(entry.key)]))"
            }
            return "{\(note)\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.enumerated().map { index, element in
                inner + text(element, indent: inner, path + [.index(index)])
            }
            return "[\(note)\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        default:
            let origin = origins[path].map { " (\($0.description))" } ?? ""
            return RubyText.inspect(value, secrets: .shown) + note + origin
        }
    }
}

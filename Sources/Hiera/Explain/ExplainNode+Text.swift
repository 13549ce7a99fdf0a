import OrderedCollections
import PuppetTypes

extension ExplainNode {
    /// The tree as `puppet lookup --explain` prints it.
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
            lines += texts.map { indent + $0 }
        case .search(let key):
            lines.append("\(indent)Searching for \"\(key)\"")
            writeBranches(to: &lines, indent: inner)
        case .invalidKey(let key): lines.append("\(indent)Invalid key \"\(key)\"")
        case .mergeSource(let name): lines.append("\(indent)Using merge options from \"\(name)\" hash")
        case .merge(let strategy): writeMerge(strategy, to: &lines, indent: indent)
        case .dataProvider(let name, let configuration, _):
            lines.append(indent + name)
            if let configuration { lines.append("\(inner)Using configuration \"\(configuration)\"") }
            writeBranches(to: &lines, indent: inner)
            writeOutcome(to: &lines, indent: inner)
        case .location(let path, let original):
            lines.append("\(indent)Path \"\(path)\"")
            lines.append("\(inner)Original path: \"\(original)\"")
            writeBranches(to: &lines, indent: inner)
            if case .locationNotFound = event { lines.append("\(inner)Path not found") }
            writeOutcome(to: &lines, indent: inner)
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
        }
    }

    private func writeBranches(to lines: inout [String], indent: String) {
        for branch in branches { branch.write(to: &lines, indent: indent) }
    }

    /// A merge with one branch is not worth a level.
    private func writeMerge(_ strategy: MergeStrategy, to lines: inout [String], indent: String) {
        guard branches.count > 1 else { return writeBranches(to: &lines, indent: indent) }
        let inner = indent + "  "
        lines.append("\(indent)Merge strategy \(strategy.name)")
        if case .deep(let options) = strategy, let entries = options.value {
            lines.append("\(inner)Options: \(Self.text(.hash(entries), indent: inner))")
        }
        writeBranches(to: &lines, indent: inner)
        if case .result(let value) = event { lines.append("\(inner)Merged result: \(Self.text(value, indent: inner))") }
    }

    private func writeOutcome(to lines: inout [String], indent: String) {
        switch event {
        case .found(let key, let value):
            lines.append("\(indent)Found key: \"\(key)\" value: \(Self.text(value, indent: indent))")
        case .notFound(let key): lines.append("\(indent)No such key: \"\(key)\"")
        case .result, .locationNotFound, nil: break
        }
        lines += texts.map { indent + $0 }
    }

    private static func text(_ value: Value, indent: String) -> String {
        let inner = indent + "  "
        switch value {
        case .hash(let entries) where !entries.isEmpty:
            let lines = entries.map { "\(inner)\(text($0.key, indent: inner)) => \(text($0.value, indent: inner))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            return "[\n" + elements.map { inner + text($0, indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        default: return RubyText.inspect(value, secrets: .shown)
        }
    }
}

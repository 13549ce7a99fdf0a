import Agent
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import YAML

/// A run's plan for people: each object with its manifest's place and its fields, then the counts.
struct RunPlanText {
    struct Line: Hashable {
        let text: String
        var style: Terminal.Style?
    }

    private(set) var lines: [Line] = []

    /// New objects and long values are cut after this many lines.
    private static let maximumBody = 60
    /// A value that is no longer than this stands on the line of its field.
    private static let shortValue = 80

    init(_ plan: RunPlan) {
        for object in plan.objects { add(object) }
        if let refusal = plan.pruneRefusal { lines.append(Line(text: "! pruning is refused: \(refusal)", style: .red)) }
        lines.append(Line(text: Self.summary(plan), style: .bold))
    }

    func show() {
        for line in lines { Terminal.say(line.style.map { Terminal.styled(line.text, $0) } ?? line.text) }
    }

    private static func summary(_ plan: RunPlan) -> String {
        let words: [(PlannedObject.Action, String)] = [
            (.create, "to create"), (.update, "to change"), (.replace, "to replace"), (.recreate, "to create again"),
            (.delete, "to delete"), (.prune, "to prune"), (.fail, "would fail"), (.skip, "would be skipped"),
        ]
        let counts = words.compactMap { action, word in
            plan.count(action) > 0 ? "\(plan.count(action)) \(word)" : nil
        }
        return "Plan: " + (counts + ["\(plan.unchanged) unchanged"]).joined(separator: ", ")
    }

    private mutating func add(_ object: PlannedObject) {
        let (mark, style, word) = Self.header(object.action)
        let namespace = object.identity.namespace.map { "\($0)/" } ?? ""
        let place = object.file.map { "  \($0)\(object.line.map { ":\($0)" } ?? "")" } ?? ""
        lines.append(
            Line(text: "\(mark) \(object.gvk.kind) \(namespace)\(object.identity.name)\(word)\(place)", style: style))
        for line in (object.note ?? "").split(separator: "\n") { lines.append(Line(text: "    \(line)", style: style)) }
        if let content = object.object { addBody(Self.essentials(content), "    + ", .green) }
        for change in object.changes { add(change) }
    }

    private static func header(_ action: PlannedObject.Action) -> (mark: String, style: Terminal.Style, word: String) {
        switch action {
        case .create: ("+", .green, "")
        case .update: ("~", .yellow, "")
        case .replace: ("±", .red, " (deleted and created again)")
        case .recreate: ("+", .green, "")
        case .delete: ("-", .red, "")
        case .prune: ("-", .red, " (in the catalog no more)")
        case .fail: ("!", .red, " (would fail)")
        case .skip: ("!", .yellow, " (would be skipped)")
        }
    }

    /// An object without what its header says already.
    private static func essentials(_ object: JSON) -> JSON {
        var object = object.object ?? [:]
        object["apiVersion"] = nil
        object["kind"] = nil
        var metadata = object["metadata"]?.object ?? [:]
        for name in ["name", "namespace"] { metadata[name] = nil }
        if var labels = metadata["labels"]?.object {
            labels[ApplySetParent.partOfLabel] = nil
            metadata["labels"] = labels.isEmpty ? nil : .object(labels)
        }
        object["metadata"] = metadata.isEmpty ? nil : .object(metadata)
        return .object(object)
    }

    private mutating func add(_ change: FieldChange) {
        let path = change.path.description
        switch (change.old, change.new) {
        case (let old?, let new?):
            if change.isSensitive {
                lines.append(Line(text: "  ~ \(path): changes (value redacted)", style: .yellow))
            } else if case .string(let before) = old, case .string(let after) = new,
                before.contains("\n") || after.contains("\n")
            {
                lines.append(Line(text: "  ~ \(path):", style: .yellow))
                addTexts(before, after)
            } else if let before = Self.short(old), let after = Self.short(new) {
                lines.append(Line(text: "  ~ \(path): \(before) → \(after)", style: .yellow))
            } else {
                lines.append(Line(text: "  ~ \(path):", style: .yellow))
                addBody(old, "    - ", .red)
                addBody(new, "    + ", .green)
            }
        case (nil, let new?): add("+", path, new, change, .green)
        case (let old?, nil): add("-", path, old, change, .red)
        case (nil, nil): break
        }
    }

    private mutating func add(
        _ mark: String, _ path: String, _ value: JSON, _ change: FieldChange, _ style: Terminal.Style
    ) {
        if change.isSensitive {
            lines.append(Line(text: "  \(mark) \(path) (value redacted)", style: style))
        } else if let text = Self.short(value) {
            lines.append(Line(text: "  \(mark) \(path): \(text)", style: style))
        } else {
            lines.append(Line(text: "  \(mark) \(path):", style: style))
            addBody(value, "    \(mark) ", style)
        }
    }

    private static func short(_ value: JSON) -> String? {
        if case .string(let text) = value, text.contains("\n") { return nil }
        let text = JSONWriter.text(value)
        return text.count <= shortValue ? text : nil
    }

    private mutating func addBody(_ value: JSON, _ prefix: String, _ style: Terminal.Style) {
        let body: [Substring]
        if case .string(let text) = value {
            body = text.split(separator: "\n", omittingEmptySubsequences: false)
        } else {
            body = YAMLEmitter.text(value).split(separator: "\n")
        }
        for line in body.prefix(Self.maximumBody) { lines.append(Line(text: prefix + line, style: style)) }
        let rest = body.count - Self.maximumBody
        if rest > 0 { lines.append(Line(text: "      … \(rest) more lines; --format json has all", style: .dim)) }
    }

    private mutating func addTexts(_ old: String, _ new: String) {
        for line in TextDifference(old, new).lines {
            switch line {
            case .kept(let text): lines.append(Line(text: "      \(text)", style: .dim))
            case .removed(let text): lines.append(Line(text: "    - \(text)", style: .red))
            case .added(let text): lines.append(Line(text: "    + \(text)", style: .green))
            case .omitted(let count): lines.append(Line(text: "      … \(count) lines …", style: .dim))
            }
        }
    }
}

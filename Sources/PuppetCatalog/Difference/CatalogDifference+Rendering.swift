package import JSON

extension CatalogDifference {
    /// A line a change, for people:
    ///
    /// ```
    /// + K8s::Service[shop/web]
    /// ~ K8s::Deployment[shop/web]
    ///     spec.replicas: 2 → 3
    /// - K8s::Configmap[shop/old]
    /// ```
    package var lines: [String] {
        var lines = added.map { "+ \($0)" }
        for change in changed {
            lines.append("~ \(change.reference)")
            lines += change.fields.map { "    \($0.text)" }
        }
        return lines + removed.map { "- \($0)" }
    }

    /// As data, for programs.
    package var json: JSON {
        [
            "added": .array(added.map { .string($0.description) }),
            "removed": .array(removed.map { .string($0.description) }),
            "changed": .array(
                changed.map { change in
                    ["resource": .string(change.reference.description), "fields": .array(change.fields.map(\.json))]
                }),
        ]
    }

    /// `2 added, 1 removed, 3 changed`.
    package var summary: String {
        isEmpty ? "no difference" : "\(added.count) added, \(removed.count) removed, \(changed.count) changed"
    }
}

extension CatalogDifference.FieldChange {
    /// `spec.replicas: 2 → 3`; a text of many lines is shown line by line.
    package var text: String {
        if isSecret { return "\(path): a secret changed" }
        if case .string(let old)? = old, case .string(let new)? = new, old.contains("\n") || new.contains("\n") {
            return ([path + ":"] + LineDifference.lines(old, new).map { "      \($0)" }).joined(separator: "\n")
        }
        switch (old, new) {
        case (let old?, let new?): return "\(path): \(JSONWriter.text(old)) → \(JSONWriter.text(new))"
        case (nil, let new?): return "\(path): \(JSONWriter.text(new)) (added)"
        case (let old?, nil): return "\(path): \(JSONWriter.text(old)) (removed)"
        case (nil, nil): return path
        }
    }

    package var json: JSON {
        var json: JSON = ["path": .string(path)]
        if isSecret { json["secret"] = true }
        json["old"] = old
        json["new"] = new
        return json
    }
}

/// The lines that differ between two texts, with `-` and `+` before them.
enum LineDifference {
    static func lines(_ old: String, _ new: String) -> [String] {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        var removed: [Int: String] = [:]
        var inserted: [Int: String] = [:]
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, let line, _): removed[offset] = String(line)
            case .insert(let offset, let line, _): inserted[offset] = String(line)
            }
        }
        return removed.sorted { $0.key < $1.key }.map { "- \($0.value)" }
            + inserted.sorted { $0.key < $1.key }.map { "+ \($0.value)" }
    }
}

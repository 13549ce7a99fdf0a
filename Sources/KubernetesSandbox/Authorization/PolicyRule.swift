import JSON
import OrderedCollections

/// One rule of a role.
struct PolicyRule: Hashable, Sendable {
    var verbs: [String] = []
    var groups: [String] = []
    var resources: [String] = []
    var names: [String] = []
    var paths: [String] = []

    init(_ json: JSON) {
        func texts(_ name: String) -> [String] { (json[name]?.array ?? []).compactMap(\.string) }
        verbs = texts("verbs")
        groups = texts("apiGroups")
        resources = texts("resources")
        names = texts("resourceNames")
        paths = texts("nonResourceURLs")
    }

    private init(verb: String, group: String, resource: String, names: [String]) {
        verbs = [verb]
        groups = [group]
        resources = [resource]
        self.names = names
    }

    private init(verb: String, path: String) {
        verbs = [verb]
        paths = [path]
    }

    func allows(_ access: AccessRequest) -> Bool {
        guard verbs.contains("*") || verbs.contains(access.verb) else { return false }
        switch access.object {
        case .path(let path): return paths.contains { Self.covers($0, path) }
        case .resource(let resource):
            guard groups.contains("*") || groups.contains(resource.group) else { return false }
            let full = resource.subresource.isEmpty ? resource.plural : "\(resource.plural)/\(resource.subresource)"
            let isNamed = resources.contains { rule in
                rule == "*" || rule == full || (!resource.subresource.isEmpty && rule == "*/\(resource.subresource)")
            }
            return isNamed && (names.isEmpty || names.contains(resource.name))
        }
    }

    private static func covers(_ rule: String, _ path: String) -> Bool {
        rule == "*" || rule == path || (rule.hasSuffix("*") && path.hasPrefix(rule.dropLast()))
    }

    /// The rule taken apart into rules of one verb for one thing each.
    private var parts: [PolicyRule] {
        let ofResources = groups.flatMap { group in
            resources.flatMap { resource in
                verbs.flatMap { verb in
                    (names.isEmpty ? [[]] : names.map { [$0] }).map {
                        PolicyRule(verb: verb, group: group, resource: resource, names: $0)
                    }
                }
            }
        }
        return ofResources + paths.flatMap { path in verbs.map { PolicyRule(verb: $0, path: path) } }
    }

    /// Whether this rule gives at least what a rule of one part gives.
    private func covers(_ part: PolicyRule) -> Bool {
        func has(_ own: [String], _ wanted: [String]) -> Bool { own.contains("*") || wanted.allSatisfy(own.contains) }
        guard has(verbs, part.verbs), has(groups, part.groups) else { return false }
        let coversResources = part.resources.allSatisfy { resource in
            if resources.contains("*") || resources.contains(resource) { return true }
            guard let slash = resource.firstIndex(of: "/") else { return false }
            return resources.contains("*\(resource[slash...])")
        }
        let coversPaths = part.paths.allSatisfy { path in paths.contains { Self.covers($0, path) } }
        let coversNames = names.isEmpty || (!part.names.isEmpty && part.names.allSatisfy(names.contains))
        return coversResources && coversPaths && coversNames
    }

    /// What of some rules others do not give, with the verbs for one thing together.
    static func missing(of wanted: [PolicyRule], in held: [PolicyRule]) -> [PolicyRule] {
        let missing = wanted.flatMap(\.parts).filter { part in !held.contains { $0.covers(part) } }
        var result: [PolicyRule] = []
        for part in missing {
            var sameButVerbs = part
            let place = result.firstIndex { known in
                sameButVerbs.verbs = known.verbs
                return known == sameButVerbs && part.paths.isEmpty
            }
            if let place { result[place].verbs += part.verbs } else { result.append(part) }
        }
        return result
    }

    /// `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`.
    var text: String {
        func list(_ name: String, _ texts: [String]) -> String? {
            texts.isEmpty
                ? nil : "\(name):[\(texts.map { JSONWriter.text(.string($0)) }.joined(separator: " "))]"
        }
        let parts = [
            list("APIGroups", groups), list("Resources", resources), list("NonResourceURLs", paths),
            list("ResourceNames", names), list("Verbs", verbs),
        ]
        return "{\(parts.compactMap { $0 }.joined(separator: ", "))}"
    }
}

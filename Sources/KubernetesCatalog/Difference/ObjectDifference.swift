package import JSON
package import Kubernetes
import OrderedCollections

/// One field that differs between two states of an object.
package struct FieldChange: Hashable, Sendable {
    package let path: FieldPath
    /// Nil where the field is not there. A sensitive value is replaced.
    package let old: JSON?
    package let new: JSON?
    package let isSensitive: Bool

    package init(path: FieldPath, old: JSON?, new: JSON?, isSensitive: Bool = false) {
        self.path = path
        self.old = old
        self.new = new
        self.isSensitive = isSensitive
    }

    /// Stands for a value that must not be shown.
    package static let masked: JSON = "[value redacted]"
}

/// Compares a live object with what it is to become, for people: without what the server keeps for itself, and
/// without secrets.
package struct ObjectDifference {
    private var changes: [FieldChange] = []
    private var path: [PathStep] = []
    private let sensitivePaths: [FieldPath]

    private static let maximumDepth = 200

    private static let serverFields: Set<FieldPath> = [
        FieldPath("metadata", "creationTimestamp"), FieldPath("metadata", "generation"),
        FieldPath("metadata", "managedFields"), FieldPath("metadata", "resourceVersion"),
        FieldPath("metadata", "selfLink"), FieldPath("metadata", "uid"), FieldPath("status"),
    ]

    private static let alwaysSensitiveInSecrets = [
        FieldPath("data"), FieldPath("stringData"),
    ]

    /// kubectl's record of its last apply repeats the whole object, secrets too.
    private static func withoutRecord(_ object: JSON?) -> JSON {
        guard let object, object[path: "metadata", "annotations"]?[Adoption.lastApplied] != nil else {
            return object ?? [:]
        }
        let bare = FieldPath("metadata", "annotations", Adoption.lastApplied).removing(from: object)
        guard bare[path: "metadata", "annotations"] == [:] else { return bare }
        return FieldPath("metadata", "annotations").removing(from: bare)
    }

    /// The changes in the order of the fields. Lists whose elements have names are compared by name.
    ///
    /// A live object of nil gives one change for each top-level field of the new one, and the other way round.
    package static func between(
        live: JSON?, desired: JSON?, sensitivePaths: [FieldPath] = [], schema: SchemaNode? = nil
    ) -> [FieldChange] {
        let isSecret = (desired ?? live)?["kind"] == "Secret"
        var difference = ObjectDifference(
            sensitivePaths: sensitivePaths + (isSecret ? alwaysSensitiveInSecrets : []))
        difference.compare(withoutRecord(live), withoutRecord(desired), schema)
        return difference.changes
    }

    private init(sensitivePaths: [FieldPath]) { self.sensitivePaths = sensitivePaths }

    private mutating func compare(_ old: JSON, _ new: JSON, _ node: SchemaNode?) {
        guard path.count < Self.maximumDepth else { return }
        switch (old, new) {
        case (.object(let old), .object(let new)): compare(old, new, node)
        case (.array(let old), .array(let new)): compare(old, new, node)
        default: if old != new { add(old, new) }
        }
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject, _ node: SchemaNode?) {
        let added = new.keys.filter { old[$0] == nil }
        for key in Array(old.keys) + added {
            path.append(.member(key))
            defer { path.removeLast() }
            if path.count <= 2, Self.serverFields.contains(FieldPath(path)) { continue }
            compare(old[key], new[key], node?.member(key))
        }
    }

    private mutating func compare(_ old: JSON?, _ new: JSON?, _ node: SchemaNode?) {
        if let old, let new { return compare(old, new, node) }
        if (old ?? .null).isNull, (new ?? .null).isNull { return }
        add(old, new)
    }

    private mutating func compare(_ old: [JSON], _ new: [JSON], _ node: SchemaNode?) {
        guard old != new else { return }
        if let key = Self.elementKey(old, new, node) {
            compareByName(old, new, key, node?.items)
            return
        }
        for index in 0..<max(old.count, new.count) {
            path.append(.element(index))
            compare(JSON.array(old)[index], JSON.array(new)[index], node?.items)
            path.removeLast()
        }
    }

    /// The member that names the elements of both lists: the schema's single map key, or `name`.
    private static func elementKey(_ old: [JSON], _ new: [JSON], _ node: SchemaNode?) -> String? {
        let key: String
        switch node?.listType {
        case .map? where node?.mapKeys.count == 1: key = node?.mapKeys.first ?? "name"
        case nil: key = "name"
        case .map?, .set?, .atomic?: return nil
        }
        for list in [old, new] {
            let names = list.compactMap { $0[key]?.string }
            guard names.count == list.count, Set(names).count == names.count else { return nil }
        }
        return key
    }

    private mutating func compareByName(_ old: [JSON], _ new: [JSON], _ key: String, _ node: SchemaNode?) {
        func byName(_ list: [JSON]) -> OrderedDictionary<String, JSON> {
            OrderedDictionary(list.map { ($0[key]?.string ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (byName(old), byName(new))
        for name in Array(old.keys) + new.keys.filter({ old[$0] == nil }) {
            path.append(.matching(key: key, value: name))
            compare(old[name], new[name], node)
            path.removeLast()
        }
    }

    private mutating func add(_ old: JSON?, _ new: JSON?) {
        let place = FieldPath(path)
        let isSensitive = sensitivePaths.contains { $0.mayMatch(place) }
        changes.append(
            FieldChange(
                path: place, old: isSensitive ? old.map { _ in FieldChange.masked } : old,
                new: isSensitive ? new.map { _ in FieldChange.masked } : new, isSensitive: isSensitive))
    }
}

extension FieldPath {
    /// Whether one path can lead to the other's field or around it, when list elements are named here by index and there by name.
    fileprivate func mayMatch(_ other: FieldPath) -> Bool {
        zip(steps, other.steps).allSatisfy { left, right in
            switch (left, right) {
            case (.member(let a), .member(let b)): a == b
            case (.element(let a), .element(let b)): a == b
            case (.member, _), (_, .member): false
            default: true
            }
        }
    }
}

import JSON
import Kubernetes
import OrderedCollections

extension JSONObject {
    /// Sets a member that is missing or null.
    mutating func setDefault(_ name: String, _ value: @autoclosure () -> JSON) {
        if self[name]?.isNull ?? true { self[name] = value() }
    }

    /// Sets `managedFields`, which is left out where nobody owns anything.
    mutating func setManagers(_ managers: ManagedFields) {
        self["managedFields"] = nil
        if !managers.isEmpty { self["managedFields"] = managers.json }
    }

    /// Edits a member that is an object; others stay as they are.
    mutating func edit(_ name: String, _ change: (inout JSONObject) -> Void) {
        guard case .object(var child)? = self[name] else { return }
        change(&child)
        self[name] = .object(child)
    }

    /// Edits the objects of a member that is a list.
    mutating func editEach(_ name: String, _ change: (inout JSONObject) -> Void) {
        guard case .array(let elements)? = self[name] else { return }
        self[name] = .array(
            elements.map { element in
                guard case .object(var child) = element else { return element }
                change(&child)
                return .object(child)
            })
    }
}

extension JSON {
    /// Edits an object in place; what is not an object stays as it is.
    mutating func edit(_ change: (inout JSONObject) -> Void) {
        guard case .object(var members) = self else { return }
        change(&members)
        self = .object(members)
    }

    mutating func editMetadata(_ change: (inout JSONObject) -> Void) {
        edit { object in
            object.setDefault("metadata", .object([:]))
            object.edit("metadata", change)
        }
    }

    /// Whether values are nested deeper than a limit, beyond which nothing is looked at.
    func isDeeper(than limit: Int) -> Bool {
        guard limit > 0 else { return true }
        switch self {
        case .array(let elements): return elements.contains { $0.isDeeper(than: limit - 1) }
        case .object(let members): return members.values.contains { $0.isDeeper(than: limit - 1) }
        case .null, .boolean, .integer, .double, .string: return false
        }
    }

    /// Without some members.
    func without(_ names: String...) -> JSON {
        guard case .object(var members) = self else { return self }
        for name in names { members[name] = nil }
        return .object(members)
    }

    /// Without `metadata.managedFields`.
    var withoutManagedFields: JSON {
        guard self[path: "metadata", "managedFields"] != nil else { return self }
        var result = self
        result.editMetadata { $0["managedFields"] = nil }
        return result
    }

    var metadata: JSONObject { self["metadata"]?.object ?? [:] }
    var finalizers: [String] { (self[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string) }
    var isTerminating: Bool { self[path: "metadata", "deletionTimestamp"]?.string != nil }
    var name: String { self[path: "metadata", "name"]?.string ?? "" }
    var namespace: String { self[path: "metadata", "namespace"]?.string ?? "" }
    var uid: String { self[path: "metadata", "uid"]?.string ?? "" }
    var resourceVersion: String? { self[path: "metadata", "resourceVersion"]?.string }
    var labels: JSONObject { self[path: "metadata", "labels"]?.object ?? [:] }
}

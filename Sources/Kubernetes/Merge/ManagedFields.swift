package import JSON
import OrderedCollections

/// Which manager owns which fields of an object: `metadata.managedFields`.
package struct ManagedFields: Hashable, Sendable {
    private(set) var entries: [Manager: Ownership] = [:]

    package enum Operation: String, Hashable, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    /// One owner. Appliers are one whatever version they apply; updaters are another one in each version.
    package struct Manager: Hashable, Sendable {
        package let name: String
        package let operation: Operation
        package let apiVersion: String
        package let subresource: String

        package init(name: String, operation: Operation, apiVersion: String, subresource: String = "") {
            self.name = name
            self.operation = operation
            self.apiVersion = operation == .apply ? "" : apiVersion
            self.subresource = subresource
        }
    }

    struct Ownership: Hashable, Sendable {
        var apiVersion: String
        var time: String?
        var fields: FieldSet
    }

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// Reads `metadata.managedFields`; nil where the list is malformed.
    package init?(_ json: JSON?) {
        for entry in json?.array ?? [] {
            guard let operation = entry["operation"]?.string.flatMap(Operation.init),
                let apiVersion = entry["apiVersion"]?.string,
                let fields = try? FieldSet(fieldsV1: entry["fieldsV1"] ?? .object([:]))
            else { return nil }
            let manager = Manager(
                name: entry["manager"]?.string ?? "", operation: operation, apiVersion: apiVersion,
                subresource: entry["subresource"]?.string ?? "")
            entries[manager] = Ownership(apiVersion: apiVersion, time: entry["time"]?.string, fields: fields)
        }
    }

    /// What a manager owns.
    package func fields(of manager: Manager) -> FieldSet { entries[manager]?.fields ?? FieldSet() }

    /// Sets what a manager owns; owning nothing removes it.
    mutating func set(_ manager: Manager, _ fields: FieldSet, apiVersion: String, time: String?) {
        entries[manager] = fields.isEmpty ? nil : Ownership(apiVersion: apiVersion, time: time, fields: fields)
    }

    mutating func take(_ fields: FieldSet, from manager: Manager) {
        guard var ownership = entries[manager] else { return }
        ownership.fields = ownership.fields.subtracting(fields)
        entries[manager] = ownership.fields.isEmpty ? nil : ownership
    }

    /// The wire form: appliers before updaters, older before newer, then by name.
    package var json: JSON {
        let sorted = entries.sorted { left, right in
            sortKey(left).lexicographicallyPrecedes(sortKey(right))
        }
        return .array(sorted.map { Self.json($0.key, $0.value) })
    }

    private func sortKey(_ entry: (key: Manager, value: Ownership)) -> [String] {
        [
            entry.key.operation.rawValue, entry.value.time ?? "", entry.key.name, entry.value.apiVersion,
            entry.key.subresource,
        ]
    }

    private static func json(_ manager: Manager, _ ownership: Ownership) -> JSON {
        var result: JSONObject = [
            "manager": .string(manager.name), "operation": .string(manager.operation.rawValue),
            "apiVersion": .string(ownership.apiVersion),
        ]
        if let time = ownership.time { result["time"] = .string(time) }
        result["fieldsType"] = "FieldsV1"
        result["fieldsV1"] = ownership.fields.fieldsV1
        if !manager.subresource.isEmpty { result["subresource"] = .string(manager.subresource) }
        return .object(result)
    }
}

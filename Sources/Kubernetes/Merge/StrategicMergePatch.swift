package import JSON
import OrderedCollections

/// Strategic merge patch: a merge patch that knows which lists merge, and by which key.
package enum StrategicMergePatch {
    /// Why a patch cannot be applied.
    package struct Failure: Error, Hashable, Sendable {
        package let message: String
    }

    /// The target with the patch merged into it.
    package static func apply(_ patch: JSON, to target: JSON, schema: SchemaNode) throws(Failure) -> JSON {
        guard case .object(let changes) = patch else { throw Failure(message: "a patch is an object") }
        return try merge(changes, into: target.object ?? [:], schema) ?? .object([:])
    }

    /// Nil where the patch deletes the object.
    private static func merge(
        _ patch: JSONObject, into target: JSONObject, _ schema: SchemaNode
    ) throws(Failure) -> JSON? {
        var target = target
        switch patch["$patch"]?.string {
        case "replace":
            var replacement = patch
            replacement["$patch"] = nil
            return .object(replacement)
        case "delete": return nil
        case "merge", nil: break
        case .some(let other): throw Failure(message: "Unknown patch type found: map[$patch:\(other)]")
        }
        if case .array(let retained)? = patch["$retainKeys"] {
            let names = Set(retained.compactMap(\.string))
            target = target.filter { names.contains($0.key) }
        }
        for (name, change) in patch where !name.hasPrefix("$") {
            let member = schema.memberForMerge(name)
            switch change {
            case .null: target[name] = nil
            case .object(let changes) where !member.patchStrategies.contains("replace"):
                target[name] = try merge(changes, into: target[name]?.object ?? [:], member)
            case .array(let elements) where member.patchStrategies.contains("merge"):
                let order = patch["$setElementOrder/\(name)"]?.array
                let merged = try merge(elements, into: target[name]?.array ?? [], member)
                target[name] = .array(order.map { sort(merged, by: $0, key: member.patchMergeKey) } ?? merged)
            case .array(let elements): target[name] = .array(elements.filter { $0["$patch"] == nil })
            case .object, .boolean, .integer, .double, .string: target[name] = change
            }
        }
        try deletePrimitives(patch, &target)
        return .object(target)
    }

    /// `$deleteFromPrimitiveList/finalizers: [a]`, and an order for lists that the patch does not otherwise touch.
    private static func deletePrimitives(_ patch: JSONObject, _ target: inout JSONObject) throws(Failure) {
        for (name, value) in patch where name.hasPrefix("$deleteFromPrimitiveList/") {
            let list = String(name.dropFirst("$deleteFromPrimitiveList/".count))
            guard case .array(let deleted) = value, case .array(let elements)? = target[list] else { continue }
            target[list] = .array(elements.filter { !deleted.contains($0) })
        }
    }

    private static func merge(
        _ patch: [JSON], into target: [JSON], _ schema: SchemaNode
    ) throws(Failure) -> [JSON] {
        if patch.contains(where: { $0["$patch"]?.string == "replace" }) {
            return patch.filter { $0["$patch"] == nil }
        }
        guard let key = schema.patchMergeKey else {
            return target + patch.filter { !target.contains($0) }
        }
        var result = target
        for element in patch {
            guard case .object(let changes) = element, let name = element[key] else {
                throw Failure(
                    message: "map: \(JSONWriter.text(element)) does not contain declared merge key: \(key)")
            }
            let index = result.firstIndex { $0[key] == name }
            switch (index, element["$patch"]?.string) {
            case (.some(let index), "delete"): result.remove(at: index)
            case (nil, "delete"): break
            case (.some(let index), _):
                let merged = try merge(changes, into: result[index].object ?? [:], schema.items ?? .any)
                if let merged { result[index] = merged } else { result.remove(at: index) }
            case (nil, _):
                if let merged = try merge(changes, into: [:], schema.items ?? .any) { result.append(merged) }
            }
        }
        return result
    }

    private static func sort(_ elements: [JSON], by order: [JSON], key: String?) -> [JSON] {
        func position(_ element: JSON) -> Int? {
            guard let key else { return order.firstIndex(of: element) }
            return order.firstIndex { $0[key] == element[key] }
        }
        let listed = elements.enumerated().compactMap { index, element in
            position(element).map { (position: $0, index: index, element: element) }
        }
        let ordered = listed.sorted { ($0.position, $0.index) < ($1.position, $1.index) }.map(\.element)
        return ordered + elements.filter { position($0) == nil }
    }
}

package import JSON
import OrderedCollections

/// What differs between two catalogs: for people before they promote, and for `catalog diff`.
///
/// Tags, places, order and the catalog's own version do not count. A secret shows that it changed, never what it is.
package struct CatalogDifference: Hashable, Sendable {
    package let added: [ResourceReference]
    package let removed: [ResourceReference]
    package let changed: [ResourceChange]

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    package struct ResourceChange: Hashable, Sendable {
        package let reference: ResourceReference
        package let fields: [FieldChange]
    }

    /// A changed value. `old` is nil where it was added, `new` where it was removed; both are nil for a secret.
    package struct FieldChange: Hashable, Sendable {
        /// `spec.template.spec.containers[0].image`.
        package let path: String
        package let old: JSON?
        package let new: JSON?
        package let isSecret: Bool
    }

    /// Resources in the order of the catalogs; the old one's for those that were removed.
    package static func between(_ old: Catalog, _ new: Catalog) -> CatalogDifference {
        let before = byReference(old)
        let after = byReference(new)
        var changed: [ResourceChange] = []
        for resource in new.resources {
            guard let previous = before[resource.reference] else { continue }
            let fields = self.fields(previous, resource)
            if !fields.isEmpty { changed.append(ResourceChange(reference: resource.reference, fields: fields)) }
        }
        return CatalogDifference(
            added: new.resources.map(\.reference).filter { before[$0] == nil },
            removed: old.resources.map(\.reference).filter { after[$0] == nil }, changed: changed)
    }

    private static func byReference(_ catalog: Catalog) -> [ResourceReference: Resource] {
        Dictionary(catalog.resources.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func fields(_ old: Resource, _ new: Resource) -> [FieldChange] {
        var fields: [FieldChange] = []
        for name in old.parameters.keys.elements + new.parameters.keys.filter({ old.parameters[$0] == nil }) {
            let before = old.parameters[name].map(RichData.json)
            let after = new.parameters[name].map(RichData.json)
            guard before != after else { continue }
            if old.sensitiveParameters.contains(name) || new.sensitiveParameters.contains(name) {
                fields.append(FieldChange(path: name, old: nil, new: nil, isSecret: true))
            } else {
                compare(before, after, path: name, depth: 0, into: &fields)
            }
        }
        return fields
    }

    private static func compare(
        _ old: JSON?, _ new: JSON?, path: String, depth: Int, into fields: inout [FieldChange]
    ) {
        guard old != new else { return }
        if isSecret(old) || isSecret(new) {
            fields.append(FieldChange(path: path, old: nil, new: nil, isSecret: true))
            return
        }
        switch (old, new) {
        case (.object(let before)?, .object(let after)?) where depth < 100:
            for key in before.keys.elements + after.keys.filter({ before[$0] == nil }) {
                compare(before[key], after[key], path: "\(path).\(key)", depth: depth + 1, into: &fields)
            }
        case (.array(let before)?, .array(let after)?) where depth < 100:
            for index in 0..<max(before.count, after.count) {
                compare(
                    index < before.count ? before[index] : nil, index < after.count ? after[index] : nil,
                    path: "\(path)[\(index)]", depth: depth + 1, into: &fields)
            }
        default:
            fields.append(FieldChange(path: path, old: old.map(masked), new: new.map(masked), isSecret: false))
        }
    }

    private static func isSecret(_ value: JSON?) -> Bool { value?["__ptype"]?.string == "Sensitive" }

    /// The value with every secret inside replaced.
    private static func masked(_ value: JSON) -> JSON {
        if isSecret(value) { return "Sensitive [value redacted]" }
        switch value {
        case .array(let values): return .array(values.map(masked))
        case .object(let members): return .object(members.mapValues(masked))
        case .null, .boolean, .integer, .double, .string: return value
        }
    }
}

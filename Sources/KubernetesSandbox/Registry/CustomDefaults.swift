import JSON
import Kubernetes
import OrderedCollections

/// The defaults of a custom resource's schema.
enum CustomDefaults {
    static func apply(to object: JSON, _ schema: SchemaNode) -> JSON { fill(object, schema, depth: 0) }

    private static func fill(_ value: JSON, _ node: SchemaNode, depth: Int) -> JSON {
        guard depth < 100 else { return value }
        switch value {
        case .object(var members):
            for (name, value) in node.statedDefaults where members[name]?.isNull ?? true {
                if members[name] != nil, node.property(name)?.isNullable == true { continue }
                members[name] = value
            }
            for (name, member) in members where depth > 0 || name != "metadata" {
                if let child = node.member(name) { members[name] = fill(member, child, depth: depth + 1) }
            }
            return .object(members)
        case .array(let elements):
            guard let items = node.items else { return value }
            return .array(elements.map { fill($0, items, depth: depth + 1) })
        case .null, .boolean, .integer, .double, .string: return value
        }
    }
}

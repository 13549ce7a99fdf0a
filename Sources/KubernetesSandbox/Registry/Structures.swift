import JSON
import Kubernetes
import OrderedCollections

/// The structures that an object always has, because they are not optional in the API's Go types, and the defaults
/// that the schema states.
struct Structures {
    private let schema: SchemaNode

    init(_ schema: SchemaNode) { self.schema = schema }

    /// The object with its structures and stated defaults.
    func fill(_ object: JSON) -> JSON {
        guard case .object(var members) = object else { return object }
        for name in ["spec", "status"] where schema.property(name)?.hasProperties == true {
            members.setDefault(name, .object([:]))
        }
        for (name, value) in members {
            switch name {
            case "apiVersion", "kind", "metadata": break
            default: if let child = schema.member(name) { members[name] = fill(value, child, depth: 0) }
            }
        }
        return .object(members)
    }

    /// What a new object is before anything is set: lists that must be there are null.
    func empty(_ gvk: GroupVersionKind) -> JSON {
        let start: JSON = [
            "apiVersion": .string(gvk.apiVersion), "kind": .string(gvk.kind), "metadata": .object([:]),
        ]
        return withNullLists(fill(start), schema, depth: 0)
    }

    private func fill(_ value: JSON, _ node: SchemaNode, depth: Int) -> JSON {
        guard depth < 64 else { return value }
        switch value {
        case .object(var members):
            guard node.hasProperties else {
                guard let child = node.additionalProperties, child.hasProperties || child.types == .array else {
                    return value
                }
                return .object(members.mapValues { fill($0, child, depth: depth + 1) })
            }
            if node.property("x-kubernetes-validations") != nil { return value }
            addStructures(&members, node)
            addDefaults(&members, node)
            for (name, member) in members {
                switch member {
                case .object, .array:
                    if let child = node.member(name) { members[name] = fill(member, child, depth: depth + 1) }
                case .null, .boolean, .integer, .double, .string: break
                }
            }
            return .object(members)
        case .array(let elements):
            guard let items = node.items, items.hasProperties else { return value }
            return .array(elements.map { fill($0, items, depth: depth + 1) })
        case .null, .boolean, .integer, .double, .string: return value
        }
    }

    private func addStructures(_ members: inout JSONObject, _ node: SchemaNode) {
        if node.property("spec") != nil, node.property("metadata")?.property("managedFields") != nil {
            members.setDefault("metadata", .object([:]))
            members.setDefault("spec", .object([:]))
        }
        for name in Self.alwaysPresent where node.property(name)?.hasProperties == true {
            members.setDefault(name, .object([:]))
        }
        for name in Self.presentWhereRequired where node.required.contains(name) {
            if node.property(name)?.property("spec") != nil { members.setDefault(name, .object([:])) }
        }
        if node.property("resources")?.property("requests") != nil, node.property("containers") == nil {
            members.setDefault("resources", .object([:]))
        }
    }

    private static let alwaysPresent = ["strategy", "updateStrategy", "loadBalancer", "acceptedNames"]
    private static let presentWhereRequired = ["template", "jobTemplate"]

    private func addDefaults(_ members: inout JSONObject, _ node: SchemaNode) {
        for (name, value) in node.statedDefaults where members[name] == nil {
            if value == "", !node.required.contains(name) { continue }
            members[name] = value
        }
        // What Go does not leave out when it is zero.
        for name in node.required where members[name] == nil {
            guard let property = node.property(name), !property.isIntOrString, !property.isQuantity else { continue }
            if property.types == .integer {
                members[name] = 0
            } else if property.types == .boolean {
                members[name] = false
            }
        }
    }

    private func withNullLists(_ value: JSON, _ node: SchemaNode, depth: Int) -> JSON {
        guard case .object(var members) = value, depth < 64 else { return value }
        for name in node.required where members[name] == nil && node.property(name)?.types == .array {
            members[name] = .null
        }
        for (name, member) in members where name != "metadata" || depth > 0 {
            if let child = node.member(name) { members[name] = withNullLists(member, child, depth: depth + 1) }
        }
        return .object(members)
    }
}

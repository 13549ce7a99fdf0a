import CEL
import JSON
import OrderedCollections

/// The rules of a schema and of all its parts, compiled.
indirect enum ValidationRules: Sendable {
    case none
    case node(Node)

    struct Node: Sendable {
        let type: String
        let declared: CELSchema?
        let rules: [ValidationRule]
        let items: ValidationRules
        let listMapKeys: [String]
        let additionalProperties: ValidationRules
        let properties: OrderedDictionary<String, ValidationRules>
    }

    /// The rules of a custom resource's schema.
    init(of schema: JSON) { self.init(CustomSchema(schema, isResource: true), depth: 0) }

    private init(_ schema: CustomSchema, depth: Int) {
        guard depth < CustomSchema.maximumDepth, Self.mentionsRules(schema.json, depth: depth) else {
            self = .none
            return
        }
        let declared = schema.declared()
        var properties: OrderedDictionary<String, ValidationRules> = [:]
        for name in schema.json["properties"]?.object?.keys ?? [] {
            guard let property = schema.property(name) else { continue }
            let rules = ValidationRules(property, depth: depth + 1)
            if case .node = rules { properties[name] = rules }
        }
        let rules = declared.map { declared in
            (schema.json["x-kubernetes-validations"]?.array ?? []).map { ValidationRule($0, for: schema, declared) }
        }
        self = .node(
            Node(
                type: schema.json["type"]?.string ?? "", declared: declared, rules: rules ?? [],
                items: schema.items.map { ValidationRules($0, depth: depth + 1) } ?? .none,
                listMapKeys: schema.listMapKeys,
                additionalProperties: schema.additionalProperties.map { ValidationRules($0, depth: depth + 1) }
                    ?? .none, properties: properties))
    }

    private static func mentionsRules(_ schema: JSON, depth: Int) -> Bool {
        guard depth < CustomSchema.maximumDepth, case .object(let members) = schema else { return false }
        if members["x-kubernetes-validations"] != nil { return true }
        if let items = members["items"], mentionsRules(items, depth: depth + 1) { return true }
        if let values = members["additionalProperties"], mentionsRules(values, depth: depth + 1) { return true }
        return (members["properties"]?.object ?? [:]).values.contains { mentionsRules($0, depth: depth + 1) }
    }

    /// The problems of an object's new state by these rules.
    func problems(in object: JSON, replacing old: JSON?) -> [FieldProblem] {
        var run = ValidationRun()
        run.check(object, by: self, at: "", old.map { .init(old: $0, nearest: nil) } ?? .none, oldValue: old)
        return run.problems
    }
}

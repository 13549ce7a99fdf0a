import JSON
import Kubernetes
import OrderedCollections

/// Custom objects against the schema of their definition, in the words of the API server.
struct CustomResourceValidation {
    private var problems: [FieldProblem] = []
    private static let maximumDepth = 100
    /// Objects with problems of these kinds are not given to rules.
    private static let blockingReasons: Set<String> = [
        "FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
        "FieldValueTypeInvalid",
    ]

    static func problems(
        in object: JSON, replacing old: JSON?, _ served: ServedResource, definition: JSON
    ) -> [FieldProblem] {
        var validation = CustomResourceValidation()
        guard let schema = definition[path: "schema", "openAPIV3Schema"] else { return [] }
        for (name, value) in object.object ?? [:] where !["apiVersion", "kind", "metadata"].contains(name) {
            if let child = schema[path: "properties", name] { validation.check(value, child, name, depth: 0) }
        }
        validation.checkRequired(object.object ?? [:], schema, "")
        let rules = served.validationRules
        if case .none = rules { return validation.problems }
        guard !validation.problems.contains(where: { Self.blockingReasons.contains($0.reason) }) else {
            let words =
                "some validation rules were not checked because the object was invalid; correct the existing "
                + "errors to complete validation"
            return validation.problems + [.invalid("<nil>", .null, words)]
        }
        return validation.problems + rules.problems(in: object, replacing: old)
    }

    private mutating func check(_ value: JSON, _ schema: JSON, _ path: String, depth: Int) {
        guard depth < Self.maximumDepth else { return }
        if value.isNull {
            if schema["nullable"] != true { mismatch(value, schema, path) }
            return
        }
        guard hasType(value, schema) else { return mismatch(value, schema, path) }
        switch value {
        case .object(let members):
            checkRequired(members, schema, path)
            for (name, member) in members {
                if let child = schema[path: "properties", name] ?? schema["additionalProperties"] {
                    check(member, child, "\(path).\(name)", depth: depth + 1)
                }
            }
        case .array(let elements):
            checkList(elements, schema, path, depth: depth)
        case .string(let text): checkText(text, schema, path)
        case .integer, .double: checkNumber(value, schema, path)
        case .null, .boolean: break
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            problems.append(.notSupported(path, value, allowed.map { $0.string ?? JSONWriter.text($0) }))
        }
    }

    private mutating func checkRequired(_ members: JSONObject, _ schema: JSON, _ path: String) {
        for name in schema["required"]?.array ?? [] {
            guard let name = name.string, members[name] == nil else { continue }
            problems.append(.required(path.isEmpty ? name : "\(path).\(name)"))
        }
    }

    private mutating func checkList(_ elements: [JSON], _ schema: JSON, _ path: String, depth: Int) {
        if let limit = schema["maxItems"]?.integer, elements.count > limit {
            problems.append(
                FieldProblem(
                    reason: "FieldValueTooMany", field: path,
                    message: "Too many: \(elements.count): must have at most \(limit) items"))
        }
        if let limit = schema["minItems"]?.integer, elements.count < limit {
            problems.append(
                .invalid(path, .integer(elements.count), "\(path) in body should have at least \(limit) items"))
        }
        if schema["x-kubernetes-list-type"] == "set" {
            var seen: Set<JSON> = []
            for (index, element) in elements.enumerated() where !seen.insert(element).inserted {
                problems.append(.duplicate("\(path)[\(index)]", element))
            }
        }
        guard let items = schema["items"] else { return }
        for (index, element) in elements.enumerated() {
            check(element, items, "\(path)[\(index)]", depth: depth + 1)
        }
    }

    private mutating func checkText(_ text: String, _ schema: JSON, _ path: String) {
        if let limit = schema["maxLength"]?.integer, text.unicodeScalars.count > limit {
            problems.append(.tooLong(path, limit: limit))
        }
        if let limit = schema["minLength"]?.integer, text.unicodeScalars.count < limit {
            problems.append(
                .invalid(path, .string(text), "\(path) in body should be at least \(limit) chars long"))
        }
        if let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern), text.firstMatch(of: regex) == nil {
            problems.append(.invalid(path, .string(text), "\(path) in body should match '\(pattern)'"))
        }
    }

    private mutating func checkNumber(_ value: JSON, _ schema: JSON, _ path: String) {
        guard let number = value.double else { return }
        if let bound = schema["minimum"]?.double {
            let isExclusive = schema["exclusiveMinimum"] == true
            if isExclusive ? number <= bound : number < bound {
                let words = isExclusive ? "should be greater than" : "should be greater than or equal to"
                problems.append(
                    .invalid(path, value, "\(path) in body \(words) \(JSONWriter.text(schema["minimum"] ?? 0))"))
            }
        }
        if let bound = schema["maximum"]?.double {
            let isExclusive = schema["exclusiveMaximum"] == true
            if isExclusive ? number >= bound : number > bound {
                let words = isExclusive ? "should be less than" : "should be less than or equal to"
                problems.append(
                    .invalid(path, value, "\(path) in body \(words) \(JSONWriter.text(schema["maximum"] ?? 0))"))
            }
        }
    }

    private func hasType(_ value: JSON, _ schema: JSON) -> Bool {
        if schema["x-kubernetes-int-or-string"] == true {
            switch value {
            case .integer, .string: return true
            case .null, .boolean, .double, .array, .object: return false
            }
        }
        switch (schema["type"]?.string, value) {
        case (nil, _): return true
        case ("object", .object), ("array", .array), ("string", .string), ("boolean", .boolean),
            ("integer", .integer), ("number", .integer), ("number", .double):
            return true
        case ("integer", .double(let number)): return Int(exactly: number) != nil
        default: return false
        }
    }

    private mutating func mismatch(_ value: JSON, _ schema: JSON, _ path: String) {
        let type = schema["type"]?.string ?? "integer,string"
        let actual: String =
            switch value {
            case .null: "null"
            case .boolean: "boolean"
            case .integer: "integer"
            case .double: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        problems.append(
            FieldProblem(
                reason: "FieldValueTypeInvalid", field: path,
                message: "Invalid value: \"\(actual)\": \(path) in body must be of type \(type): \"\(actual)\""))
    }
}

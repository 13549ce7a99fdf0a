import CEL
import JSON
import OrderedCollections

/// The rules of a CustomResourceDefinition as it is created: whether they are whole, and compile.
struct RuleDefinitions {
    private var schemaProblems: [FieldProblem] = []
    private var ruleProblems: [FieldProblem] = []

    /// The problems of the rules of all versions.
    static func problems(in versions: [JSON]) -> [FieldProblem] {
        let schemas = versions.map { $0[path: "schema", "openAPIV3Schema"] ?? .null }
        // Versions of one schema have it in one place, where the API server keeps it.
        let isOne = schemas.allSatisfy { $0 == schemas.first }
        var problems: [FieldProblem] = []
        for (index, schema) in (isOne ? Array(schemas.prefix(1)) : schemas).enumerated() {
            let place = isOne ? "spec.validation" : "spec.versions[\(index)].schema"
            var definitions = RuleDefinitions()
            definitions.check(
                CustomSchema(schema, isResource: true), at: "\(place).openAPIV3Schema", uncorrelated: nil, depth: 0)
            problems += definitions.schemaProblems + definitions.ruleProblems
        }
        return problems
    }

    /// - Parameter uncorrelated: The list or map around the schema whose values of before are not known, if any.
    private mutating func check(_ schema: CustomSchema, at path: String, uncorrelated: String?, depth: Int) {
        guard depth < CustomSchema.maximumDepth else { return }
        let before = schemaProblems.count
        if let values = schema.additionalProperties {
            check(values, at: "\(path).additionalProperties", uncorrelated: uncorrelated, depth: depth + 1)
        }
        for name in schema.json["properties"]?.object?.keys.sorted() ?? [] {
            guard let property = schema.property(name) else { continue }
            check(property, at: "\(path).properties[\(name)]", uncorrelated: uncorrelated, depth: depth + 1)
        }
        if let items = schema.items {
            let list = uncorrelated ?? (schema.json["x-kubernetes-list-type"] == "map" ? nil : path)
            check(items, at: "\(path).items", uncorrelated: list, depth: depth + 1)
        }
        let rules = schema.json["x-kubernetes-validations"]?.array ?? []
        let place = "\(path).x-kubernetes-validations"
        for (index, rule) in rules.enumerated() { checkShape(rule, schema, at: "\(place)[\(index)]") }
        guard schemaProblems.count == before, let declared = schema.declared() else { return }
        for (index, rule) in rules.enumerated() {
            compile(rule, declared, at: "\(place)[\(index)]", uncorrelated)
        }
    }

    private static let reasons = [
        "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
    ]

    private mutating func checkShape(_ rule: JSON, _ schema: CustomSchema, at path: String) {
        func text(_ name: String) -> String { rule[name]?.string ?? "" }
        func hasNewlines(_ text: String) -> Bool { text.unicodeScalars.contains { $0 == "\n" || $0 == "\r" } }
        let (message, expression, fieldPath) = (text("message"), text("messageExpression"), text("fieldPath"))
        if text("rule").trimmed.isEmpty {
            schemaProblems.append(.required("\(path).rule", "rule is not specified"))
        } else if !message.isEmpty, message.trimmed.isEmpty {
            schemaProblems.append(.invalid("\(path).message", .string(message), "must be non-empty if specified"))
        } else if hasNewlines(message.trimmed) {
            schemaProblems.append(.invalid("\(path).message", .string(message), "must not contain line breaks"))
        } else if hasNewlines(text("rule").trimmed), message.trimmed.isEmpty {
            schemaProblems.append(
                .required("\(path).message", "message must be specified if rule contains line breaks"))
        }
        if !expression.isEmpty, expression.trimmed.isEmpty {
            schemaProblems.append(
                .required("\(path).messageExpression", "messageExpression must be non-empty if specified"))
        }
        if let reason = rule["reason"]?.string, !Self.reasons.contains(reason) {
            schemaProblems.append(.notSupported("\(path).reason", .string(reason), Self.reasons))
        }
        guard !fieldPath.isEmpty else { return }
        if fieldPath.trimmed.isEmpty {
            schemaProblems.append(.invalid("\(path).fieldPath", .string(fieldPath), "must be non-empty if specified"))
        }
        if hasNewlines(fieldPath) {
            schemaProblems.append(.invalid("\(path).fieldPath", .string(fieldPath), "must not contain line breaks"))
        }
        if RuleFieldPath.parse(fieldPath, in: schema) == nil {
            schemaProblems.append(.invalid("\(path).fieldPath", .string(fieldPath), "must be a valid path"))
        }
    }

    private mutating func compile(_ rule: JSON, _ declared: CELSchema, at path: String, _ uncorrelated: String?) {
        let isOptional = rule["optionalOldSelf"] == true
        let text = rule["rule"]?.string ?? ""
        var program: CELProgram?
        do {
            program = try ValidationRule.compile(text, declared, oldSelfIsOptional: isOptional)
            if program?.resultType != "bool" {
                ruleProblems.append(Self.invalid("\(path).rule", rule, "cel expression must evaluate to a bool"))
                program = nil
            }
        } catch {
            ruleProblems.append(Self.invalid("\(path).rule", rule, "compilation failed: \(error.description)"))
        }
        guard let program else {
            return checkOldSelf(rule, usesOldSelf: false, at: path, uncorrelated)
        }
        if let expression = rule["messageExpression"]?.string, !expression.isEmpty {
            let place = "\(path).messageExpression"
            do {
                let message = try ValidationRule.compile(expression, declared, oldSelfIsOptional: isOptional)
                if message.resultType != "string" {
                    ruleProblems.append(Self.invalid(place, rule, "messageExpression must evaluate to a string"))
                }
            } catch {
                ruleProblems.append(
                    Self.invalid(place, rule, "messageExpression compilation failed: \(error.description)"))
            }
        }
        checkOldSelf(rule, usesOldSelf: program.variables.contains("oldSelf"), at: path, uncorrelated)
    }

    private mutating func checkOldSelf(_ rule: JSON, usesOldSelf: Bool, at path: String, _ uncorrelated: String?) {
        if usesOldSelf, let uncorrelated {
            ruleProblems.append(
                .invalid(
                    "\(path).rule", rule["rule"] ?? "",
                    "oldSelf cannot be used on the uncorrelatable portion of the schema within \(uncorrelated)"))
        } else if !usesOldSelf, let isOptional = rule["optionalOldSelf"], !isOptional.isNull {
            ruleProblems.append(
                .invalid("\(path).optionalOldSelf", isOptional, "may not be set if oldSelf is not used in rule"))
        }
    }

    /// The whole rule is shown, as Go writes it.
    private static func invalid(_ field: String, _ rule: JSON, _ detail: String) -> FieldProblem {
        let shown: JSON = .object([
            "Rule": rule["rule"] ?? "", "Message": rule["message"] ?? "",
            "MessageExpression": rule["messageExpression"] ?? "", "Reason": rule["reason"] ?? .null,
            "FieldPath": rule["fieldPath"] ?? "", "OptionalOldSelf": rule["optionalOldSelf"] ?? .null,
        ])
        let text = JSONWriter.text(shown).replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
            .replacing("&", with: "\\u0026")
        return FieldProblem(
            reason: "FieldValueInvalid", field: field, message: "Invalid value: \(text): \(detail)")
    }
}

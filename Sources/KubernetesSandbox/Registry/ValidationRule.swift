import CEL
import JSON

/// One of the `x-kubernetes-validations` of a schema.
struct ValidationRule: Sendable {
    let json: JSON
    /// What does not compile stays out; the definition was refused for it.
    let program: CELProgram?
    let messageProgram: CELProgram?
    /// Where the problem is, under the value that the rule is for.
    let fieldPath: String

    init(_ json: JSON, for schema: CustomSchema, _ declared: CELSchema) {
        self.json = json
        let isOptional = json["optionalOldSelf"] == true
        program = try? Self.compile(json["rule"]?.string ?? "", declared, oldSelfIsOptional: isOptional)
        messageProgram = json["messageExpression"]?.string.flatMap {
            try? Self.compile($0, declared, oldSelfIsOptional: isOptional)
        }
        fieldPath = json["fieldPath"]?.string.flatMap { RuleFieldPath.parse($0, in: schema) } ?? ""
    }

    static func compile(
        _ text: String, _ declared: CELSchema, oldSelfIsOptional: Bool
    ) throws(CELError) -> CELProgram {
        try CELProgram(
            compiling: text,
            for: [
                CELVariable(name: "self", schema: declared),
                CELVariable(name: "oldSelf", schema: declared, isOptional: oldSelfIsOptional),
            ])
    }

    var usesOldSelf: Bool { program?.variables.contains("oldSelf") == true }

    /// The rule as messages name it.
    var words: String {
        let message = json["message"]?.string ?? ""
        return (message.isEmpty ? json["rule"]?.string ?? "" : message).trimmed
    }

    /// What is said where the rule does not hold and has no message expression.
    var message: String {
        let message = json["message"]?.string ?? ""
        return message.isEmpty ? "failed rule: \(words)" : message.trimmed
    }

    /// The problem of a value that does not hold the rule. Objects and arrays are not shown.
    func problem(at field: String, _ value: JSON, _ detail: String) -> FieldProblem {
        let shown: JSON? =
            switch value {
            case .object, .array: nil
            case .null, .boolean, .integer, .double, .string: value
            }
        switch json["reason"]?.string {
        case "FieldValueForbidden": return .forbidden(field, detail)
        case "FieldValueRequired": return .required(field, detail)
        case "FieldValueDuplicate":
            guard let shown else {
                return FieldProblem(reason: "FieldValueDuplicate", field: field, message: "Duplicate value")
            }
            return .duplicate(field, shown)
        default:
            guard let shown else {
                return FieldProblem(reason: "FieldValueInvalid", field: field, message: "Invalid value: \(detail)")
            }
            return .invalid(field, shown, detail)
        }
    }
}

extension String {
    /// Without blanks at its ends.
    var trimmed: String {
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}

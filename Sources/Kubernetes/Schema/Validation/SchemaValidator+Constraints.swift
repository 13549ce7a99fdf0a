import JSON
import OrderedCollections

extension SchemaValidator {
    mutating func check(_ value: JSON, _ constraints: SchemaConstraints) {
        switch value {
        case .null, .boolean: break
        case .integer, .double: checkNumber(value.double ?? 0, constraints)
        case .string(let text): checkText(text, constraints)
        case .array(let elements): checkArray(elements, constraints)
        case .object(let members):
            checkCount(members.count, constraints.minimumProperties, constraints.maximumProperties, "members")
        }
    }

    private mutating func checkNumber(_ number: Double, _ constraints: SchemaConstraints) {
        if let minimum = constraints.minimum {
            let isValid = constraints.isMinimumExclusive ? number > minimum : number >= minimum
            if !isValid {
                add(
                    .constraint,
                    "must be \(constraints.isMinimumExclusive ? "greater than" : "at least") \(plain(minimum))")
            }
        }
        if let maximum = constraints.maximum {
            let isValid = constraints.isMaximumExclusive ? number < maximum : number <= maximum
            if !isValid {
                add(
                    .constraint, "must be \(constraints.isMaximumExclusive ? "less than" : "at most") \(plain(maximum))"
                )
            }
        }
        if let step = constraints.multipleOf, step > 0, number.truncatingRemainder(dividingBy: step) != 0 {
            add(.constraint, "must be a multiple of \(plain(step))")
        }
    }

    private func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? number.description }

    private mutating func checkText(_ text: String, _ constraints: SchemaConstraints) {
        checkCount(text.unicodeScalars.count, constraints.minimumLength, constraints.maximumLength, "characters")
        guard let pattern = constraints.pattern, text.utf8.count <= 16_384, !pattern.matches(text) else { return }
        add(.constraint, "does not match the pattern \(pattern.source)", found: text)
    }

    private mutating func checkArray(_ elements: [JSON], _ constraints: SchemaConstraints) {
        checkCount(elements.count, constraints.minimumItems, constraints.maximumItems, "elements")
        if constraints.hasUniqueItems, Set(elements).count != elements.count {
            add(.duplicateElement, "elements must differ from each other")
        }
    }

    private mutating func checkCount(_ count: Int, _ minimum: Int?, _ maximum: Int?, _ noun: String) {
        if let minimum, count < minimum { add(.constraint, "must have at least \(minimum) \(noun), has \(count)") }
        if let maximum, count > maximum { add(.constraint, "must have at most \(maximum) \(noun), has \(count)") }
    }

    /// `allOf`, `anyOf`, `oneOf` and `not`. In structural schemas these hold value rules only, never new fields.
    mutating func checkAlternatives(_ value: JSON, _ node: SchemaNode) {
        for part in node.allOf { violations += problems(value, part) }
        let anyOf = node.anyOf
        if !anyOf.isEmpty, countOfMatches(value, anyOf) == 0 {
            add(.constraint, "matches none of the alternatives (anyOf)")
        }
        let oneOf = node.oneOf
        if !oneOf.isEmpty {
            let count = countOfMatches(value, oneOf)
            if count != 1 {
                let found = count == 0 ? "none" : "\(count)"
                add(.constraint, "must match exactly one of the alternatives (oneOf), matches \(found)")
            }
        }
        if let not = node.not, problems(value, not).isEmpty { add(.constraint, "matches what is excluded (not)") }
    }

    private mutating func countOfMatches(_ value: JSON, _ nodes: [SchemaNode]) -> Int {
        var count = 0
        for node in nodes where problems(value, node).isEmpty { count += 1 }
        return count
    }

    private mutating func problems(_ value: JSON, _ node: SchemaNode) -> [SchemaViolation] {
        var part = SchemaValidator()
        part.path = path
        part.remainingSteps = remainingSteps
        part.check(value, node)
        remainingSteps = part.remainingSteps
        return part.violations.filter { $0.kind != .unknownField }
    }
}

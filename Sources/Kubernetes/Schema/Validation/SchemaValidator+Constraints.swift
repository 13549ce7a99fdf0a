import JSON
import OrderedCollections

extension SchemaValidator {
    mutating func check(_ position: Int, _ constraints: SchemaConstraints) {
        switch object.nodes[position].content {
        case .null, .boolean: break
        case .integer(let number): checkNumber(Double(number), constraints, at: position)
        case .double(let number): checkNumber(number, constraints, at: position)
        case .string(let range): checkText(object.text(range), constraints, at: position)
        case .array: checkArray(position, constraints)
        case .object:
            checkCount(
                object.nodes[position].count, constraints.minimumProperties, constraints.maximumProperties, "members",
                at: position)
        }
    }

    private mutating func checkNumber(_ number: Double, _ constraints: SchemaConstraints, at position: Int) {
        if let minimum = constraints.minimum {
            let isValid = constraints.isMinimumExclusive ? number > minimum : number >= minimum
            if !isValid {
                let relation = constraints.isMinimumExclusive ? "greater than" : "at least"
                add(.constraint, "must be \(relation) \(plain(minimum))", at: position)
            }
        }
        if let maximum = constraints.maximum {
            let isValid = constraints.isMaximumExclusive ? number < maximum : number <= maximum
            if !isValid {
                let relation = constraints.isMaximumExclusive ? "less than" : "at most"
                add(.constraint, "must be \(relation) \(plain(maximum))", at: position)
            }
        }
        if let step = constraints.multipleOf, step > 0, number.truncatingRemainder(dividingBy: step) != 0 {
            add(.constraint, "must be a multiple of \(plain(step))", at: position)
        }
    }

    private func plain(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? number.description }

    private mutating func checkText(_ text: String, _ constraints: SchemaConstraints, at position: Int) {
        checkCount(
            text.unicodeScalars.count, constraints.minimumLength, constraints.maximumLength, "characters",
            at: position)
        guard let pattern = constraints.pattern, text.utf8.count <= 16_384, !pattern.matches(text) else { return }
        add(.constraint, "does not match the pattern \(pattern.source)", found: text, at: position)
    }

    private mutating func checkArray(_ position: Int, _ constraints: SchemaConstraints) {
        checkCount(
            object.nodes[position].count, constraints.minimumItems, constraints.maximumItems, "elements", at: position)
        guard constraints.hasUniqueItems else { return }
        let elements = object.children(of: position).map { object.json(at: $0) }
        if Set(elements).count != elements.count {
            add(.duplicateElement, "elements must differ from each other", at: position)
        }
    }

    private mutating func checkCount(_ count: Int, _ minimum: Int?, _ maximum: Int?, _ noun: String, at position: Int) {
        if let minimum, count < minimum {
            add(.constraint, "must have at least \(minimum) \(noun), has \(count)", at: position)
        }
        if let maximum, count > maximum {
            add(.constraint, "must have at most \(maximum) \(noun), has \(count)", at: position)
        }
    }

    /// `allOf`, `anyOf`, `oneOf` and `not`. In structural schemas these hold value rules only, never new fields.
    mutating func checkAlternatives(_ position: Int, _ node: SchemaNode, depth: Int) {
        for part in node.allOf { violations += problems(position, part, depth) }
        let anyOf = node.anyOf
        if !anyOf.isEmpty, countOfMatches(position, anyOf, depth) == 0 {
            add(.constraint, "matches none of the alternatives (anyOf)", at: position)
        }
        let oneOf = node.oneOf
        if !oneOf.isEmpty {
            let count = countOfMatches(position, oneOf, depth)
            if count != 1 {
                let found = count == 0 ? "none" : "\(count)"
                add(
                    .constraint, "must match exactly one of the alternatives (oneOf), matches \(found)", at: position)
            }
        }
        if let not = node.not, problems(position, not, depth).isEmpty {
            add(.constraint, "matches what is excluded (not)", at: position)
        }
    }

    private mutating func countOfMatches(_ position: Int, _ nodes: [SchemaNode], _ depth: Int) -> Int {
        var count = 0
        for node in nodes where problems(position, node, depth).isEmpty { count += 1 }
        return count
    }

    private mutating func problems(_ position: Int, _ node: SchemaNode, _ depth: Int) -> [SchemaViolation] {
        let others = violations
        defer { violations = others }
        violations = []
        check(position, table.position(of: node), depth: depth)
        return violations.filter { $0.kind != .unknownField }
    }
}

import Diagnostics
package import JSON

/// Holds an object against its schema: unknown and missing fields, types, enums, formats, duplicate list elements,
/// and the constraints of custom schemas.
///
/// A null is taken for a missing field, as the API server does. Where a rule cannot be judged here, the value passes.
package struct SchemaValidator {
    var object = FlatJSON()
    var violations: [SchemaViolation] = []
    var table = SchemaTable()
    /// Alternatives inside alternatives multiply; past this many values, everything passes.
    private var remainingSteps = 0

    /// Real objects end at about twenty levels; CustomResourceDefinitions at about fifty.
    static let maximumDepth = 200
    private static let maximumCount = 50
    private static let maximumSteps = 1_000_000

    /// Keeps what it learns of schemas from one object to the next.
    package init() {}

    /// In the order of the object's fields; at most fifty.
    package mutating func validate(_ object: FlatJSON, against node: SchemaNode) -> [SchemaViolation] {
        guard !object.nodes.isEmpty else { return [] }
        self.object = object
        remainingSteps = Self.maximumSteps
        check(0, table.position(of: node), depth: 0)
        // The caller may go on in the same memory.
        self.object = FlatJSON()
        guard !violations.isEmpty else { return [] }
        defer { violations = [] }
        return violations
    }

    package static func validate(_ object: JSON, against node: SchemaNode) -> [SchemaViolation] {
        var validator = SchemaValidator()
        return validator.validate(FlatJSON(object), against: node)
    }

    mutating func add(
        _ kind: SchemaViolation.Kind, _ message: String, found: String? = nil, at position: Int, member: String? = nil
    ) {
        guard violations.count < Self.maximumCount else { return }
        var path = FieldPath(in: object.steps(to: position))
        if let member { path.steps.append(.member(member)) }
        violations.append(SchemaViolation(path: path, kind: kind, message: message, found: found))
    }

    /// Holds the value at a position in the object against a node of the table.
    mutating func check(_ position: Int, _ node: Int, depth: Int, isRequired: Bool = false) {
        guard depth < Self.maximumDepth else {
            return add(.tooDeep, "nested deeper than \(Self.maximumDepth) levels", at: position)
        }
        guard remainingSteps > 0 else { return }
        remainingSteps -= 1
        guard checkType(position, node) else { return }
        switch object.nodes[position].content {
        case .null: return
        case .object: checkMembers(position, node, depth: depth)
        case .array: checkElements(position, node, depth: depth)
        case .string(let range): checkFormat(range, table.nodes[node].format, at: position)
        case .integer, .double: checkRange(position, table.nodes[node].format)
        case .boolean: break
        }
        guard table.nodes[node].hasFurtherRules else { return }
        let source = table.source(node)
        checkEnumeration(position, source, isRequired: isRequired)
        if let constraints = source.constraints { check(position, constraints) }
        if source.hasAlternatives { checkAlternatives(position, source, depth: depth) }
    }

    private mutating func checkMembers(_ position: Int, _ node: Int, depth: Int) {
        let end = object.nodes[position].end
        var requiredCount = 0
        var member = position + 1
        while member < end {
            if let property = table.property(object.nodes[member].name, in: object.bytes, of: node) {
                let isRequired = table.isRequired(property: property)
                if isRequired, !object.isNull(member) { requiredCount += 1 }
                if let child = table.node(ofProperty: property, of: node) {
                    check(member, child, depth: depth + 1, isRequired: isRequired)
                }
            } else if let values = table.additionalProperties(of: node) {
                let isRequired =
                    table.nodes[values].hasFurtherRules && table.nodes[node].requiredCount > 0
                    && table.source(node).required.contains(object.name(at: member))
                check(member, values, depth: depth + 1, isRequired: isRequired)
            } else if table.nodes[node].isClosed, !object.isNull(member) {
                addUnknownField(member, table.source(node))
            }
            member = object.nodes[member].end
        }
        // A required member without a property of its own is not counted.
        if requiredCount < table.nodes[node].requiredCount { checkRequired(position, table.source(node)) }
    }

    private mutating func checkRequired(_ position: Int, _ node: SchemaNode) {
        for name in node.required {
            let member = object.member(name, of: position)
            if let member, !object.isNull(member) { continue }
            let child = node.property(name)
            guard child?.defaultValue == nil, !(child?.isNullable == true && member != nil) else { continue }
            add(.missingField, "required field is missing", at: position, member: name)
        }
    }

    private mutating func addUnknownField(_ member: Int, _ node: SchemaNode) {
        let nearest = NearestName.nearest(to: object.name(at: member), in: node.propertyNames)
        add(
            .unknownField, "unknown field" + (nearest.map { ", did you mean \"\($0)\"?" } ?? ""),
            at: member)
    }

    private mutating func checkElements(_ position: Int, _ node: Int, depth: Int) {
        if let items = table.items(of: node) {
            let end = object.nodes[position].end
            var element = position + 1
            while element < end {
                check(element, items, depth: depth + 1)
                element = object.nodes[element].end
            }
        }
        if table.nodes[node].hasDistinctElements, object.nodes[position].count > 1 {
            checkDuplicates(position, table.source(node))
        }
    }

    private mutating func checkType(_ position: Int, _ node: Int) -> Bool {
        let expected = table.nodes[node].types
        guard !expected.isEmpty else { return true }
        let actual: SchemaTypes
        switch object.nodes[position].content {
        case .null: return true
        case .object: actual = .object
        case .array: actual = .array
        case .string: actual = .string
        case .boolean: actual = .boolean
        case .integer: actual = [.integer, .number]
        case .double(let number): actual = Int(exactly: number) == nil ? .number : [.integer, .number]
        }
        guard expected.isDisjoint(with: actual) else { return true }
        let hint = expected == .string && actual != .object && actual != .array ? "; quote it" : ""
        add(.wrongType, "expected \(expected.description), got \(typeName(position))\(hint)", at: position)
        return false
    }

    private func typeName(_ position: Int) -> String {
        switch object.nodes[position].content {
        case .null: "null"
        case .object: "object"
        case .array: "array"
        case .string: "string"
        case .boolean: "boolean"
        case .integer: "integer"
        case .double: "number"
        }
    }

    private mutating func checkEnumeration(_ position: Int, _ node: SchemaNode, isRequired: Bool) {
        guard !node.enumeration.isEmpty else { return }
        let value = object.json(at: position)
        guard !node.enumeration.contains(value) else { return }
        // The built-in kinds take an empty text for a field that was not set.
        if value == "", !isRequired { return }
        let allowed = node.enumeration.map { $0.string ?? JSONWriter.text($0) }.joined(separator: ", ")
        add(
            .unsupportedValue, "unsupported value, expected one of \(allowed)",
            found: value.string ?? JSONWriter.text(value), at: position)
    }
}

extension FieldPath {
    package init(in json: [FlatJSON.Step]) {
        self.init(
            json.map { step in
                switch step {
                case .member(let name): PathStep.member(name)
                case .element(let index): PathStep.element(index)
                }
            })
    }
}

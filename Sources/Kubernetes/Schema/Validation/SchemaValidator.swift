import Diagnostics
package import JSON
import OrderedCollections

/// Holds an object against its schema: unknown and missing fields, types, enums, formats, duplicate list elements,
/// and the constraints of custom schemas.
///
/// A null is taken for a missing field, as the API server does. Where a rule cannot be judged here, the value passes.
package struct SchemaValidator {
    var violations: [SchemaViolation] = []
    var path: [PathStep] = []
    /// Alternatives inside alternatives multiply; past this many values, everything passes.
    var remainingSteps = 1_000_000

    /// Real objects end at about twenty levels; CustomResourceDefinitions at about fifty.
    static let maximumDepth = 200
    private static let maximumCount = 50

    /// In the order of the object's fields; at most fifty.
    package static func validate(_ object: JSON, against node: SchemaNode) -> [SchemaViolation] {
        var validator = SchemaValidator()
        validator.check(object, node)
        return validator.violations
    }

    mutating func add(_ kind: SchemaViolation.Kind, _ message: String, found: String? = nil) {
        guard violations.count < Self.maximumCount else { return }
        violations.append(SchemaViolation(path: FieldPath(path), kind: kind, message: message, found: found))
    }

    mutating func check(_ value: JSON, _ node: SchemaNode, isRequired: Bool = false) {
        guard path.count < Self.maximumDepth else {
            return add(.tooDeep, "nested deeper than \(Self.maximumDepth) levels")
        }
        guard remainingSteps > 0 else { return }
        remainingSteps -= 1
        guard checkType(value, node) else { return }
        switch value {
        case .null: return
        case .object(let members): check(members, node)
        case .array(let elements): check(elements, node)
        case .string(let text): checkFormat(text, node)
        case .boolean, .integer, .double: checkRange(value, node)
        }
        checkEnumeration(value, node, isRequired: isRequired)
        if let constraints = node.constraints { check(value, constraints) }
        if node.hasAlternatives { checkAlternatives(value, node) }
    }

    private mutating func check(_ members: JSONObject, _ node: SchemaNode) {
        for (name, value) in members {
            path.append(.member(name))
            defer { path.removeLast() }
            if let child = node.member(name) {
                check(value, child, isRequired: !child.enumeration.isEmpty && node.required.contains(name))
            } else if node.isClosed, !value.isNull {
                addUnknownField(name, node)
            }
        }
        for name in node.required where members[name]?.isNull ?? true {
            let child = node.property(name)
            guard child?.defaultValue == nil, !(child?.isNullable == true && members[name] != nil) else { continue }
            path.append(.member(name))
            add(.missingField, "required field is missing")
            path.removeLast()
        }
    }

    private mutating func addUnknownField(_ name: String, _ node: SchemaNode) {
        let nearest = NearestName.nearest(to: name, in: node.propertyNames)
        add(.unknownField, "unknown field" + (nearest.map { ", did you mean \"\($0)\"?" } ?? ""))
    }

    private mutating func check(_ elements: [JSON], _ node: SchemaNode) {
        if let items = node.items {
            for (index, element) in elements.enumerated() {
                path.append(.element(index))
                check(element, items)
                path.removeLast()
            }
        }
        checkDuplicates(elements, node)
    }

    /// Server-side apply refuses a list that holds two elements of one key.
    private mutating func checkDuplicates(_ elements: [JSON], _ node: SchemaNode) {
        guard let listType = node.listType, listType != .atomic, elements.count > 1 else { return }
        let mapKeys = node.mapKeys
        if listType == .map, mapKeys.count == 1 { return checkDuplicates(elements, of: mapKeys[0]) }
        var seen: Set<[JSON]> = []
        for (index, element) in elements.enumerated() {
            let key =
                listType == .set
                ? [element]
                : mapKeys.map { element[$0] ?? node.items?.property($0)?.defaultValue ?? .null }
            guard !key.allSatisfy(\.isNull), !seen.insert(key).inserted else { continue }
            addDuplicate(index, listType == .set ? "value" : mapKeys.joined(separator: " and "))
        }
    }

    /// The common case: elements that one field names.
    private mutating func checkDuplicates(_ elements: [JSON], of key: String) {
        var seen: Set<JSON> = []
        seen.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            if let name = element[key], !name.isNull, !seen.insert(name).inserted { addDuplicate(index, key) }
        }
    }

    private mutating func addDuplicate(_ index: Int, _ names: String) {
        path.append(.element(index))
        add(.duplicateElement, "another element has the same \(names)")
        path.removeLast()
    }

    private mutating func checkType(_ value: JSON, _ node: SchemaNode) -> Bool {
        guard !node.types.isEmpty, !value.isNull else { return true }
        let actual: SchemaTypes
        let name: String
        switch value {
        case .null: return true
        case .object: (actual, name) = (.object, "object")
        case .array: (actual, name) = (.array, "array")
        case .string: (actual, name) = (.string, "string")
        case .boolean: (actual, name) = (.boolean, "boolean")
        case .integer: (actual, name) = ([.integer, .number], "integer")
        case .double(let number):
            (actual, name) = (Int(exactly: number) == nil ? .number : [.integer, .number], "number")
        }
        guard node.types.isDisjoint(with: actual) else { return true }
        let hint = node.type == .string && actual != .object && actual != .array ? "; quote it" : ""
        add(.wrongType, "expected \(node.types.description), got \(name)\(hint)")
        return false
    }

    private mutating func checkEnumeration(_ value: JSON, _ node: SchemaNode, isRequired: Bool) {
        guard !node.enumeration.isEmpty, !node.enumeration.contains(value) else { return }
        // The built-in kinds take an empty text for a field that was not set.
        if value == "", !isRequired { return }
        let allowed = node.enumeration.map { $0.string ?? JSONWriter.text($0) }.joined(separator: ", ")
        add(
            .unsupportedValue, "unsupported value, expected one of \(allowed)",
            found: value.string ?? JSONWriter.text(value))
    }
}

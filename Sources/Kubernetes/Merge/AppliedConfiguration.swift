package import JSON
import OrderedCollections

/// Checks that a configuration can be applied by field: that its values are of the schema's types, that it has no
/// unknown field, and that list elements have distinct names.
package enum AppliedConfiguration {
    /// What is wrong, in the API server's words; empty where nothing is.
    package static func problems(in config: JSON, schema: SchemaNode) -> [String] {
        var problems: [String] = []
        check(config, schema, OwnedFieldPath(), &problems)
        return problems
    }

    private static func check(_ value: JSON, _ schema: SchemaNode, _ path: OwnedFieldPath, _ problems: inout [String]) {
        guard !value.isNull else { return }
        let shape = MergeShape(schema, for: value)
        switch shape {
        case .scalar: checkScalar(value, schema, path, &problems)
        case .atomicMap, .map: checkMap(value, schema, path, &problems)
        case .atomicList, .set, .associative: checkList(value, schema, shape, path, &problems)
        }
    }

    private static func checkScalar(
        _ value: JSON, _ schema: SchemaNode, _ path: OwnedFieldPath, _ problems: inout [String]
    ) {
        guard !schema.isIntOrString, !schema.isQuantity else { return }
        switch (schema.types, value) {
        case (.integer, .integer), (.integer, .double), (.number, .integer), (.number, .double): break
        case (.integer, _), (.number, _):
            problems.append("\(path): expected numeric (int or float), got \(goType(value))")
        case (.string, .string): break
        case (.string, _):
            problems.append("\(path): expected string, got &value.valueUnstructured{Value:\(goText(value))}")
        case (.boolean, .boolean): break
        case (.boolean, _):
            problems.append("\(path): expected boolean, got &value.valueUnstructured{Value:\(goText(value))}")
        default: break
        }
    }

    private static func checkMap(
        _ value: JSON, _ schema: SchemaNode, _ path: OwnedFieldPath, _ problems: inout [String]
    ) {
        guard case .object(let members) = value else {
            problems.append("\(path): expected map, got &{\(goText(value))}")
            return
        }
        for (name, member) in members {
            let memberPath = path.appending(.field(name))
            guard schema.member(name) != nil || !schema.isClosed else {
                problems.append("\(memberPath): field not declared in schema")
                continue
            }
            check(member, schema.memberForMerge(name), memberPath, &problems)
        }
    }

    private static func checkList(
        _ value: JSON, _ schema: SchemaNode, _ shape: MergeShape, _ path: OwnedFieldPath, _ problems: inout [String]
    ) {
        guard case .array(let elements) = value else {
            problems.append("\(path): expected list, got &{\(goText(value))}")
            return
        }
        var seen: Set<OwnedFieldStep> = []
        for (position, element) in elements.enumerated() {
            var step = OwnedFieldStep.index(position)
            switch shape {
            case .associative(let keys, let items):
                if let missing = keys.first(where: { element[$0] == nil && items.property($0)?.defaultValue == nil }),
                    keys.count == 1 || listElementPath(element, keys: keys, items: items) == nil
                {
                    problems.append(
                        "\(path): element \(position): associative list with keys has an element that omits key field "
                            + "\"\(missing)\" (and doesn't have default value)")
                    continue
                }
                step = listElementPath(element, keys: keys, items: items) ?? step
            case .set: step = .value(element)
            case .scalar, .atomicList, .atomicMap, .map: break
            }
            if case .index = step {
            } else if !seen.insert(step).inserted {
                problems.append("\(path): duplicate entries for key \(step)")
            }
            check(element, schema.items ?? .any, path.appending(step), &problems)
        }
    }

    private static func goType(_ value: JSON) -> String {
        switch value {
        case .null: "<nil>"
        case .boolean: "bool"
        case .integer: "int64"
        case .double: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }

    private static func goText(_ value: JSON) -> String {
        switch value {
        case .null: "<nil>"
        case .boolean, .integer, .double, .string: JSONWriter.text(value)
        case .array: "[]interface {}{…}"
        case .object: "map[string]interface {}{…}"
        }
    }
}

import JSON
import Kubernetes
import OrderedCollections

/// Reads an object as the API server's typed decoder does: values are of their field's type, unknown fields are left
/// out and reported, and what is empty is left out.
struct ObjectDecoder {
    private let schema: SchemaNode
    private let kind: String
    private let isCustom: Bool
    /// `spec.containers[0].nmae`, in the document's order.
    private(set) var unknownFields: [String] = []
    /// Unknown fields are only collected up to this many.
    private static let maximumUnknownFields = 100

    /// A value of the wrong type, in the words of Go's JSON decoder.
    struct Failure: Error, Hashable {
        let message: String
    }

    init(_ served: ServedResource) {
        schema = served.schema
        kind = served.gvk.kind
        isCustom = served.isCustom
    }

    mutating func decode(_ object: JSON) throws(Failure) -> JSON {
        guard case .object(let members) = object else {
            throw Failure(message: "json: cannot unmarshal \(Self.goKind(object)) into Go value of type \(kind)")
        }
        var result = JSONObject()
        for (name, value) in members {
            switch name {
            case "apiVersion", "kind": result[name] = value
            default: try member(name, value, of: schema, keepsEmpty: isCustom && name != "metadata", "", &result)
            }
        }
        if result["metadata"] == nil { result["metadata"] = .object([:]) }
        return .object(result)
    }

    private mutating func member(
        _ name: String, _ value: JSON, of node: SchemaNode, keepsEmpty: Bool, _ path: String,
        _ result: inout JSONObject
    ) throws(Failure) {
        let memberPath = path.isEmpty ? name : "\(path).\(name)"
        guard let schema = node.member(name) else {
            if node.isClosed {
                if unknownFields.count < Self.maximumUnknownFields { unknownFields.append(memberPath) }
            } else if !value.isNull || keepsEmpty {
                result[name] = value
            }
            return
        }
        if value.isNull {
            if keepsEmpty, schema.isNullable { result[name] = value }
            return
        }
        let decoded = try self.value(value, schema, keepsEmpty: keepsEmpty, memberPath)
        if keepsEmpty || !isOmitted(decoded, schema) { result[name] = decoded }
    }

    /// Empty lists and maps are left out; empty structures mean something and stay.
    private func isOmitted(_ value: JSON, _ schema: SchemaNode) -> Bool {
        switch value {
        case .array(let elements): elements.isEmpty && schema.types == .array
        case .object(let members): members.isEmpty && !schema.hasProperties && schema.additionalProperties != nil
        case .null, .boolean, .integer, .double, .string: false
        }
    }

    private mutating func value(
        _ value: JSON, _ schema: SchemaNode, keepsEmpty: Bool, _ path: String
    ) throws(Failure) -> JSON {
        if schema.isIntOrString || schema.isQuantity { return try scalar(value, schema, path) }
        switch (schema.types, value) {
        case (.object, .object(let members)):
            guard schema.hasProperties || schema.additionalProperties != nil else { return value }
            var result = JSONObject()
            for (name, member) in members {
                if schema.hasProperties || !member.isNull {
                    try self.member(name, member, of: schema, keepsEmpty: keepsEmpty, path, &result)
                }
            }
            return .object(result)
        case (.array, .array(let elements)):
            guard let items = schema.items else { return value }
            var result: [JSON] = []
            result.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                let decoded = try self.value(element, items, keepsEmpty: keepsEmpty, "\(path)[\(index)]")
                result.append(decoded)
            }
            return .array(result)
        case (.object, .null), (.array, .null): return value
        case (.object, _), (.array, _):
            // Custom objects are checked against their schema later, with better words.
            guard !isCustom || path.hasPrefix("metadata") else { return value }
            throw mismatch(value, schema.types == .array ? "[]\(schema.items?.types.description ?? "")" : "map", path)
        default: return try scalar(value, schema, path)
        }
    }

    private func scalar(_ value: JSON, _ schema: SchemaNode, _ path: String) throws(Failure) -> JSON {
        guard !isCustom || path.hasPrefix("metadata") else { return value }
        if schema.isIntOrString || schema.isQuantity {
            switch value {
            case .integer, .string, .double: return schema.isQuantity ? Self.quantity(value) : value
            case .null, .boolean, .array, .object:
                throw mismatch(value, schema.isQuantity ? "resource.Quantity" : "intstr.IntOrString", path)
            }
        }
        switch (schema.types, value) {
        case (_, .null): return value
        case (.string, .string(let text)):
            if schema.format == "byte", let offset = Base64.firstIllegalByte(text) {
                throw Failure(message: "illegal base64 data at input byte \(offset)")
            }
            return value
        case (.string, _): throw mismatch(value, "string", path)
        case (.boolean, .boolean): return value
        case (.boolean, _): throw mismatch(value, "bool", path)
        case (.integer, .integer(let number)):
            guard schema.format != "int32" || Int32(exactly: number) != nil else {
                throw Failure(
                    message: "json: cannot unmarshal number \(number) into Go value of type int32")
            }
            return value
        case (.integer, .double(let number)):
            guard let integer = Int(exactly: number) else { throw mismatch(value, schema.format ?? "int64", path) }
            return try scalar(.integer(integer), schema, path)
        case (.integer, _): throw mismatch(value, schema.format ?? "int64", path)
        case (.number, .integer), (.number, .double): return value
        case (.number, _): throw mismatch(value, "float64", path)
        default: return value
        }
    }

    /// Quantities are written as text.
    private static func quantity(_ value: JSON) -> JSON {
        switch value {
        case .integer(let number): .string(String(number))
        case .double(let number): .string(JSONWriter.text(.double(number)))
        case .null, .boolean, .string, .array, .object: value
        }
    }

    private func mismatch(_ value: JSON, _ type: String, _ path: String) -> Failure {
        let field = path.split(separator: ".").map { $0.prefix { $0 != "[" } }
        let names = field.first == "metadata" ? ["ObjectMeta"] + field.dropFirst() : [Substring(kind)] + field
        // Members of maps have no place in Go's path.
        let shown = names.count > 2 && isMapMember(field) ? names.dropLast() : names[...]
        return Failure(
            message: "json: cannot unmarshal \(Self.goKind(value)) into Go struct field "
                + "\(shown.joined(separator: ".")) of type \(type)")
    }

    private func isMapMember(_ names: [Substring]) -> Bool {
        var node: SchemaNode? = schema
        for name in names.dropLast() {
            node = node?.member(String(name))
            while node?.types == .array { node = node?.items }
        }
        guard let node, let last = names.last else { return false }
        return node.property(String(last)) == nil
    }

    private static func goKind(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .boolean: "bool"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

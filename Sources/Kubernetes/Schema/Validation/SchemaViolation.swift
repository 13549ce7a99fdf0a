/// One thing that an object's schema forbids.
package struct SchemaViolation: Hashable, Sendable {
    /// The place in the object, `spec.template.spec.containers[0].imagee`; empty for the object itself.
    package let path: FieldPath
    package let kind: Kind
    /// What is wrong, without the value that was found: that may be a secret.
    package let message: String
    /// The value that was found, where it helps; not to be shown when it is a secret.
    package let found: String?

    package enum Kind: String, Hashable, Sendable {
        case unknownField = "unknown_field"
        case missingField = "missing_field"
        case wrongType = "wrong_type"
        case unsupportedValue = "unsupported_value"
        case badFormat = "bad_format"
        case duplicateElement = "duplicate_element"
        case constraint
        case tooDeep = "too_deep"
    }

    package init(path: FieldPath, kind: Kind, message: String, found: String? = nil) {
        self.path = path
        self.kind = kind
        self.message = message
        self.found = found
    }
}

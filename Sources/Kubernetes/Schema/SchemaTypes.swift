/// A set of JSON types, in OpenAPI's words.
package struct SchemaTypes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let object = SchemaTypes(rawValue: 1)
    package static let array = SchemaTypes(rawValue: 2)
    package static let string = SchemaTypes(rawValue: 4)
    package static let integer = SchemaTypes(rawValue: 8)
    package static let number = SchemaTypes(rawValue: 16)
    package static let boolean = SchemaTypes(rawValue: 32)

    /// The names in the order in which they are declared above.
    package static let names: [(SchemaTypes, String)] = [
        (.object, "object"), (.array, "array"), (.string, "string"), (.integer, "integer"), (.number, "number"),
        (.boolean, "boolean"),
    ]

    var isSingle: Bool { rawValue.nonzeroBitCount == 1 }

    init?(name: String) {
        guard let known = Self.names.first(where: { $0.1 == name }) else { return nil }
        self = known.0
    }

    /// `string or integer`.
    package var description: String {
        Self.names.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
    }
}

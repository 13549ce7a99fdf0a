package import OrderedCollections

/// What is known beforehand of a JSON value: how its parts are to be read.
package indirect enum CELSchema: Sendable {
    /// Anything, to be read as it is.
    case dynamic
    case boolean
    case integer
    case double
    case string
    /// Base 64.
    case bytes
    case timestamp
    case duration
    case intOrString
    case list(CELSchema, CELListKind)
    case map(CELSchema)
    case object(CELObjectSchema)
}

/// What makes elements of a list the same: `x-kubernetes-list-type`.
package enum CELListKind: Hashable, Sendable {
    case atomic
    case set
    /// Elements are told apart by these members.
    case map(keys: [String])
}

/// The fields of an object whose schema is known; it has no others.
package final class CELObjectSchema: Sendable {
    package struct Field: Sendable {
        /// The name in JSON.
        package let name: String
        package let schema: CELSchema

        package init(name: String, schema: CELSchema) {
            self.name = name
            self.schema = schema
        }
    }

    /// By the name in expressions.
    package let fields: OrderedDictionary<String, Field>
    /// By the name in JSON.
    let names: [String: String]

    /// Names that cannot be said in an expression are left out.
    package init(_ members: OrderedDictionary<String, CELSchema>) {
        var fields: OrderedDictionary<String, Field> = [:]
        var names: [String: String] = [:]
        for (name, schema) in members {
            guard let escaped = PropertyName.escape(name) else { continue }
            fields[escaped] = Field(name: name, schema: schema)
            names[name] = escaped
        }
        self.fields = fields
        self.names = names
    }
}

/// How Kubernetes writes names of properties that are no identifiers.
package enum PropertyName {
    /// `a-b` as `a__dash__b`; nil for what cannot be written.
    package static func escape(_ name: String) -> String? {
        guard let first = name.unicodeScalars.first, !first.isDigit else { return nil }
        if ReservedWords.escaped.contains(name) { return "__\(name)__" }
        let scalars = Array(name.unicodeScalars)
        var result = ""
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "_" where index < scalars.count && scalars[index] == "_":
                result += "__underscores__"
                index += 1
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            case _ where scalar.isIdentifierStart || scalar.isDigit: result.unicodeScalars.append(scalar)
            default: return nil
            }
        }
        return result
    }
}

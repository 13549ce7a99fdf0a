// Fields and elements of values.
extension CELValue {
    /// `a.b`, and `a.?b`, which is an optional.
    func member(_ field: String, isOptional: Bool) throws(CELError) -> CELValue {
        switch self {
        case .optional(let value):
            guard let value else { return self }
            return try value.member(field, isOptional: true)
        case .map(let map):
            let value = try map.member(field)
            if isOptional { return .optional(value) }
            guard let value else { throw .evaluation("no such key: \(field)") }
            return value
        case .list: throw .evaluation("no such overload")
        default:
            if isOptional { return .optional(nil) }
            throw .evaluation("no such key: \(field)")
        }
    }

    /// `has(a.b)`
    func has(_ field: String) throws(CELError) -> Bool {
        switch self {
        case .optional(let value): return try value?.has(field) ?? false
        case .map(let map): return try map.member(field) != nil
        default: return false
        }
    }

    /// `a[b]`, and `a[?b]`, which is an optional.
    func element(_ key: CELValue, isOptional: Bool) throws(CELError) -> CELValue {
        switch self {
        case .optional(let value):
            guard let value else { return self }
            return try value.element(key, isOptional: true)
        case .map(let map):
            let value = try map.value(for: key)
            if isOptional { return .optional(value) }
            if let value { return value }
            switch key {
            case .string, .boolean, .integer, .unsigned, .double: throw .evaluation("no such key: \(key.text)")
            default: throw .evaluation("unsupported key type: \(key.typeName)")
            }
        case .list(let list):
            let index: Int
            switch key {
            case .integer(let value): index = value
            case .unsigned(let value): index = Int(clamping: value)
            case .double(let value):
                guard let exact = Int(exactly: value) else {
                    throw .evaluation("unsupported index value \(key.text) in list")
                }
                index = exact
            default: throw .evaluation("unsupported index type '\(key.typeName)' in list")
            }
            let value = try list.element(index)
            if isOptional { return .optional(value) }
            guard let value else { throw .evaluation("index out of bounds: \(key.text)") }
            return value
        default:
            if isOptional { return .optional(nil) }
            throw .evaluation("no such key: \(key.text)")
        }
    }
}

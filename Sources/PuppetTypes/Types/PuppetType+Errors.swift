import OrderedCollections

// `Error[kind, issue_code]`.
extension PuppetType {
    static let errorParameterNames = ["kind", "issue_code"]

    /// What a parameter of `Error[…]` may be, but for `undef`.
    static let errorParameter = PuppetType.variant([
        .anyString, .regexp(nil), .type(.enumeration([], caseInsensitive: false)), .type(.pattern([])),
        .type(.notUndef(nil)), .type(.undef),
    ])

    /// The parameters of the type of one error.
    static func errorParameters(of error: ObjectValue) -> PuppetHash {
        PuppetHash(uniqueKeysWithValues: errorParameterNames.map { (.string($0), error.attributes[$0] ?? .undef) })
    }

    static func errorParameters(_ keys: [Value]) throws(TypeError) -> PuppetHash {
        var given: PuppetHash = [:]
        if keys.count == 1, case .hash(let entries) = keys[0] {
            for key in entries.keys where !errorParameterNames.contains(key.stringContent ?? "") {
                let name = ValueFormatter.interpolated(key)
                throw TypeError("'\(name)' is not a known type parameter for Error-Type", blame: .evaluation)
            }
            given = entries
        } else {
            for (name, key) in zip(errorParameterNames, keys) where key != .default { given[.string(name)] = key }
        }
        if given.isEmpty {
            throw TypeError(
                "The Error-Type cannot be parameterized using an empty parameter list", blame: .evaluation)
        }
        let expected = PuppetType.optional(errorParameter)
        for (name, value) in given where !expected.accepts(value) {
            let subject = "type_parameter Error[\(name.stringContent ?? "")] has wrong type,"
            throw TypeError(
                TypeMismatch.describe(subject: subject, expected: expected, actual: value), blame: .evaluation)
        }
        return given
    }

    static func error(_ expected: PuppetHash?, admits given: PuppetHash?) -> Bool {
        guard let expected else { return true }
        guard let given else { return false }
        return expected.allSatisfy { name, pattern in
            guard let value = given[name] else { return false }
            if case .type(let type) = value, case .type(let wanted) = pattern { return wanted.isAssignable(from: type) }
            return ValueComparison.matches(value, pattern: pattern)
        }
    }
}

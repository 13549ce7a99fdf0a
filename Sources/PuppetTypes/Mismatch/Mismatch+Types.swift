import OrderedCollections

// The words for a type that is not the one expected.
extension Mismatch {
    static func typeMessage(_ expected: PuppetType, _ actual: PuppetType) -> String {
        var expected = expected
        var isOptional = false
        if case .optional(let inner?) = expected {
            expected = inner
            isOptional = true
        }
        let alternatives: [PuppetType]
        if case .variant(let types) = expected { alternatives = types } else { alternatives = [expected] }
        let got: String
        var names: OrderedSet<String>
        if isDetailed(alternatives, actual) {
            got = detailed(alternatives, actual)
            names = OrderedSet(alternatives.map(\.expandedDescription))
        } else {
            got = actual.shortName
            names = OrderedSet(alternatives.map(\.shortName))
        }
        if isOptional { names.insert("Undef", at: 0) }
        switch names.count {
        case 1: return "expects \(TypeError.withArticle(names[0], capitalized: false)) value, got \(got)"
        case 2: return "expects a value of type \(names[0]) or \(names[1]), got \(got)"
        default:
            let most = names.dropLast().joined(separator: ", ")
            return "expects a value of type \(most), or \(names.last ?? ""), got \(got)"
        }
    }

    static func patternMessage(_ expected: PuppetType, _ actual: PuppetType) -> String {
        var expected = expected
        var prefix = ""
        if case .optional(let inner?) = expected {
            expected = inner
            prefix = "an undef value or "
        }
        let got: String
        if case .string(.value(let text)) = actual { got = "'\(text)'" } else { got = actual.shortName }
        return "expects \(prefix)a match for \(expected.expandedDescription), got \(got)"
    }

    /// Whether the types are shown with their arguments: where only these differ.
    private static func isDetailed(_ expected: [PuppetType], _ actual: PuppetType) -> Bool {
        isAlwaysDetailed(expected, actual)
            || expected.contains { type in
                let resolved = type.aliased ?? type
                return resolved.unparameterized.isAssignable(from: actual)
            }
    }

    private static func isAlwaysDetailed(_ expected: [PuppetType], _ actual: PuppetType) -> Bool {
        expected.contains { type in
            if type.aliased != nil || actual.aliased != nil || type.kindName == actual.kindName { return true }
            switch (type, actual) {
            case (.structure, .hash), (.tuple, .array): return true
            default: return false
            }
        }
    }

    private static func detailed(_ expected: [PuppetType], _ actual: PuppetType) -> String {
        let resolved = expected.map { $0.aliased ?? $0 }
        if isAlwaysDetailed(resolved, actual) { return actual.expandedDescription }
        let generalized = TypeInference.generalize(actual)
        return resolved.contains { $0.isAssignable(from: generalized) }
            ? actual.expandedDescription : actual.simpleName
    }
}

extension PuppetType {
    /// What kind of type it is, whatever its name.
    fileprivate var kindName: String {
        switch self {
        case .object: "Object"
        case .alias: "TypeAlias"
        default: simpleName
        }
    }

    /// The type of that kind without arguments.
    fileprivate var unparameterized: PuppetType {
        if case .object = self { return .object(ObjectType(name: nil, parent: nil, attributes: [:])) }
        return PuppetType.named(simpleName) ?? self
    }

    /// The name, with that of the contained type.
    fileprivate var shortName: String {
        switch self {
        case .type(let inner?), .notUndef(let inner?), .iterable(let inner?), .iterator(let inner?),
            .optional(let inner?), .sensitive(let inner?), .initType(let inner?, _):
            inner == .any ? simpleName : "\(simpleName)[\(inner.simpleName)]"
        default: simpleName
        }
    }
}

import OrderedCollections

// What `[…]` makes of the types of catalog entries, versions, times and URIs.
extension PuppetType {
    /// `Resource['file', '/x']`, `File['/x']`, `Class['a']`. One title: several give an array, which is the evaluator's.
    func catalogEntry(_ keys: [Value]) throws(TypeError) -> PuppetType {
        if case .classType(let name) = self {
            guard name == nil else { throw TypeError("Cannot specialize an already specialized Class type") }
            return try Self.classType(keys)
        }
        guard case .resource(let typeName, let title) = self, title == nil else {
            throw TypeError("Cannot specialize an already specialized Resource type")
        }
        var keys = keys
        if keys.isEmpty { throw .arity(description, minimum: 1, maximum: nil, actual: 0) }
        let name: String
        if let typeName {
            name = typeName
        } else {
            switch keys.removeFirst() {
            case .type(.resource(.some(let given), _)): name = given
            case .string(let given), .secret(let given): name = Self.capitalized(given)
            case let other:
                let given = TypeInference.generalize(TypeInference.infer(other))
                throw TypeError("First argument to Resource[] must be a resource type or a String. Got \(given).")
            }
        }
        guard Self.isTypeName(name) else {
            throw TypeError("Illegal type reference. The given name '\(name)' does not conform to the naming rule")
        }
        guard let key = keys.first else { return .resource(typeName: name, title: nil) }
        guard let title = key.stringContent else {
            throw .unusable(self, key, expected: "a resource title String", quoted: false)
        }
        return .resource(typeName: name, title: title)
    }

    private static func classType(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard let key = keys.first else { throw .arity("Class", minimum: 1, maximum: nil, actual: 0) }
        guard let given = key.stringContent else {
            let label = TypeError.withArticle(key.label, capitalized: true)
            throw TypeError(
                "Illegal Class name in class reference. \(label) cannot be used where a String is expected")
        }
        var name = given.lowercased()
        if name.hasPrefix("::") { name.removeFirst(2) }
        guard isName(name) else {
            throw TypeError(
                "Illegal name. The given name '\(given)' does not conform to the naming rule "
                    + "/^((::)?[a-z_]\\w*)(::[a-z]\\w*)*$/")
        }
        return .classType(name: name)
    }

    private static func isName(_ name: String) -> Bool {
        isSegmented(name) { $0.isASCII && $0.isLowercase }
    }

    private static func isTypeName(_ name: String) -> Bool {
        isSegmented(name.hasPrefix("::") ? String(name.dropFirst(2)) : name) { $0.isASCII && $0.isUppercase }
    }

    private static func isSegmented(_ name: String, startsWith isStart: (Character) -> Bool) -> Bool {
        var rest = Substring(name)
        while true {
            guard let first = rest.first, isStart(first) else { return false }
            rest = rest.drop { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            if rest.isEmpty { return true }
            guard rest.hasPrefix("::") else { return false }
            rest = rest.dropFirst(2)
        }
    }

    static func ranges(_ keys: [Value]) throws(TypeError) -> [SemVerRange] {
        try PuppetType.semVer([]).check(keys, minimum: 1, maximum: nil)
        var ranges: [SemVerRange] = []
        for key in keys {
            switch key {
            case .semVerRange(let range): ranges.append(range)
            case .string(let text), .secret(let text): ranges.append(try SemVerRange.parse(text))
            default: throw .unusable(.semVer([]), key, expected: "String or SemanticPuppet::VersionRange")
            }
        }
        return ranges
    }

    func timeRange(_ keys: [Value]) throws(TypeError) -> PuppetType {
        if keys.count > 2 {
            throw .arity(
                TypeError.withArticle("\(label)-Type", capitalized: true), minimum: 0, maximum: 2, actual: keys.count)
        }
        do throws(TypeError) {
            return try timeRange(from: keys.first ?? .default, to: keys.count > 1 ? keys[1] : .default)
        } catch {
            throw TypeError(error.message, blame: .evaluation)
        }
    }

    private func timeRange(from first: Value, to second: Value) throws(TypeError) -> PuppetType {
        if case .timestamp = self {
            let (lower, upper) = (try Timestamp.bound(first), try Timestamp.bound(second))
            if let lower, let upper, upper < lower { throw .emptyRange("\(lower)", "\(upper)") }
            return .timestamp(lower: lower, upper: upper)
        }
        let (lower, upper) = (try Timespan.bound(first), try Timespan.bound(second))
        if let lower, let upper, upper < lower { throw .emptyRange("\(lower)", "\(upper)") }
        return .timespan(lower: lower, upper: upper)
    }

    static func uri(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard keys.count == 1 else {
            throw .arity("URI-Type", minimum: 1, maximum: nil, actual: keys.count, exact: true)
        }
        switch keys[0] {
        case .string(let text), .secret(let text): return .uri(try URIParts.parse(text).parameters)
        case .uri(let text): return .uri(try URIParts.parse(text).parameters)
        case .hash(let parameters): return .uri(parameters.isEmpty ? nil : parameters)
        default: throw .notTypes("URI-Type", keys[0])
        }
    }
}

import OrderedCollections
import Regexp

extension PuppetType {
    /// What `name[arguments]` evaluates to: `Integer[1, 2]`, `Enum['a', 'b']`, `K8s::Deployment['a/b']`.
    ///
    /// A name that is no core type is a resource type.
    package static func parameterized(name: String, arguments: [Value]) throws(TypeError) -> PuppetType {
        try (named(name) ?? .resource(typeName: capitalized(name), title: nil)).parameterized(arguments)
    }

    /// What `[arguments]` makes of this type.
    package func parameterized(_ arguments: [Value]) throws(TypeError) -> PuppetType {
        var budget = TypeBudget()
        for argument in arguments { try budget.spend(on: argument, depth: 0) }
        return try unchecked(arguments)
    }

    private func unchecked(_ arguments: [Value]) throws(TypeError) -> PuppetType {
        let keys: [Value]
        switch self {
        case .callable, .structure, .initType, .resource, .classType: keys = arguments
        default: keys = Self.flattened(arguments)
        }
        return switch self {
        case .integer: try Self.integer(keys)
        case .float: try Self.float(keys)
        case .boolean: try Self.boolean(keys)
        case .string: .string(.size(try Self.stringSize(keys)))
        case .enumeration: try enumeration(keys)
        case .pattern: .pattern(try patterns(keys))
        case .regexp: try regexp(keys)
        case .array: try Self.array(keys)
        case .hash: try Self.hash(keys)
        case .tuple: try tuple(keys)
        case .structure: try structure(keys)
        case .collection: .collection(try Self.collectionSize(keys))
        case .variant: TypeInference.variant(try types(keys))
        case .callable: try Self.callable(keys)
        case .optional, .notUndef, .type, .sensitive, .iterable, .iterator: try containing(keys)
        case .initType: try Self.initType(keys)
        case .resource, .classType: try catalogEntry(keys)
        case .semVer: .semVer(try Self.ranges(keys))
        case .timestamp, .timespan: try timeRange(keys)
        case .uri: try Self.uri(keys)
        case .runtime: try runtime(keys)
        case .typeReference: try Self.typeReference(keys)
        case .object, .typeSet: try Self.definition(self, keys)
        case .error(nil): .error(try Self.errorParameters(keys))
        default: throw .operatorNotApplicable(self)
        }
    }

    private static func flattened(_ values: [Value]) -> [Value] {
        values.flatMap { value -> [Value] in
            if case .array(let elements) = value { flattened(elements) } else { [value] }
        }
    }

    /// `k8s::deployment` and `K8s::Deployment` as `K8s::Deployment`.
    package static func capitalized(_ name: String) -> String {
        name.split(separator: ":", omittingEmptySubsequences: false)
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined(separator: ":")
    }

    private func types(_ keys: [Value]) throws(TypeError) -> [PuppetType] {
        try check(keys, minimum: 1, maximum: nil)
        var result: [PuppetType] = []
        for (index, key) in keys.enumerated() {
            guard case .type(let type) = key else {
                throw TypeError.unusable(self, key, expected: "Any-Type").blaming(index)
            }
            result.append(type)
        }
        return result
    }

    func check(_ keys: [Value], minimum: Int, maximum: Int?) throws(TypeError) {
        if keys.count < minimum || maximum.map({ keys.count > $0 }) ?? false {
            throw .arity(label(self), minimum: 1, maximum: maximum, actual: keys.count)
        }
    }

    private func label(_ type: PuppetType) -> String { TypeError.withArticle("\(type.label)-Type", capitalized: true) }

    // MARK: Scalars

    private static func integer(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard (1...2).contains(keys.count) else {
            throw TypeError(
                "Integer-Type supports [] with one or two arguments (from, to). Got \(keys.count)", blame: .expression)
        }
        let (lower, upper) = try integerBounds(keys) { key in
            TypeError("Integer-Type [] requires all arguments to be integers (or default). Got \(key.rubyClass)")
        }
        return .integer(lower: lower, upper: upper)
    }

    /// One or two integers or `default`s, as bounds.
    private static func integerBounds(
        _ keys: [Value], otherwise: (Value) -> TypeError
    ) throws(TypeError) -> (lower: Int?, upper: Int?) {
        var bounds: [Int?] = []
        for key in keys {
            switch key {
            case .integer(let value): bounds.append(value)
            case .default: bounds.append(nil)
            default: throw otherwise(key)
            }
        }
        let lower = bounds.first ?? nil
        let upper = bounds.count > 1 ? bounds[1] : nil
        if let lower, let upper, lower > upper { throw .emptyRange("\(lower)", "\(upper)") }
        return (lower, upper)
    }

    private static func float(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard (1...2).contains(keys.count) else {
            throw TypeError(
                "Float-Type supports [] with one or two arguments (from, to). Got \(keys.count)", blame: .expression)
        }
        var bounds: [Double?] = []
        for key in keys {
            switch key {
            case .integer(let value): bounds.append(Double(value))
            case .float(let value): bounds.append(value)
            case .default: bounds.append(nil)
            default:
                throw TypeError(
                    "Float-Type [] requires all arguments to be floats, or integers (or default). Got \(key.rubyClass)")
            }
        }
        let lower = bounds.first ?? nil
        let upper = bounds.count > 1 ? bounds[1] : nil
        if let lower, let upper, lower > upper {
            throw .emptyRange(FloatText.shortest(lower), FloatText.shortest(upper))
        }
        return .float(lower: lower, upper: upper)
    }

    private static func boolean(_ keys: [Value]) throws(TypeError) -> PuppetType {
        try PuppetType.boolean(nil).check(keys, minimum: 1, maximum: 1)
        guard case .boolean(let value) = keys[0] else {
            throw .unusable(.boolean(nil), keys[0], expected: "TrueClass or FalseClass")
        }
        return .boolean(value)
    }

    private static func stringSize(_ keys: [Value]) throws(TypeError) -> Size {
        guard (1...2).contains(keys.count) else {
            throw TypeError("String supports [] with one or two arguments. Got \(keys.count)", blame: .expression)
        }
        return try size(keys)
    }

    /// A size given as one `Integer` type, or as one or two integers.
    static func size(_ keys: [Value]) throws(TypeError) -> Size {
        if keys.count == 1, case .type(.integer(let lower, let upper)) = keys[0] { return Size(clamping: lower, upper) }
        let (lower, upper) = try integerBounds(keys) { key in
            let given = if case .type(let type) = key { "\(type.label)-Type" } else { key.rubyClass }
            return TypeError(
                "A Type's size constraint arguments must be a single Integer type, or 1-2 integers (or default). "
                    + "Got \(TypeError.withArticle(given, capitalized: false))")
        }
        return Size(clamping: lower, upper)
    }

    private func enumeration(_ keys: [Value]) throws(TypeError) -> PuppetType {
        var keys = keys
        var caseInsensitive = false
        if case .boolean(let flag) = keys.last {
            caseInsensitive = flag
            keys.removeLast()
        }
        try check(keys, minimum: 1, maximum: nil)
        var values: OrderedSet<String> = []
        for key in keys {
            guard let text = key.stringContent else { throw .unusable(self, key, expected: "String") }
            values.append(text)
        }
        return .enumeration(values.sorted(by: TypeInference.rubyOrder), caseInsensitive: caseInsensitive)
    }

    private func patterns(_ keys: [Value]) throws(TypeError) -> [String] {
        try check(keys, minimum: 1, maximum: nil)
        var sources: OrderedSet<String> = []
        for key in keys {
            switch key {
            case .string(let source), .secret(let source):
                _ = try PuppetRegexp.checked(source)
                sources.append(source)
            case .regexp(let source): sources.append(source)
            case .type(.regexp(let source)): sources.append(source ?? "")
            case .type(.pattern(let others)): sources.append(contentsOf: others)
            default: throw .unusable(self, key, expected: "String or Regexp or Pattern-Type or Regexp-Type")
            }
        }
        return Array(sources)
    }

    private func regexp(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard keys.count < 2 else {
            throw TypeError.arity(label(self), minimum: 1, maximum: 1, actual: keys.count).blaming(1)
        }
        try check(keys, minimum: 1, maximum: 1)
        switch keys[0] {
        case .string(let source), .secret(let source):
            _ = try PuppetRegexp.checked(source)
            return .regexp(source)
        case .regexp(let source): return .regexp(source)
        default: throw .unusable(self, keys[0], expected: "String or Regexp")
        }
    }
}

extension Size {
    /// Bounds below zero count as zero.
    init(clamping lower: Int?, _ upper: Int?) { self.init(max(0, lower ?? 0), upper.map { max(0, $0) }) }
}

import Diagnostics
import OrderedCollections
import PuppetTypes

extension MergeStrategy {
    /// Merges two values, `high` having priority over `low`.
    func merge(_ high: Value, _ low: Value) throws(HieraError) -> Value {
        switch self {
        case .first: return high
        case .unique:
            try Self.check(high, "first", Self.uniqueType)
            try Self.check(low, "second", Self.uniqueType)
            return .array(Self.union(Self.flattened(high), Self.flattened(low)))
        case .hash:
            try Self.check(high, "first", Self.hashType)
            try Self.check(low, "second", Self.hashType)
            guard case .hash(let high) = high, case .hash(var low) = low else { return high }
            for (key, value) in high { low[key] = value }
            return .hash(low)
        case .deep(let options):
            let (source, target) = options.form == .reversed ? (low, high) : (high, low)
            return try DeepMerge(options: options).merge(source, into: target)
        }
    }

    /// What the first of several values becomes before the others join it.
    func start(_ value: Value) -> Value {
        if case .unique = self { .array(Self.flattened(value)) } else { value }
    }

    /// What a value becomes that has nothing to be merged with.
    func single(_ value: Value) -> Value {
        guard case .unique = self, case .array(let elements) = value else { return value }
        return .array(Self.union(elements, []))
    }

    private static let uniqueType = PuppetType.variant([.scalar, .array(.data, size: nil)])
    private static let hashType = PuppetType.hash(key: .anyString, value: .data, size: nil)

    private static func check(_ value: Value, _ position: String, _ type: PuppetType) throws(HieraError) {
        guard !type.accepts(value) else { return }
        let subject = "The \(position) element of the merge has wrong type,"
        throw HieraError(
            .merge,
            Diagnostic.Message(TypeMismatch.describe(subject: subject, expected: type, actual: value)))
    }

    private static func flattened(_ value: Value) -> [Value] {
        guard case .array(let elements) = value else { return [value] }
        return elements.flatMap(flattened)
    }

    /// Each element once, in the order of its first occurrence.
    static func union(_ left: [Value], _ right: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return (left + right).filter { seen.insert($0).inserted }
    }
}

extension Value {
    /// The type's name in a message.
    var typeWord: String {
        switch self {
        case .undef: "Undef"
        case .boolean: "Boolean"
        case .array(let elements) where !elements.isEmpty: "Tuple"
        case .hash(let entries) where !entries.isEmpty: "Struct"
        default: rubyClass
        }
    }
}

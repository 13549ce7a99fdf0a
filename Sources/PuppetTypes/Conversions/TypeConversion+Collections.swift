import OrderedCollections

extension TypeConversion {
    /// Iterating an integer or a range gives no more elements than this.
    package static let elementLimit = 1_000_000

    static func array(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_array", arraySignatures, arguments) { (arguments) throws(TypeError) in
            guard let from = arguments.first, arguments.count <= 2 else { return nil }
            if arguments.count > 1, !PuppetType.boolean(nil).accepts(arguments[1]) { return nil }
            let type = TypeInference.generalize(TypeInference.inferReduced(from))
            return "Value of type \(type) cannot be converted to Array"
        }
        if form == 1 {
            if case .array = arguments[0] { return arguments[0] }
            return .array([arguments[0]])
        }
        if case .binary(let bytes) = arguments[0] { return .array(bytes.map { .integer(Int($0)) }) }
        return .array(try elements(arguments[0]) ?? [])
    }

    /// What an iteration over the value gives: elements, pairs, characters, numbers; `nil` where it cannot be iterated.
    package static func elements(_ value: Value) throws(TypeError) -> [Value]? {
        switch value {
        case .array(let elements): return elements
        case .hash(let entries): return entries.map { .array([$0.key, $0.value]) }
        case .string(let text): return text.unicodeScalars.map { .string(String($0)) }
        case .secret(let text): return text.unicodeScalars.map { .secret(String($0)) }
        case .integer(let count): return count < 0 ? nil : try range(0, count - 1)
        case .type(.integer(let lower?, let upper?)): return try range(lower, upper)
        case .type(.enumeration(let values, _)): return values.map { .string($0) }
        default: return nil
        }
    }

    private static func range(_ lower: Int, _ upper: Int) throws(TypeError) -> [Value] {
        if upper < lower { return [] }
        let (distance, overflow) = upper.subtractingReportingOverflow(lower)
        if overflow || distance >= elementLimit {
            throw TypeError("an iteration over more than \(elementLimit) numbers is not possible")
        }
        return (lower...upper).map { .integer($0) }
    }

    static func hash(_ arguments: [Value]) throws(TypeError) -> Value {
        let form = try dispatch("new_hash", hashSignatures, arguments)
        if form < 2, case .array(let pairs) = arguments[0] {
            guard arguments.count > 1 else { return .hash(fromPairs(pairs)) }
            return try tree(pairs, arraysAsHashes: arguments[1].stringContent == "hash_tree")
        }
        switch arguments[0] {
        case .hash: return arguments[0]
        case .array(let elements):
            if elements.count % 2 != 0 { throw TypeError("odd number of arguments for Hash") }
            return .hash(fromFlat(elements))
        default:
            guard PuppetType.iterable(nil).accepts(arguments[0]), let elements = try elements(arguments[0]) else {
                let type = TypeInference.generalize(TypeInference.inferReduced(arguments[0]))
                throw TypeError("Value of type \(type) cannot be converted to Hash")
            }
            if elements.count % 2 != 0 { throw TypeError("odd number of arguments for Hash") }
            return .hash(fromFlat(elements))
        }
    }

    private static func fromPairs(_ pairs: [Value]) -> PuppetHash {
        var result: PuppetHash = [:]
        for case .array(let pair) in pairs where pair.count == 2 { result[pair[0]] = pair[1] }
        return result
    }

    private static func fromFlat(_ elements: [Value]) -> PuppetHash {
        var result: PuppetHash = [:]
        for index in stride(from: 0, to: elements.count - 1, by: 2) { result[elements[index]] = elements[index + 1] }
        return result
    }

    /// Builds nested hashes out of `[[path, …], value]` pairs.
    private static func tree(_ pairs: [Value], arraysAsHashes: Bool) throws(TypeError) -> Value {
        var result = Value.hash([:])
        for case .array(let pair) in pairs {
            guard pair.count == 2, case .array(let path) = pair[0] else { continue }
            if path.count > 200 { throw TypeError("the path of a value in a tree is too long") }
            if path.isEmpty {
                result = merged(result, pair[1])
            } else {
                result = inserting(arraysAsHashes ? asHash(pair[1]) : pair[1], at: path[...], into: result)
            }
        }
        return result
    }

    private static func merged(_ tree: Value, _ value: Value) -> Value {
        guard case .hash(var entries) = tree else { return tree }
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() { entries[.integer(index)] = element }
        case .hash(let others): entries.merge(others) { $1 }
        default: break
        }
        return .hash(entries)
    }

    private static func inserting(_ value: Value, at path: ArraySlice<Value>, into container: Value) -> Value {
        guard let key = path.first else { return value }
        switch container {
        case .array(var elements):
            guard case .integer(let index) = key, elements.indices.contains(index) else { return container }
            elements[index] = inserting(value, at: path.dropFirst(), into: elements[index])
            return .array(elements)
        case .hash(var entries):
            entries[key] = inserting(value, at: path.dropFirst(), into: entries[key] ?? .hash([:]))
            return .hash(entries)
        default: return path.count == 1 ? value : inserting(value, at: path, into: .hash([:]))
        }
    }

    private static func asHash(_ value: Value) -> Value {
        guard case .array(let elements) = value else { return value }
        var entries: PuppetHash = [:]
        for (index, element) in elements.enumerated() { entries[.integer(index)] = asHash(element) }
        return .hash(entries)
    }
}

import Foundation
import JSON
import OrderedCollections
import PuppetEvaluator
import PuppetTypes

/// Data as a list of hashes, the most important first, with the merges and conversions that the fixtures use.
struct LayeredData: DataProvider {
    private let layers: [PuppetHash]
    private let options: PuppetHash

    init(_ layers: [PuppetHash] = []) {
        self.layers = layers
        var options = PuppetHash()
        for layer in layers.reversed() {
            if case .hash(let more)? = layer["lookup_options"] { options.merge(more) { _, new in new } }
        }
        self.options = options
    }

    init(json url: URL) throws {
        let json = try JSONParser.parse(Array(try Data(contentsOf: url)))
        self.init(
            (json.array ?? []).map { layer in
                if case .hash(let entries) = Value(json: layer) { entries } else { [:] }
            })
    }

    func lookup(_ request: LookupRequest, in context: LookupContext) throws(EvaluationError) -> LookupAnswer? {
        for key in request.keys {
            let segments = key.contains("::") || key.isEmpty ? [key] : key.split(separator: ".").map(String.init)
            guard var value = try lookup(segments[0], request.merge, context) else { continue }
            for segment in segments.dropFirst() {
                if case .hash(let entries) = value { value = entries[segment] ?? .undef }
            }
            return LookupAnswer(value: value)
        }
        return nil
    }

    private func lookup(_ key: String, _ merge: Value?, _ context: LookupContext) throws(EvaluationError) -> Value? {
        var found: [Value] = []
        for layer in layers { if let value = layer[.string(key)] { found.append(try interpolate(value, context)) } }
        guard let first = found.first else { return nil }
        let options = options(for: key)
        let strategy = Self.strategy(merge ?? options["merge"])
        let value =
            switch strategy {
            case "unique": Value.array(Self.unique(found))
            case "hash", "deep":
                found.dropLast().reversed().reduce(found[found.count - 1]) { Self.merge($1, over: $0, strategy) }
            default: first
            }
        return options["convert_to"] == "Sensitive" ? .sensitive(value) : value
    }

    private func options(for key: String) -> PuppetHash {
        for (name, value) in options {
            guard let name = name.stringContent, case .hash(let entries) = value else { continue }
            if name == key { return entries }
            if name.hasPrefix("^"), key.range(of: name, options: .regularExpression) != nil { return entries }
        }
        return [:]
    }

    private static func strategy(_ merge: Value?) -> String {
        if case .hash(let entries)? = merge { return entries["strategy"]?.stringContent ?? "first" }
        return merge?.stringContent ?? "first"
    }

    private static func unique(_ values: [Value]) -> [Value] {
        Array(
            OrderedSet(
                values.flatMap { value in
                    if case .array(let elements) = value { elements } else { [value] }
                }))
    }

    private static func merge(_ value: Value, over other: Value, _ strategy: String) -> Value {
        guard case .hash(let entries) = value, case .hash(let below) = other else { return value }
        return .hash(below.merging(entries) { strategy == "deep" ? merge($1, over: $0, strategy) : $1 })
    }

    private func interpolate(_ value: Value, _ context: LookupContext) throws(EvaluationError) -> Value {
        switch value {
        case .string(let text):
            guard let start = text.range(of: "%{"), let end = text.range(of: "}") else { return value }
            let path = text[start.upperBound..<end.lowerBound].split(separator: ".").map(String.init)
            var current = try context.variable(path[0]) ?? .undef
            for segment in path.dropFirst() {
                if case .hash(let entries) = current { current = entries[.string(segment)] ?? .undef }
            }
            return .string(text[..<start.lowerBound] + (current.stringContent ?? "") + text[end.upperBound...])
        case .array(let elements):
            var result: [Value] = []
            for element in elements { result.append(try interpolate(element, context)) }
            return .array(result)
        case .hash(let entries):
            var result = PuppetHash()
            for (key, entry) in entries { result[key] = try interpolate(entry, context) }
            return .hash(result)
        default: return value
        }
    }
}

extension Value {
    /// Plain JSON as a value.
    init(json: JSON) {
        self =
            switch json {
            case .null: .undef
            case .boolean(let value): .boolean(value)
            case .integer(let value): .integer(value)
            case .double(let value): .float(value)
            case .string(let value): .string(value)
            case .array(let elements): .array(elements.map(Value.init(json:)))
            case .object(let members):
                .hash(PuppetHash(uniqueKeysWithValues: members.map { (.string($0.key), Value(json: $0.value)) }))
            }
    }
}

extension PuppetHash {
    subscript(_ name: String) -> Value? { self[.string(name)] }
}

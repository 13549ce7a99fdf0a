import Diagnostics
import JSON
import OrderedCollections

/// A HOCON value before substitutions are resolved.
indirect enum HOCONValue {
    case object(OrderedDictionary<String, HOCONValue>)
    case array([HOCONValue])
    case text(String, isQuoted: Bool)
    case substitution([String], isOptional: Bool, range: SourceRange)
    /// Parts that stand beside each other.
    case joined([HOCONValue])

    /// Sets a dotted key; objects under one key are merged.
    static func set(
        _ path: ArraySlice<String>, _ value: HOCONValue, appends: Bool,
        in members: inout OrderedDictionary<String, HOCONValue>
    ) {
        guard let key = path.first else { return }
        if path.count > 1 {
            var inner: OrderedDictionary<String, HOCONValue> = [:]
            if case .object(let existing)? = members[key] { inner = existing }
            set(path.dropFirst(), value, appends: appends, in: &inner)
            members[key] = .object(inner)
        } else if appends {
            let earlier: [HOCONValue] = if case .array(let elements)? = members[key] { elements } else { [] }
            members[key] = .array(earlier + [value])
        } else if case .object(let existing)? = members[key], case .object(let new) = value {
            members[key] = .object(merge(existing, new))
        } else {
            members[key] = value
        }
    }

    private static func merge(
        _ low: OrderedDictionary<String, HOCONValue>, _ high: OrderedDictionary<String, HOCONValue>
    ) -> OrderedDictionary<String, HOCONValue> {
        var merged = low
        for (key, value) in high { set([key], value, appends: false, in: &merged) }
        return merged
    }
}

/// Resolves substitutions, each from the root, within a budget.
struct HOCONResolver {
    let root: HOCONValue
    let source: SourceFile
    private var open: [[String]] = []
    private var steps = 0
    private static let maximumSteps = 200_000

    init(root: HOCONValue, source: SourceFile) {
        self.root = root
        self.source = source
    }

    mutating func resolve() throws(HieraError) -> JSON { try resolve(root) ?? .null }

    /// Nil for an optional substitution without a value.
    private mutating func resolve(_ value: HOCONValue) throws(HieraError) -> JSON? {
        steps += 1
        guard steps <= Self.maximumSteps else { throw failure("substitutions expand to too much", .zero) }
        switch value {
        case .object(let members):
            var result = JSONObject()
            for (key, member) in members { result[key] = try resolve(member) }
            return .object(result)
        case .array(let elements):
            var result: [JSON] = []
            for element in elements {
                if let value = try resolve(element) { result.append(value) }
            }
            return .array(result)
        case .text(let text, let isQuoted): return isQuoted ? .string(text) : Self.literal(text)
        case .substitution(let path, let isOptional, let range):
            return try substitute(path, isOptional: isOptional, at: range)
        case .joined(let parts): return try join(parts)
        }
    }

    private mutating func substitute(
        _ path: [String], isOptional: Bool, at range: SourceRange
    ) throws(HieraError) -> JSON? {
        guard !open.contains(path), open.count < 32 else {
            throw failure("the substitution ${\(path.joined(separator: "."))} leads back to itself", range)
        }
        var target: HOCONValue? = root
        for key in path {
            guard case .object(let members)? = target else {
                target = nil
                break
            }
            target = members[key]
        }
        guard let target else {
            guard !isOptional else { return nil }
            throw failure("could not resolve substitution ${\(path.joined(separator: "."))}", range)
        }
        open.append(path)
        defer { open.removeLast() }
        return try resolve(target)
    }

    private mutating func join(_ parts: [HOCONValue]) throws(HieraError) -> JSON? {
        var values: [JSON] = []
        for part in parts {
            // Blanks between objects and arrays do not count; between texts they do.
            if case .text(let text, false) = part {
                values.append(.string(text))
            } else if let value = try resolve(part) {
                values.append(value)
            }
        }
        let structures = values.filter { $0.array != nil || $0.object != nil }
        if structures.isEmpty { return .string(values.map(Self.text).joined()) }
        guard values.allSatisfy({ value in structures.contains(value) || Self.isBlank(value) }) else {
            throw failure("a text cannot be joined to an object or an array", .zero)
        }
        if structures.allSatisfy({ $0.array != nil }) { return .array(structures.flatMap { $0.array ?? [] }) }
        guard structures.allSatisfy({ $0.object != nil }) else {
            throw failure("an object cannot be joined to an array", .zero)
        }
        return .object(
            structures.reduce(into: JSONObject()) { merged, value in
                merged.merge(value.object ?? [:]) { $1 }
            })
    }

    private static func isBlank(_ value: JSON) -> Bool {
        value.string.map { $0.allSatisfy(\.isWhitespace) } ?? false
    }

    private static func text(_ value: JSON) -> String { value.string ?? JSONWriter.text(value) }

    private static func literal(_ text: String) -> JSON {
        switch text {
        case "true": .boolean(true)
        case "false": .boolean(false)
        case "null": .null
        default: number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSON? {
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let integer = Int(text) { return .integer(integer) }
        guard let value = try? JSONParser.parse(text), value.double != nil else { return nil }
        return value
    }

    private func failure(_ problem: String, _ range: SourceRange) -> HieraError {
        HieraError(
            .data, "Unable to parse (\(source.path)): \(problem)", at: SourcePlace(file: source, range: range))
    }
}

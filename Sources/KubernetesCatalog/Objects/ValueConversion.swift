import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import PuppetTypes
import YAML

/// Turns Puppet values into JSON, remembering where a `Sensitive` was.
struct ValueConversion {
    private(set) var sensitivePaths: [FieldPath] = []
    private var path: [PathStep]

    private static let maximumDepth = 150

    init(at path: FieldPath) { self.path = path.steps }

    /// Nil for `undef`: such a field is left out, in hashes and lists too.
    mutating func json(_ value: Value) throws(Diagnostic) -> JSON? {
        guard path.count < Self.maximumDepth else { throw failure("is nested deeper than \(Self.maximumDepth) levels") }
        switch value {
        case .undef: return nil
        case .default: return "default"
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .float(let value):
            guard value.isFinite else { throw failure("is not a finite number") }
            return .double(value)
        case .string(let text): return .string(text)
        case .secret(let text):
            markSensitive()
            return .string(text)
        case .sensitive(let inner):
            markSensitive()
            return try json(inner)
        case .array(let elements): return try json(elements)
        case .hash(let entries): return try json(entries)
        case .binary(let bytes): return .string(Base64.encode(bytes))
        case .regexp, .type, .semVer, .semVerRange, .timestamp, .timespan, .uri:
            return .string(ValueFormatter.interpolated(value))
        case .deferred: throw failure("is a Deferred, which a Kubernetes object cannot hold")
        case .object(let object): throw failure("is an object of type \(object.typeName), which has no JSON form")
        }
    }

    private mutating func json(_ elements: [Value]) throws(Diagnostic) -> JSON {
        var result: [JSON] = []
        result.reserveCapacity(elements.count)
        for element in elements {
            path.append(.element(result.count))
            if let json = try json(element) { result.append(json) }
            path.removeLast()
        }
        return .array(result)
    }

    private mutating func json(_ entries: PuppetHash) throws(Diagnostic) -> JSON {
        // Keys of different kinds may come to the same name; then the last one counts.
        var members = JSONObject(minimumCapacity: entries.count)
        for (key, value) in entries {
            let name = try name(key)
            path.append(.member(name))
            if let json = try json(value) { members.updateValue(json, forKey: name) }
            path.removeLast()
        }
        return .object(members)
    }

    private mutating func name(_ key: Value) throws(Diagnostic) -> String {
        switch key {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .secret(let text):
            markSensitive()
            return text
        case .sensitive(let inner):
            markSensitive()
            return try name(inner)
        case .boolean(let value): return value ? "true" : "false"
        default: throw failure("has a key that is not a string")
        }
    }

    private mutating func markSensitive() {
        if sensitivePaths.last?.contains(FieldPath(path)) != true { sensitivePaths.append(FieldPath(path)) }
    }

    private func failure(_ problem: String) -> Diagnostic {
        Diagnostic(id: "unsuitable_value", .unsuitableValue(FieldPath(path), problem))
    }
}

extension Diagnostic.Message {
    fileprivate static func unsuitableValue(_ path: FieldPath, _ problem: String) -> Self { "\(path) \(problem)" }
}

import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import PuppetTypes
import YAML

/// Turns Puppet values into JSON, remembering where a `Sensitive` was.
struct ValueConversion {
    private(set) var sensitivePaths: [FieldPath] = []
    /// The place of the whole JSON.
    private var base: [PathStep]

    private static let maximumDepth = 150

    init(at path: FieldPath = FieldPath([])) { base = path.steps }

    /// Writes a value as what comes next. Writes nothing for `undef`: such a field is left out, in hashes and lists too.
    mutating func write(_ value: Value, to json: inout FlatJSON) throws(Diagnostic) {
        guard base.count + json.depth < Self.maximumDepth else {
            throw failure("is nested deeper than \(Self.maximumDepth) levels", json)
        }
        switch value {
        case .undef: break
        case .default: json.string("default")
        case .boolean(let value): json.boolean(value)
        case .integer(let value): json.integer(value)
        case .float(let value):
            guard value.isFinite else { throw failure("is not a finite number", json) }
            json.double(value)
        case .string(let text): json.string(text)
        case .secret(let text):
            markSensitive(json)
            json.string(text)
        case .sensitive(let inner):
            markSensitive(json)
            try write(inner, to: &json)
        case .array(let elements):
            json.beginArray()
            for element in elements { try write(element, to: &json) }
            json.endArray()
        case .hash(let entries): try write(entries, to: &json)
        case .binary(let bytes): json.string(Base64.encode(bytes))
        case .regexp, .type, .semVer, .semVerRange, .timestamp, .timespan, .uri:
            json.string(ValueFormatter.interpolated(value))
        case .deferred: throw failure("is a Deferred, which a Kubernetes object cannot hold", json)
        case .object(let object):
            throw failure("is an object of type \(object.typeName), which has no JSON form", json)
        }
    }

    private mutating func write(_ entries: PuppetHash, to json: inout FlatJSON) throws(Diagnostic) {
        guard entries.keys.allSatisfy(Self.isPlainName) else { return try writeNaming(entries, to: &json) }
        json.beginObject()
        for (key, value) in entries {
            guard case .string(let name) = key else { continue }
            json.name(name)
            try write(value, to: &json)
        }
        json.endObject()
    }

    private static func isPlainName(_ key: Value) -> Bool {
        if case .string = key { true } else { false }
    }

    /// Keys of different kinds may come to the same name; then the last one counts.
    private mutating func writeNaming(_ entries: PuppetHash, to json: inout FlatJSON) throws(Diagnostic) {
        let outer = base
        defer { base = outer }
        var members = JSONObject(minimumCapacity: entries.count)
        for (key, value) in entries {
            let name = try name(key, json)
            base = path(json) + [.member(name)]
            var member = FlatJSON()
            try write(value, to: &member)
            if !member.nodes.isEmpty { members.updateValue(member.json(), forKey: name) }
            base = outer
        }
        JSON.object(members).write(to: &json)
    }

    private mutating func name(_ key: Value, _ json: FlatJSON) throws(Diagnostic) -> String {
        switch key {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .secret(let text):
            markSensitive(json)
            return text
        case .sensitive(let inner):
            markSensitive(json)
            return try name(inner, json)
        case .boolean(let value): return value ? "true" : "false"
        default: throw failure("has a key that is not a string", json)
        }
    }

    /// Of what is written next.
    private func path(_ json: FlatJSON) -> [PathStep] { base + FieldPath(in: json.stepsToNext).steps }

    private mutating func markSensitive(_ json: FlatJSON) {
        let path = FieldPath(path(json))
        if sensitivePaths.last?.contains(path) != true { sensitivePaths.append(path) }
    }

    private func failure(_ problem: String, _ json: FlatJSON) -> Diagnostic {
        Diagnostic(id: "unsuitable_value", .unsuitableValue(FieldPath(path(json)), problem))
    }
}

extension Diagnostic.Message {
    fileprivate static func unsuitableValue(_ path: FieldPath, _ problem: String) -> Self { "\(path) \(problem)" }
}

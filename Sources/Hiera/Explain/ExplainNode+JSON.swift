import Diagnostics
package import JSON
import OrderedCollections
import PuppetTypes

extension ExplainNode {
    /// The tree as `puppet lookup --explain --render-as json` prints it.
    package var json: JSON {
        if case .root = kind { return rootJSON }
        if case .merge = kind, branches.count == 1 { return branches[0].json }
        var members = JSONObject()
        if !branches.isEmpty { members["branches"] = .array(branches.map(\.json)) }
        switch event {
        case .found(let key, let value):
            (members["key"], members["value"], members["event"]) = (.string(key), value.data, "found")
        case .result(let value): (members["value"], members["event"]) = (value.data, "result")
        case .notFound(let key): (members["key"], members["event"]) = (.string(key), "not_found")
        case .locationNotFound: members["event"] = "location_not_found"
        case nil: break
        }
        if !texts.isEmpty { members["texts"] = .array(texts.map(JSON.string)) }
        for case (let name, let value?) in kindMembers { members[name] = value }
        for case (let name, let value?) in ownMembers { members[name] = value }
        return .object(members)
    }

    /// Puppet leaves out what the lookup as a whole has to say; here that is in `messages`.
    private var rootJSON: JSON {
        var members: JSONObject = [:]
        if branches.count == 1, let only = branches[0].json.object {
            members = only
        } else if !branches.isEmpty {
            members["branches"] = .array(branches.map(\.json))
        }
        if !texts.isEmpty { members["messages"] = .array(texts.map(JSON.string)) }
        if let failure { members["failure"] = .string(failure) }
        return .object(members)
    }

    /// What Puppet does not tell.
    private var ownMembers: KeyValuePairs<String, JSON?> {
        [
            "file": origin.map { .string($0.file.path) }, "line": origin?.line.map(JSON.integer),
            "skipped": skipped.map(JSON.string), "failure": failure.map(JSON.string),
            "origins": origins.isEmpty
                ? nil : .array(origins.map(Self.json).sorted { $0.order < $1.order }.map(\.json)),
        ]
    }

    private static func json(_ path: [ValueStep], _ origin: DataOrigin) -> (order: String, json: JSON) {
        let steps: [JSON] = path.map { step in
            switch step {
            case .key(let key): .string(RubyText.string(key, secrets: .masked))
            case .index(let index): .integer(index)
            }
        }
        var members: JSONObject = ["path": .array(steps), "file": .string(origin.file.path)]
        if let line = origin.line { members["line"] = .integer(line) }
        return (JSONWriter.text(.array(steps)), .object(members))
    }

    private var kindMembers: KeyValuePairs<String, JSON?> {
        switch kind {
        case .root: [:]
        case .search(let key): ["type": "root", "key": .string(key)]
        case .invalidKey(let key): ["type": "invalid_key", "key": .string(key)]
        case .mergeSource(let name): ["type": "merge_source", "merge_source": .string(name)]
        case .merge(let strategy):
            [
                "type": "merge", "merge": .string(strategy.name),
                "options": strategy.explainedOptions.map { Value.hash($0).data },
            ]
        case .dataProvider(let name, let path, let module):
            [
                "type": "data_provider", "name": .string(name), "configuration_path": path.map(JSON.string),
                "module": module.map(JSON.string),
            ]
        case .location(let path, let original):
            ["type": "path", "original_path": .string(original), "path": .string(path)]
        case .uri(let uri, let original): ["type": "uri", "original_uri": .string(original), "uri": .string(uri)]
        case .notAsked(let names): ["type": "not_asked", "names": .array(names.map(JSON.string))]
        case .interpolate(let expression): ["type": "interpolate", "expression": .string(expression)]
        case .scope(let name): ["type": "scope", "name": .string(name)]
        case .subLookup: ["type": "sub_key"]
        case .segment: ["type": "segment"]
        case .moduleNotFound(let name):
            ["event": "module_not_found", "type": "module", "module_name": .string(name)]
        case .moduleProviderNotFound(let name):
            ["event": "module_provider_not_found", "type": "module", "module_name": .string(name)]
        }
    }
}

extension Value {
    /// As JSON, for people to read; the value is masked already.
    fileprivate var data: JSON {
        switch self {
        case .undef: .null
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .float(let value): .double(value)
        case .array(let elements): .array(elements.map(\.data))
        case .hash(let entries):
            .object(
                JSONObject(
                    entries.map { (RubyText.string($0.key, secrets: .shown), $0.value.data) }, uniquingKeysWith: { $1 })
            )
        default: .string(RubyText.string(self, secrets: .shown))
        }
    }
}

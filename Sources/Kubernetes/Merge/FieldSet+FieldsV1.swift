package import JSON
import OrderedCollections

/// The wire form of a set, `FieldsV1`: `{"f:spec": {"f:replicas": {}}}`; a `.` marks a step that is itself in the set.
extension FieldSet {
    /// A text that is not `FieldsV1`.
    package struct Malformed: Error, Hashable, Sendable {
        package let message: String
    }

    package init(fieldsV1 json: JSON) throws(Malformed) {
        try self.init(fieldsV1: json, depth: 0)
    }

    private init(fieldsV1 json: JSON, depth: Int) throws(Malformed) {
        guard depth < 256, case .object(let entries) = json else {
            throw Malformed(message: "fieldsV1 is not an object, or nested too deep")
        }
        self.init()
        for (name, child) in entries where name != "." {
            let element = try OwnedFieldStep(fieldsV1: name)
            let below = try FieldSet(fieldsV1: child, depth: depth + 1)
            if below.isEmpty || child["."] != nil { insert(element) }
            setChild(element, below)
        }
    }

    /// Members in canonical order.
    package var fieldsV1: JSON {
        var result = JSONObject()
        for element in members.union(children.keys).sorted() {
            var entry = JSONObject()
            if let child = children[element] {
                if members.contains(element) { entry["."] = .object([:]) }
                entry.merge(child.fieldsV1.object ?? [:]) { first, _ in first }
            }
            result[element.fieldsV1] = .object(entry)
        }
        return .object(result)
    }
}

extension OwnedFieldStep {
    init(fieldsV1 name: String) throws(FieldSet.Malformed) {
        let payload = String(name.dropFirst(2))
        switch name.prefix(2) {
        case "f:": self = .field(payload)
        case "k:":
            guard case .object(let members)? = try? JSONParser.parse(payload), !members.isEmpty else {
                throw FieldSet.Malformed(message: "malformed key in fieldsV1: \(name)")
            }
            self = .key(members.map { Field(name: $0.key, value: $0.value) }.sorted { $0.name < $1.name })
        case "v:":
            guard let value = try? JSONParser.parse(payload) else {
                throw FieldSet.Malformed(message: "malformed value in fieldsV1: \(name)")
            }
            self = .value(value)
        case "i:":
            guard let position = Int(payload) else {
                throw FieldSet.Malformed(message: "malformed position in fieldsV1: \(name)")
            }
            self = .index(position)
        default: throw FieldSet.Malformed(message: "malformed step in fieldsV1: \(name)")
        }
    }

    var fieldsV1: String {
        switch self {
        case .field(let name): "f:" + name
        case .key(let fields):
            "k:"
                + JSONWriter.text(
                    .object(JSONObject(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })))
        case .value(let value): "v:" + JSONWriter.text(value)
        case .index(let position): "i:\(position)"
        }
    }
}

import CLibYAML
package import Diagnostics
package import JSON

extension YAMLParser {
    /// The documents of a text as one array, each as kubectl reads it; nil where only `parse` can tell what it means:
    /// where there is an error, a tag, an anchor, a merge key, or a key that is no text or is repeated.
    package static func plainJSON(_ file: SourceFile, limits: YAMLLimits = YAMLLimits()) -> FlatJSON? {
        guard let reader = YAMLEventReader(file: file) else { return nil }
        var json = FlatJSON()
        json.beginArray()
        guard reader.writePlain(to: &json, depth: limits.depth) else { return nil }
        json.endArray()
        return json
    }
}

extension YAMLEventReader {
    /// A key is compared with the others of its mapping, up to this many.
    private static let maximumMembers = 64

    /// Writes the documents into the open array; false where `plainJSON` gives nil.
    fileprivate func writePlain(to json: inout FlatJSON, depth: Int) -> Bool {
        // Whether the mapping that is open waits for a key.
        var awaitsKey = false
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) != 0 else { return false }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT: return true
            case YAML_STREAM_START_EVENT, YAML_DOCUMENT_START_EVENT, YAML_DOCUMENT_END_EVENT: continue
            case YAML_SCALAR_EVENT:
                // The open array counts.
                guard let scalar = PlainScalar(event), json.depth <= depth else { return false }
                if awaitsKey {
                    guard scalar.isText, !scalar.isMergeKey, json.openCount < Self.maximumMembers,
                        !json.hasMember(utf8: scalar.text)
                    else { return false }
                    json.name(utf8: scalar.text)
                    awaitsKey = false
                    continue
                }
                scalar.write(to: &json)
            case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
                guard Self.isPlainCollection(event), !awaitsKey, json.depth <= depth else { return false }
                awaitsKey = event.type == YAML_MAPPING_START_EVENT
                if awaitsKey { json.beginObject() } else { json.beginArray() }
                continue
            case YAML_SEQUENCE_END_EVENT: json.endArray()
            case YAML_MAPPING_END_EVENT: json.endObject()
            default: return false
            }
            awaitsKey = json.isInObject
        }
    }

    private static func isPlainCollection(_ event: yaml_event_t) -> Bool {
        if event.type == YAML_MAPPING_START_EVENT {
            event.data.mapping_start.anchor == nil && event.data.mapping_start.tag == nil
        } else {
            event.data.sequence_start.anchor == nil && event.data.sequence_start.tag == nil
        }
    }
}

/// A scalar without a tag and an anchor, in libyaml's memory.
private struct PlainScalar {
    let text: UnsafeBufferPointer<UInt8>
    private let isQuoted: Bool

    init?(_ event: yaml_event_t) {
        let scalar = event.data.scalar
        guard scalar.anchor == nil, scalar.tag == nil else { return nil }
        text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        isQuoted = scalar.style != YAML_PLAIN_SCALAR_STYLE
    }

    /// Ruby takes a quoted one for a merge key, too.
    var isMergeKey: Bool { text.elementsEqual("<<".utf8) }

    var isText: Bool {
        guard looksOtherwise else { return true }
        if case .string = json { return true }
        return false
    }

    func write(to json: inout FlatJSON) {
        if looksOtherwise { self.json.write(to: &json) } else { json.string(utf8: text) }
    }

    private var json: JSON { YAMLScalar(text: String(decoding: text, as: UTF8.self)).json }

    /// Whether the first look says that this may be a number, a boolean or a null.
    private var looksOtherwise: Bool {
        guard !isQuoted, let first = text.first else { return !isQuoted }
        return switch first {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): text.count <= 5
        default: true
        }
    }
}

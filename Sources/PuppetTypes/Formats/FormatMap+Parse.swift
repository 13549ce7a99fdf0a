import OrderedCollections

extension FormatMap {
    /// The formats of `String.new(value, formats)`, over the defaults.
    static func parse(_ formats: Value, for type: PuppetType) throws(TypeError) -> FormatMap {
        let defaults = try defaults()
        switch formats {
        case .default, .undef: return defaults
        case .string(let text), .secret(let text):
            let format = try StringFormat(text)
            let key: PuppetType =
                if PuppetType.anyArray.isAssignable(from: type) {
                    .anyArray
                } else if PuppetType.anyHash.isAssignable(from: type) {
                    .anyHash
                } else {
                    type
                }
            return defaults.merged(under: FormatMap([Entry(type: key, format: format)]))
        case .hash(let entries): return defaults.merged(under: try parse(entries))
        default:
            throw TypeError(
                "string conversion expects a Default value or a Hash of type to format mappings, got a "
                    + "'\(formats.rubyClass)'")
        }
    }

    private static func parse(_ entries: PuppetHash) throws(TypeError) -> FormatMap {
        var result: [Entry] = []
        for (key, value) in entries {
            guard case .type(let type) = key else {
                throw TypeError(
                    "top level keys in the format hash must be data types, got instance of '\(key.rubyClass)'")
            }
            if case .hash(let container) = value {
                result.append(Entry(type: type, format: try parseContainer(container)))
            } else {
                result.append(Entry(type: type, format: try StringFormat(value.stringContent ?? "")))
            }
        }
        return FormatMap(result)
    }

    private static func parseContainer(_ entries: PuppetHash) throws(TypeError) -> StringFormat {
        let names = ["separator", "separator2", "format", "string_formats"]
        let unknown = entries.keys.contains { key in !names.contains { key.stringContent == $0 } }
        if unknown {
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            throw TypeError(
                "only \(list) are allowed in a container format, got \(RubyText.inspect(.hash(entries)))")
        }
        var format = try StringFormat(entries[.string("format")]?.stringContent ?? "")
        format.separator = entries[.string("separator")]?.stringContent
        format.associator = entries[.string("separator2")]?.stringContent
        if case .hash(let nested)? = entries[.string("string_formats")] { format.elementFormats = try parse(nested) }
        return format
    }
}

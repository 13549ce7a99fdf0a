package import JSON
import OrderedCollections
package import PuppetTypes

extension RichData {
    /// Writes what `json(value)` gives in the canonical layout, without making it.
    package static func write(_ value: Value, canonicallyTo writer: inout JSONWriter) {
        switch value {
        case .undef: writer.writeNull()
        case .boolean(let value): writer.write(value)
        case .integer(let value): writer.write(value)
        case .float(let value): writer.write(value)
        case .string(let value): writer.write(value)
        case .array(let elements):
            writer.beginArray()
            for element in elements {
                writer.beginElement()
                write(element, canonicallyTo: &writer)
            }
            writer.endArray()
        case .hash(let entries):
            guard let names = plainNames(entries) else { return writer.write(json(value)) }
            writer.beginObject()
            for position in names.utf8Order {
                writer.beginMember(names[position])
                write(entries.values[position], canonicallyTo: &writer)
            }
            writer.endObject()
        case .default, .secret, .sensitive, .regexp, .type, .binary, .semVer, .semVerRange, .timestamp, .timespan, .uri,
            .deferred, .object:
            writer.write(json(value))
        }
    }

    /// The keys of a hash that is written as a plain object; nil for one that needs rich data.
    private static func plainNames(_ entries: PuppetHash) -> [String]? {
        var names: [String] = []
        names.reserveCapacity(entries.count)
        for key in entries.keys {
            guard case .string(let name) = key, name != typeKey else { return nil }
            names.append(name)
        }
        return names
    }
}

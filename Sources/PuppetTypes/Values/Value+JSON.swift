package import JSON
import OrderedCollections

extension Value {
    /// A JSON value as Puppet's, without rich data. The caller bounds the depth: the parsers of JSON and YAML do.
    package init(data json: JSON) {
        switch json {
        case .null: self = .undef
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .float(value)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(Value.init(data:)))
        case .object(let members):
            self = .hash(
                PuppetHash(
                    uncheckedUniqueKeys: members.keys.map(Value.string), values: members.values.map(Value.init(data:))))
        }
    }
}

package import JSON

extension SchemaNode {
    /// The properties for which the schema states a default, in no order.
    package var statedDefaults: [(name: String, value: JSON)] {
        facts.properties.compactMap { name, link in link.node.defaultValue.map { (name, $0) } }
    }
}

package import JSON

extension SchemaNode {
    /// The properties for which the schema states a default, in no order.
    package var statedDefaults: [(name: String, value: JSON)] {
        facts.properties.indices.compactMap { index in
            facts.properties.node(at: index).defaultValue.map { (facts.properties.name(at: index), $0) }
        }
    }
}

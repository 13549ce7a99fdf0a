/// Says which classes, variables and environment a node gets, beside what the site manifests say.
package protocol NodeClassifier: Sendable {
    /// Asked at every compile. Throws ``NodeClassificationError`` for what a person should be told.
    func classification(of node: String) async throws(NodeClassificationError) -> NodeClassification
}

/// A classifier that gave no answer, or a wrong one.
package struct NodeClassificationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

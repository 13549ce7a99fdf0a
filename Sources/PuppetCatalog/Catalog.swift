/// A compiled catalog: what one node (cluster) should be, in one environment.
///
/// The fields are those of Puppet's catalog JSON; `Wire/` reads and writes that.
package struct Catalog: Hashable, Sendable {
    /// The node's certname.
    package var name: String
    /// Puppet's catalog version: seconds since 1970 as text, or what `config_version` printed.
    package var version: String
    /// The commit of the environment, if it is a git one.
    package var codeID: String?
    package var uuid: String?
    package var environment: String
    package var tags: [String]
    package var classes: [String]
    package var resources: [Resource]
    /// Containment only; relations stay in the parameters.
    package var edges: [Edge]

    /// `source` contains `target`.
    package struct Edge: Hashable, Sendable {
        package let source: ResourceReference
        package let target: ResourceReference

        package init(source: ResourceReference, target: ResourceReference) {
            self.source = source
            self.target = target
        }
    }

    package init(
        name: String, version: String, codeID: String? = nil, uuid: String? = nil, environment: String,
        tags: [String] = [],
        classes: [String] = [], resources: [Resource] = [], edges: [Edge] = []
    ) {
        self.name = name
        self.version = version
        self.codeID = codeID
        self.uuid = uuid
        self.environment = environment
        self.tags = tags
        self.classes = classes
        self.resources = resources
        self.edges = edges
    }
}

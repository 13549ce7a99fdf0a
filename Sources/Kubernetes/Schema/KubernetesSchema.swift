package import JSON

/// The kinds that are known, with what each may hold: the embedded ones, and those of custom resources added to them.
package struct KubernetesSchema: Sendable {
    /// In discovery's order: the preferred version of a kind comes first.
    package private(set) var resources: [APIResource]
    private var indexByKind: [GroupVersionKind: Int] = [:]
    private var indexBySingular: [String: Int] = [:]
    private var customNodes: [GroupVersionKind: SchemaNode] = [:]

    /// Kubernetes 1.36, without custom resources.
    package static let embedded = KubernetesSchema(resources: EmbeddedSchema.resources)

    private init(resources: [APIResource]) {
        self.resources = []
        for resource in resources { append(resource) }
    }

    private mutating func append(_ resource: APIResource) {
        if let known = indexByKind[resource.gvk] {
            resources[known] = resource
            return
        }
        indexByKind[resource.gvk] = resources.count
        let name = resource.gvk.kind.lowercased()
        if indexBySingular[name] == nil { indexBySingular[name] = resources.count }
        resources.append(resource)
    }

    package func resource(_ gvk: GroupVersionKind) -> APIResource? {
        indexByKind[gvk].map { resources[$0] }
    }

    /// By kubectl's singular name, which is the kind in lower case: the preferred version, the core group first where
    /// two groups have a kind of that name (`event`).
    package func resource(kindLowercased name: String) -> APIResource? {
        indexBySingular[name].map { resources[$0] }
    }

    /// Any version of a kind, the preferred one first.
    package func resource(_ groupKind: GroupKind) -> APIResource? {
        if let first = resource(kindLowercased: groupKind.kind.lowercased()), first.gvk.groupKind == groupKind {
            return first
        }
        return resources.first { $0.gvk.groupKind == groupKind }
    }

    /// Whether objects of a kind live in namespaces; nil for a kind that is not known in any version.
    package func isNamespaced(_ gvk: GroupVersionKind) -> Bool? {
        if let index = indexByKind[gvk] { return resources[index].namespaced }
        return resource(gvk.groupKind)?.namespaced
    }

    package func definition(for gvk: GroupVersionKind) -> SchemaNode? {
        customNodes[gvk] ?? EmbeddedSchema.kinds[gvk]?.node
    }

    /// A definition by its OpenAPI name, `io.k8s.api.core.v1.PodSpec`.
    package func definition(named name: String) -> SchemaDefinition? {
        EmbeddedSchema.definitions[name]
    }

    /// Every embedded definition, sorted by name.
    package var definitions: [SchemaDefinition] {
        EmbeddedSchema.definitions.values.sorted { $0.name < $1.name }
    }

    /// This schema, and the kinds that the given CustomResourceDefinitions serve.
    ///
    /// What is not a CustomResourceDefinition with structural schemas is passed over: its kinds stay unknown.
    package func adding(crds: [JSON]) -> KubernetesSchema {
        var result = self
        for crd in crds {
            for version in CustomResourceVersion.served(by: crd) {
                result.append(version.resource)
                result.customNodes[version.resource.gvk] = version.node
            }
        }
        return result
    }
}

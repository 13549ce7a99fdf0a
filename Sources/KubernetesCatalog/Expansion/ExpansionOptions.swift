package import Diagnostics
package import Kubernetes
package import PuppetCatalog

/// What `CatalogExpansion` needs beside the catalog.
package struct ExpansionOptions {
    /// The key of the refresh digests.
    package let refreshKey: [UInt8]
    /// The known kinds, with the environment's custom resources. Those of the catalog itself are added.
    package let schema: KubernetesSchema
    /// Where a resource is declared.
    package let place: (Resource) -> SourcePlace?
    /// Where in a template a line of a text was written; the line is 1-based.
    package let templatePlace: (_ content: String, _ renderedLine: Int) -> SourcePlace?
    /// Where a field of a resource was set, and notes on where its value comes from; nil where that is not known.
    package let origin: (_ resource: Resource, _ field: FieldPath) -> (place: SourcePlace, notes: [Diagnostic.Note])?
    /// The same for a part of the text of a manifest.
    package let textOrigin: (_ manifest: Resource, _ content: String, _ bytes: SourceRange) -> [Diagnostic.Note]

    package init(
        refreshKey: [UInt8], schema: KubernetesSchema = .embedded,
        place: @escaping (Resource) -> SourcePlace? = { _ in nil },
        templatePlace: @escaping (_ content: String, _ renderedLine: Int) -> SourcePlace? = { _, _ in nil },
        origin: @escaping (Resource, FieldPath) -> (place: SourcePlace, notes: [Diagnostic.Note])? = { _, _ in nil },
        textOrigin: @escaping (Resource, String, SourceRange) -> [Diagnostic.Note] = { _, _, _ in [] }
    ) {
        self.refreshKey = refreshKey
        self.schema = schema
        self.place = place
        self.templatePlace = templatePlace
        self.origin = origin
        self.textOrigin = textOrigin
    }
}

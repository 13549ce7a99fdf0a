package import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
package import PuppetCatalog
import PuppetTypes

/// Completes a compiled catalog for Kubernetes: manifests become the objects they hold, every object is checked,
/// and workloads get their refresh digests.
package struct CatalogExpansion {
    private let options: ExpansionOptions
    private var catalog: Catalog
    private var diagnostics: [Diagnostic] = []
    /// The text behind resources that came out of a manifest.
    private var sources: [ResourceReference: RenderedObject] = [:]

    /// A completed catalog, and what is wrong with it. One with an error of either kind must not be served.
    package struct Result {
        package let catalog: Catalog
        package let diagnostics: [Diagnostic]
        /// What is wrong with its relations; it has no refresh digests then.
        package let relationshipError: RelationshipError?
        /// The text behind resources that came out of a manifest.
        package let rendered: [ResourceReference: RenderedObject]
    }

    package static func expand(_ catalog: Catalog, options: ExpansionOptions) -> Result {
        var expansion = CatalogExpansion(catalog, options)
        expansion.expandManifests()
        let objects = expansion.checkObjects()
        do throws(RelationshipError) {
            let graph = try RelationshipGraph.resolve(expansion.catalog)
            var digests = RefreshDigests(objects: objects, graph: graph, key: options.refreshKey)
            digests.apply(to: &expansion.catalog.resources)
        } catch {
            return Result(
                catalog: expansion.catalog, diagnostics: expansion.diagnostics, relationshipError: error,
                rendered: expansion.sources)
        }
        return Result(
            catalog: expansion.catalog, diagnostics: expansion.diagnostics, relationshipError: nil,
            rendered: expansion.sources)
    }

    private init(_ catalog: Catalog, _ options: ExpansionOptions) {
        self.catalog = catalog
        self.options = options
    }

    private mutating func expandManifests() {
        guard catalog.resources.contains(where: { $0.reference.type == "K8s::Manifest" }) else { return }
        let compiled = catalog.resources
        var resources: [Resource] = []
        resources.reserveCapacity(compiled.count * 2)
        var taken = TakenReferences(compiled)
        for position in compiled.indices {
            resources.append(compiled[position])
            guard compiled[position].reference.type == "K8s::Manifest" else { continue }
            let expansion = ManifestExpansion(compiled[position], options)
            diagnostics += expansion.diagnostics
            for (object, source) in expansion.resources {
                let object = withFreeTitle(object, taken[object.reference])
                if let known = taken[object.reference] {
                    addDuplicate(object, known, "\(object.reference)")
                    continue
                }
                taken.add(object)
                sources[object.reference] = source
                resources.append(object)
                catalog.edges.append(
                    Catalog.Edge(source: compiled[position].reference, target: object.reference))
            }
        }
        catalog.resources = resources
    }

    /// Objects of unknown kinds share one type, so the kind must part what has one namespace and name.
    private func withFreeTitle(_ object: Resource, _ other: Resource?) -> Resource {
        guard object.reference.type == "K8s::Object", let other,
            let kind = object.parameters["kind"]?.stringContent, other.parameters["kind"]?.stringContent != kind
        else { return object }
        let title = object.reference.title
        var parameters = object.parameters
        parameters["name"] = .string(title)
        return Resource(
            reference: ResourceReference(type: "K8s::Object", title: "\(kind) \(title)"), parameters: parameters,
            sensitiveParameters: object.sensitiveParameters, tags: object.tags, file: object.file, line: object.line,
            isExported: object.isExported, kind: object.kind)
    }

    private mutating func addDuplicate(_ resource: Resource, _ first: Resource, _ what: String) {
        diagnostics.append(
            Diagnostic(
                id: "duplicate_object",
                "Duplicate declaration: \(what) is already declared as \(first.reference)\(first.position)",
                at: place(of: resource, FieldPath([])).place,
                notes: [Diagnostic.Note("first declared here", at: options.place(first))]))
    }

    private func place(of resource: Resource, _ path: FieldPath) -> (place: SourcePlace?, notes: [Diagnostic.Note]) {
        guard let source = sources[resource.reference] else {
            let origin = path.steps.isEmpty ? nil : options.origin(resource, path)
            return (origin?.place ?? options.place(resource), origin?.notes ?? [])
        }
        let (place, note) = source.place(of: source.range(of: path), options)
        let notes = options.textOrigin(source.manifest, source.content, source.valueRange(of: path))
        return (place ?? options.place(resource), [note] + notes)
    }

    /// Builds every object and holds it against the schema. Exported resources are for other nodes.
    private mutating func checkObjects() -> [BuiltObject?] {
        let resources = catalog.resources
        var objects: [BuiltObject?] = []
        objects.reserveCapacity(resources.count)
        var definitions: [JSON] = []
        for index in resources.indices {
            let built = build(resources[index])
            if let built, built.gvk.kind == "CustomResourceDefinition" { definitions.append(built.object.json) }
            objects.append(built)
        }
        // The known kinds, with those that the catalog itself defines.
        let schema = definitions.isEmpty ? options.schema : options.schema.adding(crds: definitions)
        var declared: [ObjectIdentity: Int] = [:]
        declared.reserveCapacity(objects.count)
        for index in objects.indices {
            guard let built = objects[index] else { continue }
            if let first = declared.updateValue(index, forKey: built.identity) {
                declared[built.identity] = first
                addDuplicate(resources[index], resources[first], "\(built.identity)")
                objects[index] = nil
            } else {
                check(built, resources[index], schema)
            }
        }
        return objects
    }

    private mutating func build(_ resource: Resource) -> BuiltObject? {
        guard !resource.isExported else { return nil }
        do throws(Diagnostic) {
            guard let built = try ObjectBuilder.build(resource, schema: options.schema) else { return nil }
            try ConvergenceAttributes.check(resource)
            return built
        } catch {
            let (place, notes) = place(of: resource, FieldPath([]))
            diagnostics.append(
                Diagnostic(id: error.id, severity: error.severity, error.message, at: place, notes: error.notes + notes)
            )
            return nil
        }
    }

    private mutating func check(_ built: BuiltObject, _ resource: Resource, _ schema: KubernetesSchema) {
        // An object that is to be absent needs no more than its identity.
        if resource.parameters["ensure"]?.stringContent == "absent" { return }
        for problem in ObjectCheck.problems(of: built, schema: schema) {
            let (place, notes) = place(of: resource, problem.path)
            diagnostics.append(
                Diagnostic(
                    id: problem.id, severity: problem.severity, "\(resource.reference): \(problem.text)", at: place,
                    notes: notes))
        }
    }
}

/// The resources of a compiled catalog, and those that manifests brought, by reference.
private struct TakenReferences {
    private let compiled: [Resource]
    private var added: [Resource] = []
    /// In `compiled`, and on in `added`.
    private var positions: [ResourceReference: Int] = [:]

    init(_ compiled: [Resource]) {
        self.compiled = compiled
        positions.reserveCapacity(compiled.count * 2)
        for position in compiled.indices { positions[compiled[position].reference] = position }
    }

    subscript(_ reference: ResourceReference) -> Resource? {
        guard let position = positions[reference] else { return nil }
        return position < compiled.count ? compiled[position] : added[position - compiled.count]
    }

    mutating func add(_ resource: Resource) {
        positions[resource.reference] = compiled.count + added.count
        added.append(resource)
    }
}

extension Resource {
    /// ` (file: manifests/site.pp, line: 3)`, or nothing.
    var position: String {
        guard let file else { return "" }
        return " (file: \(file)\(line.map { ", line: \($0)" } ?? ""))"
    }
}

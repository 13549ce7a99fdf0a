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
        var objects = DeclaredObjects(schema: options.schema)
        expansion.checkObjects(&objects)
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

    /// Writes every object and holds it against the schema. Exported resources are for other nodes.
    private mutating func checkObjects(_ objects: inout DeclaredObjects) {
        let resources = catalog.resources
        var failures = objects.declare(resources)
        // The known kinds, with those that the catalog itself defines.
        let definitions = objects.definitions(resources)
        let schema = definitions.isEmpty ? options.schema : options.schema.adding(crds: definitions)
        var check = ObjectCheck(of: objects.builder.kinds, schema)
        let start = diagnostics.count
        for index in resources.indices {
            guard let declaration = objects.declarations[index] else { continue }
            do throws(Diagnostic) {
                try objects.write(index, resources[index])
            } catch {
                failures.append((index, error))
                continue
            }
            if let first = objects.add(index) {
                addDuplicate(
                    resources[index], resources[first],
                    "\(objects.builder.kinds[declaration.kind].identity(of: declaration))")
            } else if !objects.isAbsent(index) {
                // An object that is to be absent needs no more than its identity.
                for problem in check.problems(of: declaration, in: objects.builder) { add(problem, resources[index]) }
                objects.readReferences(index, resources[index])
            }
        }
        let failed = failures.sorted { $0.index < $1.index }.map { placed($0.problem, resources[$0.index]) }
        diagnostics.insert(contentsOf: failed, at: start)
    }

    private func placed(_ problem: Diagnostic, _ resource: Resource) -> Diagnostic {
        let (place, notes) = place(of: resource, FieldPath([]))
        var problem = problem
        problem.place = place
        problem.notes += notes
        return problem
    }

    private mutating func add(_ problem: ObjectCheck.Problem, _ resource: Resource) {
        let (place, notes) = place(of: resource, problem.path)
        diagnostics.append(
            Diagnostic(
                id: problem.id, severity: problem.severity, "\(resource.reference): \(problem.text)", at: place,
                notes: notes))
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

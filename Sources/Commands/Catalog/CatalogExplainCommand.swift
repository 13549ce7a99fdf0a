import ArgumentParser
import Diagnostics
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes

/// `bunraku catalog explain NODE 'K8s::Deployment[a/b]' spec.replicas`: which file and line set this field.
struct CatalogExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show which file and line set a field of a resource.")

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Argument(help: "The node's certname.")
    var node: String

    @Argument(help: "The resource, K8s::Deployment[namespace/name].")
    var resource: String

    @Argument(help: "A parameter or a field in it, spec.template.spec; every parameter otherwise.")
    var field: String?

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let snapshot = try await workspace.snapshot(nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        let compiled = try await workspace.compile(facts, in: snapshot, isTracing: true)
        let found = try find(in: compiled.catalog)
        let names = try names(in: found)
        let places = ResourcePlaces(files: snapshot.files)
        Terminal.say(Terminal.styled(found.reference.description, .bold))
        show("declared", compiled.trace?.resources[found.reference] ?? places.place(found))
        for holder in holders(of: found.reference, in: compiled.catalog) {
            show("in \(holder)", compiled.catalog.resources.first { $0.reference == holder }.flatMap(places.place))
        }
        for name in names {
            let shown = try shown(name, of: found)
            Terminal.say("\(field ?? name): \(JSONWriter.text(shown))")
            show("set", compiled.trace?.parameters[found.reference]?[name])
        }
    }

    /// The parameter's value, or what the field names in it, without secrets.
    private func shown(_ name: String, of resource: Resource) throws -> JSON {
        let isSecret = resource.sensitiveParameters.contains(name)
        let value = isSecret ? Value.redacted : resource.parameters[name]?.masked ?? .undef
        guard let field, !isSecret else { return RichData.json(value) }
        guard let part = Self.value(value, at: field) else {
            throw CommandFailure("\(resource.reference) has no field '\(field)'")
        }
        return part
    }

    private func show(_ what: String, _ place: SourcePlace?) {
        guard let place else { return }
        Terminal.say("  \(what) at \(place.description)")
        if let line = place.file.line(place.line) { Terminal.say("    \(line.trimmingPrefix { $0 == " " })") }
    }

    private func find(in catalog: Catalog) throws -> Resource {
        if let found = catalog.resources.first(where: { $0.reference.description == resource }) { return found }
        let type = resource.prefix { $0 != "[" }
        let others = catalog.resources.map(\.reference).filter { $0.type == type }.map(\.description)
        let hint =
            others.isEmpty ? "it has none of type \(type)" : "of that type it has \(others.joined(separator: ", "))"
        throw CommandFailure("the catalog of '\(node)' has no \(resource); \(hint)")
    }

    /// What contains the resource, the innermost first.
    private func holders(of reference: ResourceReference, in catalog: Catalog) -> [ResourceReference] {
        let parents = Dictionary(catalog.edges.map { ($0.target, $0.source) }, uniquingKeysWith: { first, _ in first })
        var holders: [ResourceReference] = []
        var current = reference
        while let parent = parents[current], !holders.contains(parent) {
            holders.append(parent)
            current = parent
        }
        return holders
    }

    private func names(in resource: Resource) throws -> [String] {
        guard let field else { return Array(resource.parameters.keys) }
        let name = String(field.prefix { $0 != "." && $0 != "[" })
        guard resource.parameters[name] != nil else {
            throw CommandFailure(
                "\(resource.reference) has no parameter '\(name)'; it has \(resource.parameters.keys.joined(separator: ", "))"
            )
        }
        return [name]
    }

    /// The part of a parameter that a path names after the parameter itself: `spec.containers[0].image`.
    private static func value(_ value: Value, at path: String) -> JSON? {
        var json = RichData.json(value)
        for step in path.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }).dropFirst() {
            guard let next = Int(step).flatMap({ json[$0] }) ?? json[String(step)] else { return nil }
            json = next
        }
        return json
    }
}

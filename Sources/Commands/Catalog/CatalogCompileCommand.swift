import ArgumentParser
import Diagnostics
import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import YAML

/// `bunraku catalog compile NODE`.
struct CatalogCompileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "compile", abstract: "Compile the catalog of a node.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// Puppet's catalog JSON.
        case json
        /// The Kubernetes objects, as `kubectl apply` takes them.
        case yaml
        /// The graph of the resources' relations, for graphviz.
        case dot
        /// Counts.
        case summary
    }

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Argument(help: "The node's certname.")
    var node: String

    @Option(help: "json, yaml, dot or summary.")
    var format = Format.json

    @Flag(help: "Print secrets as they are; they are masked otherwise.")
    var showSecrets = false

    func run() async throws {
        ProcessMemory.useOneArena()
        let workspace = try await codedirOptions.workspace()
        let classification = try await workspace.classification(of: node)
        let snapshot = try await workspace.snapshot(classification.environment ?? nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        if nodeOptions.facts == nil, snapshot.facts(of: node) == nil {
            Terminal.warn("warning: " + workspace.unknownNode(node, in: snapshot))
        }
        let compiled = try await workspace.compile(facts, classification: classification, in: snapshot)
        ProcessMemory.keepUntilExit(snapshot, compiled)
        let renderer = TextRenderer(useColor: Terminal.isErrorInteractive)
        for warning in compiled.warnings { Terminal.warn(renderer.render(warning)) }
        for entry in compiled.logs { Terminal.warn("\(entry.level.rawValue): \(entry.message)") }
        if !showSecrets, format == .json || format == .yaml, compiled.catalog.holdsSecrets {
            Terminal.warn("warning: secrets are masked, so this is not for a cluster; --show-secrets prints them")
        }
        switch format {
        case .json:
            let catalog = showSecrets ? compiled.catalog : compiled.catalog.masked
            Terminal.write(catalog.jsonBytes(.pretty))
            Terminal.write([UInt8(ascii: "\n")])
        case .yaml: Terminal.write(try yaml(compiled.catalog), to: .standardOutput)
        case .dot: Terminal.say(try GraphText.dot(compiled.catalog))
        case .summary: summarize(compiled)
        }
    }

    private func yaml(_ catalog: Catalog) throws -> String {
        let plan = try ObjectPlan.make(from: showSecrets ? catalog : catalog.masked)
        return plan.nodes.map { "---\n" + YAMLEmitter.text($0.object.json) }.joined()
    }

    private func summarize(_ compiled: CompiledCatalog) {
        let catalog = compiled.catalog
        let objects = catalog.resources.count { NativeTypes.isObject($0.reference.type) }
        Terminal.say("node        \(catalog.name)")
        Terminal.say("environment \(catalog.environment)")
        Terminal.say("digest      \(compiled.digest)")
        Terminal.say("resources   \(catalog.resources.count)")
        Terminal.say("objects     \(objects)")
        Terminal.say("edges       \(catalog.edges.count)")
        Terminal.say("classes     \(catalog.classes.count)")
    }
}

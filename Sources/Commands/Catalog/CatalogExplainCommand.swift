import ArgumentParser
import Diagnostics
import JSON
import PuppetCompiler

/// `bunraku catalog explain NODE 'K8s::Deployment[a/b]' spec.replicas`: what set this field, back to manifest and data.
struct CatalogExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show where a field of a resource comes from.",
        discussion: """
            From the object back to the line of the manifest or template, through parameters, variables, lambdas and \
            functions, to the line of the data.
            """)

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Argument(help: "The node's certname.")
    var node: String

    @Argument(help: "The resource, K8s::Deployment[namespace/name] or Deployment[namespace/name].")
    var resource: String

    @Argument(help: "A field, spec.template.spec.containers[name=web].image; every field otherwise.")
    var field: String?

    @Option(help: "text or json.")
    var format = DataFormat.text

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let classification = try await workspace.classification(of: node)
        let snapshot = try await workspace.snapshot(classification.environment ?? nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        if nodeOptions.facts == nil, snapshot.facts(of: node) == nil {
            Terminal.warn("warning: " + workspace.unknownNode(node, in: snapshot))
        }
        let request = NodeCompiler.Request(facts: facts, classification: classification)
        let circumstances = try workspace.circumstances()
        do throws(CompileFailure) {
            let explanation = try await workspace.compiler.explain(
                FieldQuestion(resource: resource, field: field), request, in: snapshot, circumstances)
            switch format {
            case .text: ExplanationText(explanation).lines.forEach(Terminal.say)
            case .json: Terminal.say(JSONWriter.text(ExplanationText.json(explanation), .pretty))
            }
        } catch {
            guard !error.isOfQuestion else { throw CommandFailure(error.diagnostics) }
            // A compile that fails tells all that is wrong.
            _ = try await workspace.compile(facts, classification: classification, in: snapshot)
            throw CommandFailure(error.diagnostics)
        }
    }
}

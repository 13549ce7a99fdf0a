import Agent
import ArgumentParser
import Diagnostics
import Foundation
import JSON
import KubernetesClient
import PuppetCompiler

/// `bunraku catalog plan NODE`: what the agent would change in a cluster, from a codedir and without a master.
struct CatalogPlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Compile a node, and show what that would change in its cluster; nothing is written.",
        discussion: """
            The exit code is 0 when nothing would change, 2 when something would, 4 when something would fail, 6 for both.
            """)

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions
    @OptionGroup var clusterOptions: ClusterOptions

    @Argument(help: "The node's certname.")
    var node: String

    @Option(help: "The namespace of the agent's inventory.")
    var inventoryNamespace = "bunraku-system"

    @Option(help: "text or json.")
    var format = DataFormat.text

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let classification = try await workspace.classification(of: node)
        let snapshot = try await workspace.snapshot(classification.environment ?? nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        let compiled = try await workspace.compile(facts, classification: classification, in: snapshot)
        let renderer = TextRenderer(useColor: Terminal.isErrorInteractive)
        for warning in compiled.warnings { Terminal.warn(renderer.render(warning)) }
        let cluster = try clusterOptions.access()
        let result = try await ScratchFolder.with { folder in
            var configuration = AgentConfiguration(
                certname: node, server: "", sslDirectory: "\(folder)/ssl", stateDirectory: "\(folder)/state",
                cluster: cluster)
            configuration.noop = true
            configuration.reportsToMaster = false
            configuration.inventoryNamespace = inventoryNamespace
            return await Agent(configuration, log: AgentCommand.showUnlessPlanned).apply(compiled.catalog)
        }
        throw ExitCode(AgentCommand.show(result, format))
    }
}

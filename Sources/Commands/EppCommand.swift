import ArgumentParser
import Diagnostics
import Foundation
import JSON
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes

/// `bunraku epp`: templates.
struct EppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epp", abstract: "Render or check templates.",
        subcommands: [EppRenderCommand.self, EppValidateCommand.self])
}

/// `bunraku epp render mod/file.epp --values '{"name": "x"}'`.
struct EppRenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "render", abstract: "Render a template of a module.")

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Argument(help: "The template, module/file.epp.")
    var template: String

    @Option(help: "The template's parameters, as a JSON object.")
    var values = "{}"

    @Option(help: "The node whose facts the template sees.")
    var node = "localhost"

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let snapshot = try await workspace.snapshot(nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        let parameters: JSON
        do {
            parameters = try JSONParser.parse(values)
        } catch {
            throw CommandFailure("--values is not JSON: \(error)")
        }
        guard parameters.object != nil else { throw CommandFailure("--values must be a JSON object") }
        let code =
            "epp(\(ValueFormatter.programmatic(.string(template))), \(ValueFormatter.programmatic(Value(data: parameters))))"
        switch await workspace.compiler.evaluate(code, facts: facts, in: snapshot, try workspace.circumstances()) {
        case .success(let value): Terminal.write(ValueFormatter.interpolated(value), to: .standardOutput)
        case .failure(let error): throw CommandFailure([error.diagnostic])
        }
    }
}

/// `bunraku epp validate PATH…`.
struct EppValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "validate", abstract: "Check the syntax of templates.")

    @Argument(help: "Template files or folders.")
    var paths: [String]

    func run() async throws {
        var command = ParserValidateCommand()
        command.paths = paths
        try await command.run()
    }
}

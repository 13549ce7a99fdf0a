import ArgumentParser
import JSON
import PuppetCatalog
import PuppetCompiler

/// `bunraku catalog diff ENV1 ENV2`: exit code 2 where they differ.
struct CatalogDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare the catalogs of two environments; exit code 2 where they differ.")

    @OptionGroup var codedirOptions: CodedirOptions

    @Argument(help: "The one environment.")
    var old: String

    @Argument(help: "The other.")
    var new: String

    @Option(help: "A node, or several; every node that both environments know otherwise.")
    var node: [String] = []

    @Option(help: "text or json.")
    var format = DataFormat.text

    @Option(help: "A file with facts, for the nodes that are named.")
    var facts: String?

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let before = try await workspace.snapshot(old)
        let after = try await workspace.snapshot(new)
        var nodes = try node.map { name in
            try workspace.facts(of: name, file: facts, in: before.facts(of: name) == nil ? after : before)
        }
        if nodes.isEmpty { nodes = before.nodes.facts.isEmpty ? after.nodes.facts : before.nodes.facts }
        guard !nodes.isEmpty else { throw CommandFailure("no node is known; name one with --node") }

        var differs = false
        var documents: [JSON] = []
        for facts in nodes {
            let left = try await workspace.compile(facts, in: before)
            let right = try await workspace.compile(facts, in: after)
            let difference = CatalogDifference.between(left.catalog, right.catalog)
            if !difference.isEmpty { differs = true }
            switch format {
            case .json: documents.append(["node": .string(facts.node), "difference": difference.json])
            case .text:
                Terminal.say(Terminal.styled("\(facts.node): \(difference.summary)", .bold))
                DifferenceText.lines(difference).forEach(Terminal.say)
            }
        }
        if format == .json { Terminal.say(JSONWriter.text(.array(documents), .pretty)) }
        if differs { throw ExitCode(2) }
    }
}

/// Text for people or JSON for programs.
enum DataFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

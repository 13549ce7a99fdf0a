import ArgumentParser
import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import YAML

/// `bunraku lookup KEY… --node N`: what data says, by the same engine as a compile. Flags and exit codes are those of
/// `puppet lookup`.
struct LookupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup",
        abstract: "Look keys up in the data; exit code 1 where none is found.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case s, json, yaml
    }

    enum Strategy: String, ExpressibleByArgument, CaseIterable {
        case first, unique, hash, deep
    }

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Argument(help: "Keys; the first that is found counts.")
    var keys: [String] = []

    @Option(help: "The node whose facts the hierarchy sees.")
    var node = "localhost"

    @Flag(help: "Every key that the node can get, with its value and where that is written.")
    var all = false

    @Flag(help: "Show where the value comes from, level by level.")
    var explain = false

    @Flag(help: "Show which lookup_options the key has, and where they come from.")
    var explainOptions = false

    @Option(help: "first, unique, hash or deep.")
    var merge: Strategy?

    @Option(name: .customLong("knock-out-prefix"), help: "The prefix that removes a value from a deep merge.")
    var knockoutPrefix: String?

    @Flag(help: "Sort merged arrays, in a deep merge.")
    var sortMergedArrays = false

    @Flag(help: "Merge hashes within arrays, in a deep merge.")
    var mergeHashArrays = false

    @Option(help: "The type that the value must have.")
    var type: String?

    @Option(name: .customLong("default"), help: "The value where no key is found.")
    var defaultValue: String?

    @Flag(
        name: [.customLong("compile"), .customShort("c")],
        help: "Evaluate the manifests first, for hierarchies that use their variables.")
    var compilesFirst = false

    @Option(
        name: [.customLong("render-as"), .customLong("format")],
        help: "s, json or yaml; yaml for values and s for explanations otherwise.")
    var format: Format?

    @Flag(help: "Print secrets as they are; they are masked otherwise.")
    var showSecrets = false

    func validate() throws {
        if sortMergedArrays || mergeHashArrays || knockoutPrefix != nil, merge != .deep {
            throw ValidationError(
                "The options --knock-out-prefix, --sort-merged-arrays, and --merge-hash-arrays are only available with '--merge deep'"
            )
        }
        if keys.isEmpty, !all, !explainOptions || explain { throw ValidationError("No keys were given to lookup.") }
        if all, !keys.isEmpty || explain || explainOptions || merge != nil {
            throw ValidationError("--all takes no keys, and goes without --explain and --merge")
        }
    }

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let snapshot = try await workspace.snapshot(nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        if nodeOptions.facts == nil, snapshot.facts(of: node) == nil {
            Terminal.warn("warning: " + workspace.unknownNode(node, in: snapshot))
        }
        let request = NodeCompiler.Request(
            facts: facts, classification: compilesFirst ? try await workspace.classification(of: node) : .none)
        let circumstances = try workspace.circumstances()
        do {
            if all {
                let data = try await workspace.compiler.listData(
                    request, in: snapshot, circumstances, compilesFirst: compilesFirst)
                return DataList(data: data, showsSecrets: showSecrets).write(format ?? .s)
            }
            try write(try await workspace.compiler.lookup(question, request, in: snapshot, circumstances))
        } catch let error as EvaluationError {
            throw CommandFailure([error.diagnostic])
        }
    }
}

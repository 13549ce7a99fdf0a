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

/// `bunraku lookup KEY… --node N`: what data says, by the same engine as a compile.
struct LookupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Look keys up in the data; exit code 1 where none is found.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case s, json, yaml
    }

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Argument(help: "Keys; the first that is found counts.")
    var keys: [String]

    @Option(help: "The node whose facts the hierarchy sees.")
    var node = "localhost"

    @Flag(help: "Show where the value comes from, level by level.")
    var explain = false

    @Option(help: "first, unique, hash or deep.")
    var merge: String?

    @Option(name: .customLong("knock-out-prefix"), help: "The prefix that removes a value from a deep merge.")
    var knockoutPrefix: String?

    @Flag(help: "Sort merged arrays.")
    var sortMergedArrays = false

    @Flag(help: "Merge hashes within arrays.")
    var mergeHashArrays = false

    @Option(name: .customLong("default"), help: "The value where no key is found.")
    var defaultValue: String?

    @Option(name: .customLong("render-as"), help: "s, json or yaml.")
    var format = Format.yaml

    @Flag(help: "Print secrets as they are; they are masked otherwise.")
    var showSecrets = false

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let snapshot = try await workspace.snapshot(nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        if explain { return try await printExplanation(facts, in: snapshot) }
        let result = await workspace.compiler.evaluate(
            expression, facts: facts, in: snapshot, try workspace.circumstances())
        switch result {
        case .success(let value): Terminal.write(text(of: value), to: .standardOutput)
        case .failure(let error):
            if error.diagnostic.message.text.contains("did not find a value for") {
                let names = keys.map { "'\($0)'" }.joined(separator: ", ")
                throw CommandFailure(
                    "no value of \(names) is found for '\(node)'; --explain shows where it was looked for")
            }
            throw CommandFailure([error.diagnostic])
        }
    }

    /// The call of `lookup()` that asks what the flags ask.
    private var expression: String {
        let names = "[\(keys.map { ValueFormatter.programmatic(.string($0)) }.joined(separator: ", "))]"
        var options: [String] = []
        if let strategy = mergeValue { options.append("'merge' => \(ValueFormatter.programmatic(strategy))") }
        if let defaultValue {
            options.append("'default_value' => \(ValueFormatter.programmatic(.string(defaultValue)))")
        }
        return "lookup(\(names), { \(options.joined(separator: ", ")) })"
    }

    private var mergeValue: Value? {
        guard let merge else { return nil }
        guard merge == "deep" else { return .string(merge) }
        var options: PuppetHash = ["strategy": "deep"]
        if let knockoutPrefix { options["knockout_prefix"] = .string(knockoutPrefix) }
        if sortMergedArrays { options["sort_merged_arrays"] = true }
        if mergeHashArrays { options["merge_hash_arrays"] = true }
        return .hash(options)
    }

    private func text(of value: Value) -> String {
        let shown = showSecrets ? Self.unveiled(value) : value.masked
        switch format {
        case .s: return ValueFormatter.interpolated(shown) + "\n"
        case .json: return JSONWriter.text(RichData.json(shown)) + "\n"
        case .yaml: return "---\n" + YAMLEmitter.text(RichData.json(shown))
        }
    }

    /// The value with what is secret in it as plain text.
    private static func unveiled(_ value: Value) -> Value {
        switch value {
        case .secret(let text): .string(text)
        case .sensitive(let inner): unveiled(inner)
        case .array(let elements): .array(elements.map(unveiled))
        case .hash(let entries): .hash(entries.mapValues(unveiled))
        default: value
        }
    }

    private func printExplanation(_ facts: NodeFacts, in snapshot: EnvironmentSnapshot) async throws {
        let strategy = try mergeValue.map { try MergeStrategy($0) }
        for key in keys {
            let tree = snapshot.explain(key, merge: strategy, facts: facts)
            switch format {
            case .json: Terminal.say(JSONWriter.text(tree.json, .pretty))
            case .s, .yaml: Terminal.write(tree.text, to: .standardOutput)
            }
        }
    }
}

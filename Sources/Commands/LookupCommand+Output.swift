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

extension LookupCommand {
    /// What the flags ask.
    var question: DataQuestion {
        // Options are explained of keys without a module where none is named, as Puppet does it.
        var question = DataQuestion(keys: keys.isEmpty ? ["__global__"] : keys)
        question.merge = mergeValue
        question.type = type
        question.fallback = defaultValue.map(Value.string)
        question.compilesFirst = compilesFirst
        question.explains = explain ? .value : explainOptions ? .options : .none
        return question
    }

    private var mergeValue: Value? {
        guard let merge else { return nil }
        guard merge == .deep else { return .string(merge.rawValue) }
        var options: PuppetHash = [
            "strategy": "deep", "sort_merged_arrays": .boolean(sortMergedArrays),
            "merge_hash_arrays": .boolean(mergeHashArrays),
        ]
        if let knockoutPrefix { options["knockout_prefix"] = .string(knockoutPrefix) }
        return .hash(options)
    }

    func write(_ answer: DataAnswer) throws {
        if let tree = answer.explanation {
            switch format ?? .s {
            case .s: Terminal.write(tree.text, to: .standardOutput)
            case .json: Terminal.say(JSONWriter.text(tree.json, .pretty))
            case .yaml: Terminal.write("---\n" + YAMLEmitter.text(tree.json), to: .standardOutput)
            }
            if let failure = answer.failure, !failure.isExplained { throw CommandFailure([failure.diagnostic]) }
            return
        }
        if let failure = answer.failure { throw CommandFailure([failure.diagnostic]) }
        guard let value = answer.value else {
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            throw CommandFailure(
                "no value of \(names) is found for '\(node)'\(answer.nearKey.map { ", did you mean '\($0)'?" } ?? "");"
                    + " --explain shows where it was looked for")
        }
        Terminal.write(text(of: value), to: .standardOutput)
    }

    private func text(of value: Value) -> String {
        let shown = showSecrets ? value.unveiled : value.masked
        switch format ?? .yaml {
        case .s: return RubyText.string(shown, secrets: .masked) + "\n"
        case .json: return JSONWriter.text(RichData.json(shown)) + "\n"
        case .yaml: return YAMLText.text(of: shown) ?? "---\n" + YAMLEmitter.text(RichData.json(shown))
        }
    }
}

/// What `lookup --all` prints.
struct DataList {
    let data: [ListedDatum]
    let showsSecrets: Bool

    func write(_ format: LookupCommand.Format) {
        switch format {
        case .s: Terminal.write(text, to: .standardOutput)
        case .json: Terminal.say(JSONWriter.text(json, .pretty))
        case .yaml: Terminal.write("---\n" + YAMLEmitter.text(json), to: .standardOutput)
        }
    }

    var text: String { data.map(text).joined() }

    private func shown(_ value: Value) -> Value { showsSecrets ? value.unveiled : value.masked }

    /// `key: value`, then a line for each place.
    private func text(of datum: ListedDatum) -> String {
        let value = datum.value.map { JSONWriter.text(RichData.json(shown($0))) }
        var notes: [String] = []
        if datum.merge != .first { notes.append("merge \(datum.merge.name)") }
        if let conversion = datum.options["convert_to"], conversion != .undef {
            notes.append("convert_to \(RubyText.inspect(conversion, secrets: .masked))")
        }
        var lines = [
            Terminal.styled(datum.key, .bold) + ": "
                + (value ?? datum.failure.map { "error: \($0.message.text)" } ?? "not found")
        ]
        if let place = datum.failure?.place { lines.append("  \(place.description)") }
        for (position, origin) in datum.origins.enumerated() {
            lines.append(
                "  \(origin.description)"
                    + (position == 0 && !notes.isEmpty ? " (\(notes.joined(separator: ", ")))" : ""))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var json: JSON {
        .object(JSONObject(data.map { ($0.key, json(of: $0)) }, uniquingKeysWith: { first, _ in first }))
    }

    private func json(of datum: ListedDatum) -> JSON {
        var members = JSONObject()
        if let value = datum.value { members["value"] = RichData.json(shown(value)) }
        members["merge"] = .string(datum.merge.name)
        if !datum.options.isEmpty { members["lookup_options"] = RichData.json(.hash(datum.options).masked) }
        members["places"] = .array(
            datum.origins.map { origin in
                var place: JSONObject = ["file": .string(origin.file.path)]
                if let line = origin.line { place["line"] = .integer(line) }
                return .object(place)
            })
        if let failure = datum.failure { members["error"] = .string(failure.message.text) }
        return .object(members)
    }
}

extension Value {
    /// With what is secret in it as plain text.
    fileprivate var unveiled: Value {
        switch self {
        case .secret(let text): .string(text)
        case .sensitive(let inner): inner.unveiled
        case .array(let elements): .array(elements.map(\.unveiled))
        case .hash(let entries): .hash(entries.mapValues(\.unveiled))
        default: self
        }
    }
}

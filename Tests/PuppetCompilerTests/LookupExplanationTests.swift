import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// `hiera/explained/` holds a codedir, facts and what `puppet lookup` of Puppet 7.23 printed for a hundred command lines.
struct LookupExplanationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let output: String
        let code: Int
        var testDescription: String { arguments.joined(separator: " ") }

        func has(_ flag: String) -> Bool { arguments.contains(flag) }

        func value(of flag: String) -> String? {
            arguments.firstIndex(of: flag).map { arguments[$0 + 1] }
        }

        /// The command line as a question.
        var question: DataQuestion {
            let withValue = ["--merge", "--knock-out-prefix", "--type", "--default", "--render-as", "--environment"]
            var keys: [String] = []
            var rest = arguments[...]
            while let word = rest.popFirst() {
                if withValue.contains(word) {
                    rest = rest.dropFirst()
                } else if !word.hasPrefix("--") {
                    keys.append(word)
                }
            }
            var question = DataQuestion(keys: keys.isEmpty ? ["__global__"] : keys)
            if let merge = value(of: "--merge") {
                let deep: PuppetHash = [
                    "strategy": "deep", "sort_merged_arrays": .boolean(has("--sort-merged-arrays")),
                    "merge_hash_arrays": .boolean(has("--merge-hash-arrays")),
                ]
                question.merge = merge == "deep" ? .hash(deep) : .string(merge)
            }
            question.type = value(of: "--type")
            question.fallback = value(of: "--default").map(Value.string)
            question.compilesFirst = has("--compile")
            question.explains = has("--explain") ? .value : has("--explain-options") ? .options : .none
            return question
        }
    }

    static let cases: [Case] = ((try? Fixtures.lines("hiera/explained/lookups.jsonl")) ?? []).compactMap {
        line -> Case? in
        guard let json = try? JSONParser.parse(line), let output = json["stdout"]?.string else { return nil }
        return Case(
            arguments: json["args"]?.array?.compactMap(\.string) ?? [], output: output,
            code: json["code"] == .integer(0) ? 0 : 1)
    }

    /// Where the texts differ on purpose.
    private static let differing: [String: String] = [
        "knocked --explain": "Ruby's deep merge has changed what was found before it is shown",
        "pairs --explain": "Puppet shows a Ruby object where convert_to was parsed",
        "hidden --explain": "the value becomes a Sensitive, and is masked",
        "symbolic --explain": "the value is named, not a Ruby class",
    ]

    @Test(arguments: cases.filter { $0.has("--explain") || $0.has("--explain-options") })
    func explainsAsPuppet(_ lookup: Case) async throws {
        let answer = try await Self.answer(lookup)
        let tree = try #require(answer.explanation)
        // Puppet gives up without an explanation where we still have one.
        if lookup.code != 0 {
            #expect(answer.failure != nil)
            return
        }
        #expect(answer.failure?.isExplained ?? true)
        if lookup.value(of: "--render-as") == "json" {
            let expected = try JSONParser.parse(lookup.output)
            #expect(tree.json != tree.json.asPuppet || lookup.testDescription.hasPrefix("lookup_options"))
            #expect(
                tree.json.asPuppet == expected,
                "\(Self.difference(JSONWriter.text(tree.json.asPuppet, .pretty), JSONWriter.text(expected, .pretty)))")
        } else {
            let text = ExplainedText.asPuppet(tree.text)
            let isEqual = text == lookup.output
            #expect(
                isEqual == (Self.differing[lookup.testDescription] == nil), "\(Self.difference(text, lookup.output))")
        }
    }

    @Test(arguments: cases.filter { !$0.has("--explain") && !$0.has("--explain-options") && !$0.arguments.isEmpty })
    func answersAsPuppet(_ lookup: Case) async throws {
        let answer = try await Self.answer(lookup)
        #expect((answer.value != nil && answer.failure == nil) == (lookup.code == 0))
        guard lookup.code == 0, let value = answer.value, lookup.testDescription != "hidden" else { return }
        let text =
            switch lookup.value(of: "--render-as") {
            case "json": JSONWriter.text(RichData.json(value)) + "\n"
            case "s": RubyText.string(value) + "\n"
            default: YAMLText.text(of: value) ?? ""
            }
        #expect(text == lookup.output)
    }

    @Test func everyKeyIsListedWithItsPlaces() async throws {
        let data = try await NodeCompiler().listData(
            Self.request(), in: try Self.environment(), Self.circumstances, compilesFirst: false)
        #expect(data.map(\.key) == data.map(\.key).sorted())
        let byKey = Dictionary(data.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(byKey["lookup_options"] == nil)
        #expect(byKey["shop::port"]?.origins.map(\.description) == [Self.module("common.yaml:6")])
        #expect(byKey["shop::fallback"]?.merge == .unique)
        #expect(
            byKey["shop::fallback"]?.origins.map(\.description)
                == [Self.module("defaults.yaml:4"), Self.module("more.yaml:1")])
        #expect(byKey["tags"]?.origins.count == 4)
        #expect(byKey["'key.with.dots'"]?.value == "dotted")
        #expect(byKey["number"]?.value == 42)
        #expect(byKey["number"]?.options["convert_to"] == "Integer")
        #expect(byKey["self"]?.failure?.message.text.contains("Recursive lookup") == true)
        // A key of another module in a module's data counts for nothing.
        #expect(byKey["bad::x"]?.failure != nil)
        for datum in data where datum.failure == nil {
            let key = try #require(byKey[datum.key])
            let answer = try await Self.answer(Case(arguments: [key.key], output: "", code: 0))
            #expect(answer.value == datum.value, "\(datum.key)")
        }
    }

    /// The line of each part of a merged value is that of the file that it came from.
    @Test(arguments: [
        ("limits", "\"cpu\" => 2 (environments/production/data/nodes/n1.example.org.yaml:6)"),
        ("limits", "\"memory\" => \"1Gi\" (environments/production/data/clusters/prod1.yaml:8)"),
        ("limits", "\"--slow\" (environments/production/data/clusters/prod1.yaml:9)"),
        ("limits", "\"tls\" => true (environments/production/data/clusters/prod1.yaml:12)"),
        ("tags", "\"shared\" (hieradata/overrides.yaml:6)"),
        ("from_json.list.1", "Found key: \"1\" value: 2.5 (environments/production/data/extra.json:3)"),
        ("limits.web.args", "Found key: \"web\" value: { (environments/production/data/nodes/n1.example.org.yaml:5)"),
        ("eastus_key", "Not asked: "), ("replicas", "Not asked: Hierarchy entry \"cluster\", Hierarchy entry \"apps\""),
        ("motto", "Hierarchy entry \"nothing mapped\" (no path: 'facts.none' holds nothing)"),
        ("ping", "Recursive lookup detected in [ping, pong] (environments/production/data/common.yaml:"),
    ])
    func namesTheLine(_ key: String, _ expected: String) async throws {
        var lookup = Case(arguments: [key, "--explain"], output: "", code: 0)
        if key == "eastus_key" { lookup = Case(arguments: ["only_global", "--explain"], output: "", code: 0) }
        let text = try #require(try await Self.answer(lookup).explanation?.text)
        #expect(text.contains(expected), "\(text.suffix(3000))")
    }

    /// What a function gave has the place of the level that names it.
    @Test func aFunctionIsNamed() async throws {
        let data = try await NodeCompiler().listData(
            Self.request(), in: try Self.environment("functions"), Self.circumstances, compilesFirst: false)
        let both = try #require(data.first { $0.key == "both" })
        #expect(
            both.origins.map(\.description) == [
                "environment::from_uri at environments/functions/hiera.yaml:8",
                "environment::from_uri at environments/functions/hiera.yaml:8",
                "environment::a_hash at environments/functions/hiera.yaml:13",
                "environments/functions/data/common.yaml:3",
            ])
    }

    private static let circumstances = NodeCompiler.Circumstances(refreshKey: [], now: 0, uuid: "")

    private static func module(_ file: String) -> String { "environments/production/modules/shop/data/\(file)" }

    private static let snapshots: [String: EnvironmentSnapshot] = {
        let reader = DirectoryReader(root: Fixtures.url("hiera/explained/codedir").path)
        var snapshots: [String: EnvironmentSnapshot] = [:]
        for name in ["production", "functions"] {
            let root = "environments/\(name)"
            guard let files = try? reader.tree(of: [root, "hieradata", "hiera.yaml"]) else { continue }
            snapshots[name] = EnvironmentSnapshot(
                origin: .init(name: name, root: root), files: files, keys: GrantedKeys.none)
        }
        return snapshots
    }()

    private static func environment(_ name: String = "production") throws -> EnvironmentSnapshot {
        try #require(snapshots[name])
    }

    private static func request() throws -> NodeCompiler.Request {
        let url = Fixtures.url("hiera/explained/facts.yaml")
        let file = SourceFile(path: "facts.yaml", bytes: Array(try Data(contentsOf: url)))
        return NodeCompiler.Request(facts: try #require(NodeFacts.parse(file, node: "n1.example.org").facts))
    }

    private static func answer(_ lookup: Case) async throws -> DataAnswer {
        try await NodeCompiler().lookup(
            lookup.question, try request(), in: try environment(lookup.value(of: "--environment") ?? "production"),
            circumstances)
    }

    private static func difference(_ text: String, _ expected: String) -> String {
        let pairs = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
        guard let first = pairs.first(where: { $0 != $1 }) else { return "one ends before the other" }
        return "\(first.0) | \(first.1)"
    }
}

extension JSON {
    /// Without what Puppet does not tell.
    fileprivate var asPuppet: JSON {
        switch self {
        case .object(let members):
            let kept = members.filter { name, value in
                !ExplainedText.ownMembers.contains(name) && (name != "branches" || value.asPuppet != .array([]))
            }
            return .object(kept.mapValues(\.asPuppet))
        case .array(let elements): return .array(elements.filter { $0["type"] != "not_asked" }.map(\.asPuppet))
        default: return self
        }
    }
}

import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// What `puppet lookup --explain` of Puppet 7.23 prints where backends are functions: their locations, what they
/// interpolate, and what they say of themselves with `$context.explain`.
struct BackendExplanationTests {
    @Test func explainsAsPuppet() async throws {
        let fixture = try JSONParser.parse(
            Array(Data(contentsOf: Fixtures.url("hiera/explained-backends.json"))))
        let files = (fixture["files"]?.object ?? [:]).map { ($0.key, Array(($0.value.string ?? "").utf8)) }
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"),
            files: FileTree(Dictionary(files, uniquingKeysWith: { $1 })), keys: GrantedKeys.none)
        let cases = try #require(fixture["cases"]?.array)
        #expect(cases.count == 5)
        for one in cases {
            var question = DataQuestion(keys: [try #require(one["key"]?.string)])
            // The command adds the options of a deep merge.
            let deep: Value = .hash(["strategy": "deep", "sort_merged_arrays": false, "merge_hash_arrays": false])
            question.merge = one["merge"]?.string.map { $0 == "deep" ? deep : .string($0) }
            question.explains = .value
            let answer = try await NodeCompiler().lookup(
                question, .init(facts: NodeFacts(node: "n", values: ["role": "web"])), in: snapshot,
                .init(refreshKey: [1], now: 0, uuid: "u"))
            let text = ExplainedText.asPuppet(try #require(answer.explanation).text)
            #expect(text == one["explanation"]?.string)
        }
    }
}

import Diagnostics
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// Puppet 7.23's answers to lookups in small control repos, one of them a line.
///
/// A case holds the real program's `value` and `type`, or its `error` without the place, and `place` where Puppet names
/// one in a configuration or a function. Where we differ on purpose, `here` is our answer, and the reason stands in
/// `Sources/DEVIATIONS.md`.
struct HieraConformanceTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        let files: FileTree
        let cases: [Case]
        var testDescription: String { name }
    }

    struct Case: Sendable {
        let code: String
        let answer: RecordedAnswer
        let here: RecordedAnswer?
        /// `file:line:column`, as far as Puppet says it.
        let place: String?
    }

    static let scenarios: [Scenario] = ((try? Fixtures.lines("hiera/configured.jsonl")) ?? []).compactMap { line in
        guard let json = try? JSONParser.parse(line), let name = json["name"]?.string else { return nil }
        let files = (json["files"]?.object ?? [:]).map { ($0.key, Array(($0.value.string ?? "").utf8)) }
        let cases = (json["cases"]?.array ?? []).compactMap { json -> Case? in
            guard let code = json["code"]?.string, let answer = RecordedAnswer(json) else { return nil }
            return Case(code: code, answer: answer, here: RecordedAnswer(json["here"]), place: json["place"]?.string)
        }
        return Scenario(
            name: name, files: FileTree(Dictionary(files, uniquingKeysWith: { $1 })), cases: cases)
    }

    private static let facts: JSONObject = [
        "clustername": "bench", "role": "web", "zones": ["z1", "z2"], "one": "z1", "empty": "", "nozones": [],
        "number": 5, "nested": ["deep": "value", "list": ["a", "b"]], "os": ["family": "Debian"],
    ]

    @Test func allAreThere() {
        #expect(Self.scenarios.count > 350)
        #expect(Self.scenarios.flatMap(\.cases).count > 1100)
    }

    @Test(arguments: scenarios)
    func answersAsPuppet(_ scenario: Scenario) async {
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"), files: scenario.files,
            keys: GrantedKeys.none)
        for one in scenario.cases {
            let result = await NodeCompiler().evaluate(
                one.code, facts: NodeFacts(node: "localhost", values: Self.facts), in: snapshot,
                .init(refreshKey: [1], now: 0, uuid: "u"))
            switch result {
            case .success(let value):
                let answer = RecordedAnswer.value(
                    ValueFormatter.programmatic(value), type: TypeInference.inferReduced(value).description)
                #expect(answer == one.here ?? one.answer, "\(one.code)")
            case .failure(let error):
                #expect(.error(error.diagnostic.message.text) == one.here ?? one.answer, "\(one.code)")
                if let place = one.place {
                    let isThere = error.diagnostic.place.map { "\($0.description):".hasPrefix("\(place):") }
                    #expect(isThere == true, "\(one.code)")
                }
            }
        }
    }
}

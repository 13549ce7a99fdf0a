import JSON
import TestSupport
import Testing

@testable import KubernetesSandbox

/// `x-kubernetes-validations` beside what an API server 1.36 answers to the same schemas and objects.
struct ValidationRuleTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let json: JSON

        var testDescription: String { json["name"]?.string ?? "" }
        var schema: JSON { json["schema"] ?? .null }
        var expected: [JSON] { json["problems"]?.array ?? [] }

        static func all(_ kind: String) -> [Case] {
            let lines = (try? Fixtures.lines("cel/rules.jsonl")) ?? []
            return lines.compactMap { try? JSONParser.parse($0) }.filter { $0["kind"]?.string == kind }.map(Case.init)
        }
    }

    @Test func casesAreThere() {
        #expect(Case.all("definitions").count > 70)
        #expect(Case.all("objects").count > 50)
    }

    @Test(arguments: Case.all("definitions")) func definition(_ test: Case) {
        let version: JSON = ["schema": ["openAPIV3Schema": test.schema]]
        #expect(RuleDefinitions.problems(in: [version]).map(\.cause) == test.expected)
    }

    @Test(arguments: Case.all("objects")) func object(_ test: Case) {
        let problems = ValidationRules(of: test.schema).problems(
            in: test.json["object"] ?? .null, replacing: test.json["old"])
        #expect(problems.map(\.cause) == test.expected)
    }
}

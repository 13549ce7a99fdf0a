import CEL
import JSON
import TestSupport
import Testing

/// Expressions beside what Kubernetes 1.36 makes of them.
struct ExpressionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let json: JSON

        var testDescription: String { expression }
        var expression: String { json["expression"]?.string ?? "" }

        static let all: [Case] = {
            let lines = (try? Fixtures.lines("cel/expressions.jsonl")) ?? []
            return lines.compactMap { try? JSONParser.parse($0) }.map(Case.init)
        }()
    }

    @Test func casesAreThere() { #expect(Case.all.count > 700) }

    @Test(arguments: Case.all) func expression(_ test: Case) throws {
        if let refused = test.json["refused"]?.string {
            let error = #expect(throws: CELError.self) { try CELProgram(compiling: test.expression, for: []) }
            #expect(error?.description == refused)
            return
        }
        let program = try CELProgram(compiling: test.expression, for: [])
        if let message = test.json["error"]?.string {
            let error = #expect(throws: CELError.self) { try program.evaluate([:]) }
            #expect(error?.message == message)
            return
        }
        let value = try program.evaluate([:])
        guard let literal = test.json["value"]?.string else { return }
        let expected = try CELProgram(parsing: literal).evaluate([:])
        #expect(value.typeName == expected.typeName)
        #expect(same(value, expected), "\(value.text)")
    }

    private func same(_ value: CELValue, _ expected: CELValue) -> Bool {
        let same = try? CELProgram(parsing: "a == b || a != a && b != b")
        return (try? same?.evaluate(values: ["a": value, "b": expected]).boolean) == true
    }
}

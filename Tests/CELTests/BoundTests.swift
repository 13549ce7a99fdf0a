import CEL
import Testing

/// Expressions that would take too much of the stack, of memory or of time end with an error.
struct BoundTests {
    @Test(arguments: [
        String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000),
        String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000),
        String(repeating: "1 + ", count: 5000) + "1", "a" + String(repeating: ".b", count: 5000),
        String(repeating: "true ? 1 : ", count: 5000) + "1", "a" + String(repeating: "[0]", count: 5000),
        String(repeating: "(", count: 200) + "1" + String(repeating: " + 1)", count: 200)
            + String(repeating: " + 1", count: 200),
    ])
    func nestingIsLimited(_ source: String) {
        let error = #expect(throws: CELError.self) { try CELProgram(parsing: source) }
        #expect(error?.message == "expression recursion limit exceeded: 250")
    }

    @Test func longChainsOfLogicAreNoNesting() throws {
        let program = try CELProgram(parsing: String(repeating: "true && ", count: 5000) + "true")
        #expect(try program.evaluateBoolean([:]))
    }

    @Test func lengthIsLimited() {
        let error = #expect(throws: CELError.self) {
            try CELProgram(parsing: "'" + String(repeating: "a", count: 100_001) + "'")
        }
        #expect(error?.message == "expression code point size exceeds limit: size: 100003, limit 100000")
    }

    @Test(arguments: [
        // Steps, elements, characters, and comparisons of what is nested.
        "lists.range(9999).all(x, lists.range(9999).all(y, x + y >= 0))", "lists.range(20000000).size() > 0",
        doubled("'aaaaaaaaaaaaaaaa'", "+", 40) + ".size() > 0",
        "lists.range(9999).map(x, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.replace('', 'aaaaaaaaaaaaaaaaaaaa')).size() > 0",
        doubled("[1]", ",", 40) + " == " + doubled("[1]", ",", 40),
    ])
    func costIsLimited(_ source: String) throws {
        let program = try CELProgram(parsing: source)
        var cost = 10_000
        let error = #expect(throws: CELError.self) { try program.evaluate(values: [:], cost: &cost) }
        #expect(error?.message == "operation cancelled: actual cost limit exceeded")
        #expect(error?.kind == .costExceeded)
    }

    @Test func whatIsDecidedDoesNotHideTheLimit() throws {
        let program = try CELProgram(parsing: "lists.range(20000000).size() > 0 || true")
        #expect(throws: CELError.self) { try program.evaluate([:]) }
    }

    /// A value made of itself twice, so many times.
    private static func doubled(_ start: String, _ joint: String, _ count: Int) -> String {
        var source = "x"
        for _ in 0..<count {
            let twice = joint == "," ? "[x, x]" : "x \(joint) x"
            source = "cel.bind(x, \(twice), \(source))"
        }
        return "cel.bind(x, \(start), \(source))"
    }
}

import CEL
import JSON

/// An expression of CEL: what is wrong with it lies inside of it, it ends within its budget, and ends the same again.
struct CELCheck: Check {
    private static let object: JSON = [
        "name": "a-b", "size": 3, "ratio": 1.5, "on": true, "none": .null, "names": ["a", "b", "é😀"],
        "labels": ["a": "b", "c.d": "e"], "ports": [["name": "x", "port": 80], ["name": "y", "port": 443]],
    ]

    func run(_ bytes: [UInt8]) async throws {
        let source = String(decoding: bytes, as: UTF8.self)
        try compile(source)
        let program: CELProgram
        do { program = try CELProgram(parsing: source) } catch { return try check(error, source) }
        let (first, cost) = try outcome(of: program, source)
        let (second, secondCost) = try outcome(of: program, source)
        guard first == second, cost == secondCost else { throw Violation("it does not end the same again") }
    }

    /// With types, it is refused or not.
    private func compile(_ source: String) throws {
        let variables = ["self", "oldSelf"].map { CELVariable(name: $0, schema: .dynamic) }
        do { _ = try CELProgram(compiling: source, for: variables) } catch { try check(error, source) }
    }

    private func outcome(of program: CELProgram, _ source: String) throws -> (text: String, cost: Int) {
        var cost = 1_000_000
        let values = ["self": CELValue(Self.object), "oldSelf": CELValue(Self.object), "x": .integer(1)]
        do {
            let value = try program.evaluate(values: values, cost: &cost)
            guard (0...1_000_000).contains(cost) else { throw Violation("it cost \(1_000_000 - cost)") }
            return (value.typeName, cost)
        } catch let error as CELError {
            try check(error, source)
            return (error.message, cost)
        }
    }

    private func check(_ error: CELError, _ source: String) throws {
        guard !error.message.isEmpty else { throw Violation("an error without words") }
        guard let offset = error.offset else { return }
        guard (0...source.unicodeScalars.count).contains(offset) else {
            throw Violation("an error at \(offset), outside of the expression")
        }
    }
}

import Diagnostics
import Foundation
import JSON
import OrderedCollections
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import TestSupport
import Testing

/// Answers of Puppet 7.23 to snippets, each evaluated in a fresh compiler.
struct EvaluateConformanceTests {
    struct Outcome: Sendable {
        var values = 0
        var errors = 0
        var failures: [String] = []
    }

    @Test func agreesWithPuppet() async throws {
        let lines = try Fixtures.lines("evaluate/expected.jsonl")
        let loader = try MemoryLoader()
        let outcome = await onLargeStack { () -> Outcome in
            var outcome = Outcome()
            for line in lines {
                guard let example = try? JSONParser.parse(line), let code = example["code"]?.string else { continue }
                let answer = Self.answer(code, loader)
                if let expected = example["value"]?.string {
                    let type = example["type"]?.string ?? ""
                    if answer == "\(expected) : \(type)" {
                        outcome.values += 1
                    } else {
                        outcome.failures.append("\(code)\n  want \(expected) : \(type)\n  got  \(answer)")
                    }
                } else if let expected = example["error"]?.string {
                    let isSame = ErrorText(answer).agrees(with: ErrorText(expected))
                    if isSame {
                        outcome.errors += 1
                    } else {
                        outcome.failures.append("\(code)\n  want \(expected)\n  got  \(answer)")
                    }
                }
            }
            return outcome
        }
        if let path = ProcessInfo.processInfo.environment["EVALUATE_FAILURES"] {
            try outcome.failures.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
        // What was reached; the rest is listed when EVALUATE_FAILURES names a file. Most of it are objects that
        // Puppet prints with their address in memory.
        #expect(outcome.values >= 3417)
        #expect(outcome.errors >= 1306)
    }

    /// Types: what is of which, conversions, formats, object types, and what is said of a mismatch.
    @Test func typesAgreeWithPuppet() async throws {
        let lines = try Fixtures.lines("evaluate/types.jsonl")
        let loader = try MemoryLoader()
        let failures = await onLargeStack { () -> [String] in
            lines.compactMap { line in
                guard let example = try? JSONParser.parse(line), let code = example["code"]?.string else { return line }
                let value = example["value"]?.string.map { "\($0) : \(example["type"]?.string ?? "")" }
                let expected = value ?? example["error"]?.string ?? ""
                let answer = Self.answer(code, loader)
                return answer == expected ? nil : "\(code)\n  want \(expected)\n  got  \(answer)"
            }
        }
        #expect(lines.count > 1000)
        #expect(failures.isEmpty, "\(failures.count):\n\(failures.prefix(20).joined(separator: "\n"))")
    }

    private static func answer(_ code: String, _ loader: MemoryLoader) -> String {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
        if let problem = diagnostics.first(where: { $0.severity == .error }) { return problem.puppetDescription }
        let os: Value = .hash(["family": "Debian", "release": .hash(["major": "12"])])
        let input = CompileInput.test(
            loader: loader, facts: ["os": os, "clustername": "bench", "ipaddress": "10.0.0.1"])
        do throws(EvaluationError) {
            let value = try Evaluator.evaluateSnippet(program, input)
            return "\(ValueFormatter.programmatic(value)) : \(TypeInference.infer(value))"
        } catch {
            return error.puppetDescription
        }
    }
}

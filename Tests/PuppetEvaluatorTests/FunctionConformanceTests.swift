import Diagnostics
import Foundation
import JSON
import OrderedCollections
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import TestSupport
import Testing

/// Answers of Puppet 7.23 and of Ruby 3.1 to calls of the core functions: every dispatch, edge cases, wrong arguments.
struct FunctionConformanceTests {
    /// `functions.jsonl` has values with their types, and errors, word for word.
    @Test(arguments: ["functions.jsonl", "function-arguments.jsonl", "function-formats.jsonl"])
    func answersAsPuppet(_ file: String) async throws {
        let examples = try Fixtures.lines("evaluate/\(file)").map { try JSONParser.parse($0) }
        let loader = try MemoryLoader()
        let failures = await onLargeStack { () -> [String] in Self.failures(examples, loader) }
        #expect(examples.count > 500)
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(20).joined(separator: "\n"))")
    }

    /// Files, templates and modules of a codedir.
    @Test func findsFilesAsPuppet() async throws {
        let examples = try Fixtures.lines("evaluate/function-files.jsonl").map { try JSONParser.parse($0) }
        let loader = try FolderLoader(codedir: Fixtures.url("evaluate/codedir"), code: "")
        let failures = await onLargeStack { () -> [String] in Self.failures(examples, loader) }
        #expect(examples.count > 50)
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.joined(separator: "\n"))")
    }

    /// Each line has a snippet that gives an array of texts, and what Ruby's `to_yaml`, `to_json` and `pretty_generate`
    /// make of the same data.
    @Test func writesYAMLAndJSONAsRuby() async throws {
        let examples = try Fixtures.lines("evaluate/function-texts.jsonl").map { try JSONParser.parse($0) }
        let loader = try MemoryLoader()
        let failures = await onLargeStack { () -> [String] in
            var failures: [String] = []
            for example in examples {
                let texts = Self.texts(example["code"]?.string ?? "", loader)
                let expected = example["texts"]?.array?.compactMap(\.string) ?? []
                if texts.count != expected.count { failures.append("\(texts.count) texts of \(expected.count)") }
                for (text, wanted) in zip(texts, expected) where Array(text.utf8) != Array(wanted.utf8) {
                    failures.append("want \(wanted.debugDescription)\ngot  \(text.debugDescription)")
                }
            }
            return failures
        }
        #expect(examples.count >= 16)
        #expect(failures.isEmpty, "\(failures.count) differ:\n\(failures.prefix(20).joined(separator: "\n"))")
    }

    private static func failures(_ examples: [JSON], _ loader: any CodeLoader) -> [String] {
        examples.compactMap { example in
            let code = example["code"]?.string ?? ""
            let answer = answer(code, loader)
            let value = "\(example["value"]?.string ?? "") : \(example["type"]?.string ?? "")"
            let expected = example["error"]?.string ?? value
            return answer == expected ? nil : "\(code)\n  want \(expected)\n  got  \(answer)"
        }
    }

    private static func evaluate(_ code: String, _ loader: any CodeLoader) -> Result<Value, EvaluationError> {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
        if let problem = diagnostics.first(where: { $0.severity == .error }) {
            return .failure(EvaluationError(problem))
        }
        let os: Value = .hash(["family": "Debian", "release": .hash(["major": "12"])])
        let input = CompileInput.test(
            loader: loader, facts: ["os": os, "clustername": "bench", "ipaddress": "10.0.0.1"])
        do throws(EvaluationError) {
            return .success(try Evaluator.evaluateSnippet(program, input))
        } catch {
            return .failure(error)
        }
    }

    private static func answer(_ code: String, _ loader: any CodeLoader) -> String {
        switch evaluate(code, loader) {
        case .success(let value): "\(ValueFormatter.programmatic(value)) : \(TypeInference.inferReduced(value))"
        case .failure(let error): error.puppetDescription
        }
    }

    private static func texts(_ code: String, _ loader: any CodeLoader) -> [String] {
        guard case .success(.array(let values)) = evaluate(code, loader) else { return [] }
        return values.compactMap(\.stringContent)
    }
}

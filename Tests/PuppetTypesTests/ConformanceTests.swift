import Foundation
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

/// What real Puppet answered, for every recorded snippet that the type system answers alone.
struct ConformanceTests {
    struct Answer: Sendable, CustomTestStringConvertible {
        let code: String
        let value: String?
        let type: String?
        let error: String?

        var testDescription: String { code }
    }

    private static let answers = read("evaluate/expected.jsonl")

    private static func read(_ fixture: String) -> [Answer] {
        let lines = (try? Fixtures.lines(fixture)) ?? []
        return lines.compactMap { line in
            guard let members = try? JSONParser.parse(line).object, let code = members["code"]?.string else {
                return nil
            }
            return Answer(
                code: code, value: members["value"]?.string, type: members["type"]?.string,
                error: members["error"]?.string)
        }
    }

    /// Values and errors that show Ruby's own objects, need the parser or the clock, or have more than 64 bits.
    private static func isExempt(_ answer: Answer) -> Bool {
        if answer.code.hasPrefix("String(1e20, '%o'") || answer.code.hasPrefix("String(1e20, '%b'") { return true }
        if let value = answer.value { return value.contains("#<Puppet::") }
        guard let error = answer.error else { return true }
        return answer.code.hasPrefix("Type.new('")
            || ["NoMethodError", "undefined method", "illegal comma"].contains { error.contains($0) }
    }

    /// Whether the message is all that Puppet says, but for the words of the evaluator around it.
    private static func agrees(_ message: String, with expected: String) -> Bool {
        if expected.contains("Caused by '\(message)'.") { return true }
        guard let end = expected.range(of: " (file: snippet.pp", options: .backwards) else {
            return expected.hasSuffix(message)
        }
        return expected[..<end.lowerBound].hasSuffix(message)
    }

    private static func check(_ answer: Answer) -> String? {
        do {
            let value = try Snippet.evaluate(answer.code)
            guard let expected = answer.value else {
                return "gives \(ValueFormatter.programmatic(value)), not the error \(answer.error ?? "")"
            }
            let text = try ValueFormatter.format(value, .string("%p"))
            if text != expected { return "gives \(text), not \(expected)" }
            let type = TypeInference.infer(value).description
            return type == answer.type ? nil : "has type \(type), not \(answer.type ?? "")"
        } catch let error as TypeError {
            guard let expected = answer.error else { return "raises \(error.message), not \(answer.value ?? "")" }
            return agrees(error.message, with: expected) ? nil : "raises \(error.message), not \(expected)"
        } catch {
            return nil
        }
    }

    @Test(arguments: ["=~", ".new(", "String(", "==", "!=", "<", ">", " in ", "["])
    func agreesWithPuppet(_ kind: String) {
        Self.expectAgreement(Self.answers.filter { $0.code.contains(kind) && !Self.isExempt($0) })
    }

    @Test func agreesWithPuppetOnArguments() {
        Self.expectAgreement(Self.read("types/snippets.jsonl").filter { !Self.isExempt($0) })
    }

    private static func expectAgreement(_ chosen: [Answer]) {
        let failures = chosen.compactMap { answer in check(answer).map { "\(answer.code) \($0)" } }
        #expect(chosen.count > 50)
        #expect(
            failures.isEmpty, "\(failures.count) of \(chosen.count):\n\(failures.prefix(60).joined(separator: "\n"))")
    }
}

import Foundation
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

/// What real Puppet's type system answered, for a table of types and values.
struct TypeFixtureTests {
    private static func type(_ text: String) throws -> PuppetType {
        guard case .type(let type) = try Snippet.evaluate(text) else { throw Snippet.Unsupported() }
        return type
    }

    private static func rows(_ name: String) throws -> [JSON] {
        try Fixtures.lines("types/\(name).jsonl").map { try JSONParser.parse($0) }
    }

    private static func expectNone(_ failures: [String], of count: Int) {
        #expect(count > 30)
        #expect(failures.isEmpty, "\(failures.count) of \(count):\n\(failures.prefix(40).joined(separator: "\n"))")
    }

    @Test func writesTypes() throws {
        let rows = try Self.rows("formatting").compactMap(\.object)
        var failures: [String] = []
        for row in rows {
            let type = try Self.type(row["type"]?.string ?? "")
            let generalized = "\(TypeInference.generalize(type))"
            if "\(type)" != row["text"]?.string { failures.append("\(type) is not \(row["text"]?.string ?? "")") }
            if generalized != row["generalized"]?.string {
                failures.append("\(type) generalized is \(generalized), not \(row["generalized"]?.string ?? "")")
            }
        }
        Self.expectNone(failures, of: rows.count)
    }

    @Test func assigns() throws {
        let rows = try Self.rows("assignability").compactMap(\.object)
        let names = rows.compactMap { $0["type"]?.string }
        let types = try names.map(Self.type)
        var failures: [String] = []
        for (row, type) in zip(rows, types) {
            let expected = Set((row["from"]?.array ?? []).compactMap(\.string))
            for (name, other) in zip(names, types) {
                let isAssignable = type.isAssignable(from: other)
                if isAssignable != expected.contains(name) {
                    failures.append("\(type) \(isAssignable ? "takes" : "does not take") \(name)")
                }
            }
        }
        Self.expectNone(failures, of: rows.count)
    }

    @Test func findsCommonTypes() throws {
        let rows = try Self.rows("common").compactMap(\.array)
        var failures: [String] = []
        for row in rows {
            let text = row.compactMap(\.string)
            let common = "\(TypeInference.common(try Self.type(text[0]), try Self.type(text[1])))"
            if common != text[2] { failures.append("\(text[0]) and \(text[1]) have \(common), not \(text[2])") }
        }
        Self.expectNone(failures, of: rows.count)
    }

    @Test func infers() throws {
        let rows = try Self.rows("inference").compactMap(\.object)
        var failures: [String] = []
        for row in rows {
            let text = row["value"]?.string ?? ""
            let value = try Snippet.evaluate(text)
            let reduced = TypeInference.inferReduced(value)
            let found = [
                "detailed": "\(TypeInference.infer(value))", "reduced": "\(reduced)",
                "generalized": "\(TypeInference.generalize(reduced))",
            ]
            for (kind, type) in found where type != row[kind]?.string {
                failures.append("\(text) \(kind) is \(type), not \(row[kind]?.string ?? "")")
            }
        }
        Self.expectNone(failures, of: rows.count)
    }

    @Test func describesMismatches() throws {
        let rows = try Self.rows("mismatches").compactMap(\.object)
        var failures: [String] = []
        for row in rows {
            let (name, text) = (row["type"]?.string ?? "", row["value"]?.string ?? "")
            let type = try Self.type(name)
            let value = try Snippet.evaluate(text)
            let message = TypeMismatch.describe(subject: "parameter 'p'", expected: type, actual: value)
            if type.accepts(value) { failures.append("\(name) accepts \(text)") }
            if message != row["message"]?.string {
                failures.append("\(name) of \(text):\n    \(message)\n    \(row["message"]?.string ?? "")")
            }
        }
        Self.expectNone(failures, of: rows.count)
    }
}

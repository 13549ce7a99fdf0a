import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

/// Puppet's answers to the calls in `cases.txt`, where a call is a plain lookup.
struct ConformanceTests {
    static let codedir = Fixtures.url("hiera/codedir")

    static let facts: PuppetHash = [
        text("clustername"): text("prod1"), text("role"): text("web"), text("domain"): text("example.org"),
        text("zones"): .array([text("z1"), text("z2")]), text("nested"): .hash([text("deep"): text("value")]),
    ]

    static let engine: HieraEngine? = try? makeEngine()

    static func makeEngine() throws -> HieraEngine {
        let key = try GrantedKeys.Key(
            path: "KEYDIR/private_key.pkcs7.pem",
            privatePEM: try String(contentsOf: codedir.appending(path: "keys/private_key.pkcs7.pem"), encoding: .utf8))
        return HieraEngine(
            environment: "production", environmentRoot: "environments/production",
            modules: ["web": "environments/production/modules/web"], globalConfiguration: nil,
            files: DirectoryFiles(root: codedir), keys: GrantedKeys(["production": [key]]))
    }

    static func scope(_ name: String) -> Value? {
        let name = name.hasPrefix("::") ? String(name.dropFirst(2)) : name
        switch name {
        case "facts": return .hash(facts)
        case "trusted": return .hash([:])
        default: return facts[.string(name)]
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let code: String
        let key: String
        let merge: Value?
        let value: String?
        let error: String?
        var testDescription: String { code }
    }

    static let cases: [Case] = ((try? Fixtures.lines("hiera/expected.jsonl")) ?? []).compactMap { line in
        guard let json = try? JSONParser.parse(line), let code = json["code"]?.string, let (key, merge) = call(code)
        else {
            return nil
        }
        // What the `lookup` function itself says is not the engine's.
        let error = json["error"]?.string
        if let error, error.contains("wrong type") { return nil }
        return Case(code: code, key: key, merge: merge, value: json["value"]?.string, error: error)
    }

    /// The key and the strategy of a plain lookup.
    static func call(_ code: String) -> (key: String, merge: Value?)? {
        let merges: KeyValuePairs<String, Value?> = [
            ")": nil, ", String)": nil, ", Array, 'first')": text("first"), ", Array, 'unique')": text("unique"),
            ", Hash, 'hash')": text("hash"), ", Hash, 'first')": text("first"), ", Hash, 'bogus')": text("bogus"),
            ", Hash, {'strategy'=>'deep','knockout_prefix'=>'--'})": .hash([
                text("strategy"): text("deep"), text("knockout_prefix"): text("--"),
            ]),
            ", {'merge'=>{'strategy'=>'deep','merge_hash_arrays'=>true}})": .hash([
                text("strategy"): text("deep"), text("merge_hash_arrays"): .boolean(true),
            ]),
        ]
        guard code.hasPrefix("lookup("), let quote = code.dropFirst(7).first, quote == "'" || quote == "\"" else {
            return nil
        }
        let rest = code.dropFirst(8)
        for (suffix, merge) in merges {
            let tail = "\(quote)\(suffix)"
            guard rest.hasSuffix(tail) else { continue }
            let key = rest.dropLast(tail.count)
            if !key.contains(quote) { return (String(key), merge) }
        }
        return nil
    }

    @Test(arguments: cases)
    func answersAsPuppet(_ testCase: Case) throws {
        let engine = try #require(Self.engine)
        do {
            let merge = try testCase.merge.map { value throws(HieraError) in try MergeStrategy(value) }
            let answer = try engine.lookup(key: testCase.key, merge: merge, scope: Self.scope, convert: Self.convert)
            if let expected = testCase.value {
                #expect(answer.map { Self.formatted($0.value) } == expected)
                #expect(answer?.place != nil)
            } else {
                #expect(answer == nil)
                #expect(testCase.error?.contains("did not find a value") == true)
            }
        } catch {
            let expected = try #require(testCase.error, "\(error.message)")
            #expect(expected.contains(error.message))
        }
    }

    @Test func mostCasesAreCovered() { #expect(Self.cases.count > 60) }

    /// The conversions that the cases ask for.
    static func convert(_ value: Value, _ arguments: [Value]) throws -> Value {
        switch (arguments.first?.stringContent, value) {
        case ("Integer", .string(let text)): .integer(try #require(Int(text)))
        case ("Array", _): .array([value])
        default: value
        }
    }

    static func text(_ text: String) -> Value { .string(text) }

    /// Puppet's `%p`.
    static func formatted(_ value: Value) -> String {
        switch value {
        case .undef: "undef"
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .float(let value): String(value)
        case .string(let text), .secret(let text):
            text.contains("\n") ? "\"\(text.replacing("\n", with: "\\n"))\"" : "'\(text)'"
        case .array(let elements): "[" + elements.map(formatted).joined(separator: ", ") + "]"
        case .hash(let entries):
            "{" + entries.map { "\(formatted($0.key)) => \(formatted($0.value))" }.joined(separator: ", ") + "}"
        case .sensitive: "#<Sensitive [value redacted]>"
        default: "?"
        }
    }
}

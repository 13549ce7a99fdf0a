import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

/// What Puppet 7.23's `yaml_data` gives for the key `k` of a file, scalars and whole documents.
///
/// `here` is our answer where it differs on purpose, `Sources/DEVIATIONS.md`.
struct YAMLDataTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let answer: RecordedAnswer
        var testDescription: String { String(decoding: bytes, as: UTF8.self) }
    }

    static let cases: [Case] = ((try? Fixtures.lines("yaml/data.jsonl")) ?? []).compactMap { line in
        guard let json = try? JSONParser.parse(line), let answer = RecordedAnswer(json["here"]) ?? RecordedAnswer(json)
        else {
            return nil
        }
        let encoded = json["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
        return Case(bytes: encoded ?? Array((json["text"]?.string ?? "").utf8), answer: answer)
    }

    /// A codedir with one data file.
    private struct OneFile: HieraFiles {
        let bytes: [UInt8]

        func read(_ path: String) throws -> [UInt8]? {
            switch path {
            case "environments/production/hiera.yaml":
                Array("version: 5\nhierarchy:\n  - {name: d, path: d.yaml}\n".utf8)
            case "environments/production/data/d.yaml": bytes
            default: nil
            }
        }

        func glob(_ pattern: String) -> [String] { [] }
        func isDirectory(_ path: String) -> Bool { false }
    }

    @Test func allAreThere() { #expect(Self.cases.count > 500) }

    @Test(arguments: cases)
    func readsAsPuppet(_ testCase: Case) {
        let engine = HieraEngine(
            environment: "production", environmentRoot: "environments/production", modules: [:],
            globalConfiguration: nil, files: OneFile(bytes: testCase.bytes), keys: GrantedKeys.none)
        do throws(HieraError) {
            guard let value = try engine.lookup(key: "k", scope: { $0 == "role" ? "web" : nil })?.value else {
                #expect(testCase.answer == .error("Function lookup() did not find a value for the name 'k'"))
                return
            }
            let answer = RecordedAnswer.value(
                ValueFormatter.programmatic(value), type: TypeInference.inferReduced(value).description)
            #expect(answer == testCase.answer)
        } catch {
            #expect(.error(error.message) == testCase.answer)
        }
    }

    /// A byte that is no UTF-8 is named with its place.
    @Test func placeOfABadByteIsNamed() throws {
        let engine = HieraEngine(
            environment: "production", environmentRoot: "environments/production", modules: [:],
            globalConfiguration: nil, files: OneFile(bytes: Array("a: 1\nk: caf".utf8) + [0xE9, 0x0A]),
            keys: GrantedKeys.none)
        do throws(HieraError) {
            _ = try engine.lookup(key: "k", scope: { _ in nil })
            Issue.record("expected an error")
        } catch {
            #expect(error.diagnostic.place?.description == "environments/production/data/d.yaml:2:7")
        }
    }
}

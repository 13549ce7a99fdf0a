import Foundation
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// Catalogs of Puppet 7.23 for the nodes of a codedir, one node for each feature.
struct CatalogConformanceTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let node: String
        let catalog: JSON?
        let error: String?
        var testDescription: String { node }

        init(json: JSON) {
            node = json["node"]?.string ?? ""
            catalog = json["catalog"]
            error = json["error"]?.string
        }
    }

    static func cases(_ file: String) -> [Case] {
        let lines = (try? Fixtures.lines("catalog/\(file)")) ?? []
        return lines.compactMap { try? JSONParser.parse($0) }.map(Case.init)
    }

    @Test(arguments: cases("expected.jsonl"))
    func agreesWithPuppet(_ example: Case) async throws {
        try await check(example, codedir: "codedir")
    }

    @Test func benchmarkAgreesWithPuppet() async throws {
        let cases = Self.cases("bench-3.jsonl")
        try #require(cases.count == 1)
        try await check(cases[0], codedir: "bench-3")
    }

    private func check(_ example: Case, codedir: String) async throws {
        let input = CompileInput.test(
            node: example.node, loader: try FolderLoader(codedir: Fixtures.url("catalog/\(codedir)")),
            data: try LayeredData(json: Fixtures.url("catalog/\(codedir)-data.json")))
        let result = await onLargeStack { () -> Result<JSON, EvaluationError> in
            do throws(EvaluationError) {
                return .success(try Compiler.compile(input).catalog.json())
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .success(let catalog):
            let expected = try #require(example.catalog, "expected an error: \(example.error ?? "")")
            compare(catalog, expected)
        case .failure(let error):
            let expected = try #require(example.error, "unexpected error: \(error.puppetDescription)")
            #expect(ErrorText(error.puppetDescription).agrees(with: ErrorText(expected)), "\(error.puppetDescription)")
        }
    }

    /// The fixture has no version and its tags and classes sorted; everything else is in Puppet's own order.
    private func compare(_ catalog: JSON, _ expected: JSON) {
        for key in ["name", "code_id", "catalog_format", "environment"] { #expect(catalog[key] == expected[key]) }
        #expect(sorted(catalog["classes"]) == sorted(expected["classes"]))
        #expect(sorted(catalog["tags"]) == sorted(expected["tags"]))
        let resources = catalog["resources"]?.array ?? []
        let expectedResources = expected["resources"]?.array ?? []
        #expect(resources.map(reference) == expectedResources.map(reference))
        for (resource, expectedResource) in zip(resources, expectedResources) {
            // What came out of a secret stays one with us, and parameters keep their case.
            let sensitive = Set(sorted(resource["sensitive_parameters"]))
            #expect(sensitive.isSuperset(of: sorted(expectedResource["sensitive_parameters"])))
            let resource = normalized(resource)
            let expectedResource = normalized(expectedResource)
            #expect(JSONWriter.text(resource, .canonical) == JSONWriter.text(expectedResource, .canonical))
            #expect(resource["parameters"]?.object?.keys == expectedResource["parameters"]?.object?.keys)
        }
        #expect(catalog["edges"]?.array?.map(edge) == expected["edges"]?.array?.map(edge))
    }

    private func normalized(_ resource: JSON) -> JSON {
        var resource = resource
        resource["tags"] = .array(sorted(resource["tags"]).map(JSON.string))
        resource["sensitive_parameters"] = nil
        if let parameters = resource["parameters"]?.object {
            resource["parameters"] = .object(
                JSONObject(parameters.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { $1 }))
        }
        return resource
    }

    private func sorted(_ strings: JSON?) -> [String] { (strings?.array ?? []).compactMap(\.string).sorted() }
    private func reference(_ resource: JSON) -> String {
        "\(resource["type"]?.string ?? "")[\(resource["title"]?.string ?? "")]"
    }
    private func edge(_ edge: JSON) -> String { "\(edge["source"]?.string ?? "") > \(edge["target"]?.string ?? "")" }
}

/// The parts of an error in Puppet's form.
struct ErrorText {
    let message: String
    let line: String?
    let column: String?

    init(_ text: String) {
        var message = text
        var line: String?
        var column: String?
        if let match = text.firstMatch(of: /\ ?\((?:file: [^,()]*, )?line: (\d+)(?:, column: (\d+))?\)$/) {
            message = String(text[..<match.range.lowerBound])
            line = String(match.1)
            column = match.2.map(String.init)
        }
        self.message = message
        self.line = line
        self.column = column
    }

    /// Same words; same line and column where Puppet gives them.
    func agrees(with expected: ErrorText) -> Bool {
        message == expected.message && (expected.line == nil || line == expected.line)
            && (expected.column == nil || column == expected.column)
    }
}

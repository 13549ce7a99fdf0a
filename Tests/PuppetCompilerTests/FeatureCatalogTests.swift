import Diagnostics
import Hiera
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import TestSupport
import Testing

/// Catalogs and errors of Puppet 7.23 for small environments, one feature of the language each.
struct FeatureCatalogTests {
    struct Feature: CustomTestStringConvertible, Sendable {
        let name: String
        let node: String
        let files: [String: String]
        let classification: JSON?
        let catalog: JSON?
        let error: String?

        var testDescription: String { "\(name): \(files["manifests/site.pp"] ?? files.keys.sorted().joined())" }

        var snapshot: EnvironmentSnapshot {
            let root = "environments/production"
            let files = files.map { ("\(root)/\($0.key)", Array($0.value.utf8)) }
            return EnvironmentSnapshot(
                origin: .init(name: "production", root: root), files: FileTree(Dictionary(uniqueKeysWithValues: files)),
                keys: GrantedKeys.none)
        }
    }

    static let features: [Feature] = ((try? Fixtures.lines("catalog/features.jsonl")) ?? []).compactMap { line in
        guard let json = try? JSONParser.parse(line), let name = json["name"]?.string else { return nil }
        let files = json["files"]?.object ?? [:]
        return Feature(
            name: name, node: json["node"]?.string ?? "",
            files: Dictionary(uniqueKeysWithValues: files.map { ($0.key, $0.value.string ?? "") }),
            classification: json["classification"], catalog: json["catalog"], error: json["error"]?.string)
    }

    private static let facts: JSONObject = ["clustername": "bench", "role": "web", "region": "eastus"]

    @Test func thereAreFeatures() { #expect(Self.features.count > 400) }

    @Test(arguments: features)
    func agreesWithPuppet(_ feature: Feature) async throws {
        var classification = NodeClassification.none
        if let json = feature.classification {
            let (parsed, problems) = NodeClassification.parse(.init(path: "enc", text: JSONWriter.text(json)))
            classification = try #require(parsed, "\(problems)")
        }
        let request = NodeCompiler.Request(
            facts: NodeFacts(node: feature.node, values: Self.facts), classification: classification)
        do throws(CompileFailure) {
            let compiled = try await NodeCompiler().compile(
                request, in: feature.snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
            if let error = feature.error {
                Issue.record("expected an error: \(error)")
            } else {
                compare(compiled.catalog.json(), feature.catalog ?? .null)
            }
        } catch {
            let actual = error.diagnostics.first?.puppetDescription ?? ""
            #expect(agrees(actual, with: feature.error ?? ""), "\(actual) is not \(feature.error ?? "without error")")
        }
    }

    private func compare(_ catalog: JSON, _ expected: JSON) {
        #expect(strings(catalog["classes"]) == strings(expected["classes"]))
        #expect(strings(catalog["tags"]).sorted() == strings(expected["tags"]))
        let resources = (catalog["resources"]?.array ?? []).map(line)
        let expectedResources = (expected["resources"]?.array ?? []).map(line)
        #expect(resources.count == expectedResources.count)
        for (resource, expectedResource) in zip(resources, expectedResources) { #expect(resource == expectedResource) }
        #expect(catalog["edges"]?.array?.map(edge) == strings(expected["edges"]))
    }

    /// A resource as one line of text, its parameters' order with it.
    private func line(_ resource: JSON) -> String {
        var resource = resource
        if resource["exported"] == false { resource["exported"] = nil }
        resource["tags"] = .array(strings(resource["tags"]).sorted().map(JSON.string))
        let order = resource["parameters"]?.object?.keys.joined(separator: " ") ?? ""
        return JSONWriter.text(resource, .canonical) + " order: \(order)"
    }

    private func edge(_ edge: JSON) -> String { "\(edge["source"]?.string ?? "") > \(edge["target"]?.string ?? "")" }
    private func strings(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }

    /// Where Puppet names no column, or no place at all, ours may.
    private func agrees(_ actual: String, with expected: String) -> Bool {
        if unwrapped(expected) == actual { return true }
        let withoutColumn = actual.replacing(/, column: \d+\)$/, with: ")")
        return unwrapped(expected) == withoutColumn
            || expected == withoutColumn.replacing(/\ \(file: [^()]*\)$/, with: "")
    }

    /// Puppet wraps what goes wrong inside a defined type once more, with the place of its declaration.
    private func unwrapped(_ error: String) -> String {
        let wrapper = "Evaluation Error: Error while evaluating a Resource Statement, "
        guard error.hasPrefix(wrapper + "Evaluation Error: ") else { return error }
        return String(error.dropFirst(wrapper.count).replacing(/\)\ \(file: [^()]*\)$/, with: ")"))
    }
}

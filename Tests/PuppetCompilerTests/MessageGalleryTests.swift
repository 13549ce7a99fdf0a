import Diagnostics
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import TestSupport
import Testing

/// Broken inputs with the whole text that a person sees.
struct MessageGalleryTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let files: [String: [UInt8]]
        let text: String
        var testDescription: String { name }
    }

    static let cases: [Case] = ((try? Fixtures.lines("messages/gallery.jsonl")) ?? []).compactMap { line in
        guard let json = try? JSONParser.parse(line), let name = json["name"]?.string else { return nil }
        var files: [String: [UInt8]] = [:]
        for (path, text) in json["files"]?.object ?? [:] { files[path] = Array((text.string ?? "").utf8) }
        return Case(name: name, files: files, text: json["text"]?.string ?? "")
    }

    /// What a manifest of objects holds can be referred to, though it is added when the evaluation is over.
    @Test(arguments: [("a/q", true), ("a/nowhere", false)])
    func refersToAnObjectOfAManifest(_ title: String, _ isThere: Bool) async throws {
        let site = """
            k8s::manifest { 'm': content => "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: q, namespace: a}\\n" }
            notify { 'n': require => K8s::Configmap['\(title)'] }
            """
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"),
            files: FileTree(["environments/production/manifests/site.pp": Array(site.utf8)]), keys: GrantedKeys.none)
        let compiled = try? await NodeCompiler().compile(
            .init(facts: NodeFacts(node: "n", values: [:])), in: snapshot,
            .init(refreshKey: Array(repeating: 0, count: 32), now: 0, uuid: "u"))
        #expect((compiled != nil) == isThere)
    }

    @Test func thereAreCases() { #expect(Self.cases.count >= 40) }

    @Test(arguments: cases)
    func saysWhatIsWrong(_ gallery: Case) async throws {
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"), files: FileTree(gallery.files),
            keys: GrantedKeys.none)
        let failure = await #expect(throws: CompileFailure.self) {
            try await NodeCompiler().compile(
                .init(facts: NodeFacts(node: "n", values: [:])), in: snapshot,
                .init(refreshKey: Array(repeating: 0, count: 32), now: 0, uuid: "u"))
        }
        let renderer = TextRenderer()
        #expect(failure?.diagnostics.map { renderer.render($0) }.joined(separator: "\n") == gallery.text)
    }
}

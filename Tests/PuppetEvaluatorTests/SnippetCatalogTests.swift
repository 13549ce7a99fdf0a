import Diagnostics
import Foundation
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// Catalogs and errors of Puppet 7.23 for snippets of a site manifest, one feature each.
struct SnippetCatalogTests {
    struct Snippet: CustomTestStringConvertible, Sendable {
        let code: String
        let catalog: JSON?
        let error: String?
        var testDescription: String { code }
    }

    static let snippets = snippets(in: "catalog/snippets.jsonl")
    /// Snippets that use the modules and the data of a codedir.
    static let moduleSnippets = snippets(in: "catalog/modules.jsonl")

    /// Snippets that declare resources with functions of stdlib 9.7.
    static let stdlibSnippets = snippets(in: "catalog/stdlib.jsonl")

    private static func snippets(in file: String) -> [Snippet] {
        ((try? Fixtures.lines(file)) ?? []).compactMap { line in
            guard let json = try? JSONParser.parse(line), let code = json["code"]?.string else { return nil }
            return Snippet(code: code, catalog: json["catalog"], error: json["error"]?.string)
        }
    }

    /// Snippets on which we differ on purpose: Puppet's message leaks its inside, host types take any attribute, and a
    /// secret is no title.
    static let deviations: Set<String> = [
        "Integer -> Notify['a'] notify { 'a': }",
        "file { '/tmp/x': ensure => file, nope => 1 }",
        "create_resources('notify', { 'a' => { 'message' => 'x' }, 'b' => undef })",
        "define d { } define d { }",
        "notify { lookup('m::secret::pass').unwrap: }",
    ]

    @Test(arguments: snippets.filter { !deviations.contains($0.code) })
    func agreesWithPuppet(_ snippet: Snippet) async throws {
        try await check(snippet) { CompileInput.test(node: "n", loader: try MemoryLoader(site: snippet.code)) }
    }

    @Test(arguments: stdlibSnippets.filter { !deviations.contains($0.code) })
    func agreesWithPuppetAndStdlib(_ snippet: Snippet) async throws {
        try await check(snippet) { CompileInput.test(node: "n", loader: try MemoryLoader(site: snippet.code)) }
    }

    @Test(arguments: moduleSnippets.filter { !deviations.contains($0.code) })
    func agreesWithPuppetOnModules(_ snippet: Snippet) async throws {
        let data = try LayeredData(json: Fixtures.url("catalog/modules-data.json"))
        try await check(snippet) {
            let loader = try FolderLoader(codedir: Fixtures.url("catalog/modules"), code: snippet.code)
            return CompileInput.test(node: "n", loader: loader, data: data)
        }
    }

    private func check(
        _ snippet: Snippet, _ makeInput: @escaping @Sendable () throws -> CompileInput
    ) async throws {
        let result = await onLargeStack { () -> Result<JSON, EvaluationError> in
            do {
                let input = try makeInput()
                return .success(try Compiler.compile(input).catalog.json())
            } catch let problem as Diagnostic {
                return .failure(EvaluationError(problem))
            } catch let error as EvaluationError {
                return .failure(error)
            } catch {
                return .failure(EvaluationError(Diagnostic(id: "unexpected", "\("\(error)")")))
            }
        }
        switch result {
        case .success(let catalog):
            let expected = try #require(snippet.catalog, "expected an error: \(snippet.error ?? "")")
            compare(catalog, expected)
        case .failure(let error):
            let expected = try #require(snippet.error, "unexpected error: \(error.puppetDescription)")
            #expect(ErrorText(shortened(error.puppetDescription)).agrees(with: ErrorText(unwrapped(expected))))
        }
    }

    private func compare(_ catalog: JSON, _ expected: JSON) {
        #expect(strings(catalog["classes"]).sorted() == strings(expected["classes"]))
        #expect(strings(catalog["tags"]).sorted() == strings(expected["tags"]))
        let resources = (catalog["resources"]?.array ?? []).map(line)
        let expectedResources = (expected["resources"]?.array ?? []).map(line)
        #expect(resources.count == expectedResources.count)
        for (resource, expectedResource) in zip(resources, expectedResources) { #expect(resource == expectedResource) }
        #expect(catalog["edges"]?.array?.map(edge) == expected["edges"]?.array?.map(edge))
    }

    /// A resource as one line of text; the fixture has no files.
    private func line(_ resource: JSON) -> String {
        var resource = resource
        if ["", "site.pp"].contains(resource["file"]) { resource["file"] = nil }
        // What came out of a secret stays one with us.
        resource["sensitive_parameters"] = nil
        resource["tags"] = .array(strings(resource["tags"]).sorted().map(JSON.string))
        let order = resource["parameters"]?.object?.keys.joined(separator: " ") ?? ""
        return JSONWriter.text(resource, .canonical) + " order: \(order)"
    }

    private func strings(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }
    private func edge(_ edge: JSON) -> String { "\(edge["source"]?.string ?? "") > \(edge["target"]?.string ?? "")" }

    /// Puppet was given the code without a file name.
    private func shortened(_ error: String) -> String { error.replacingOccurrences(of: "(file: site.pp, ", with: "(") }

    /// Puppet wraps what goes wrong inside a defined type once more; we name the place inside.
    private func unwrapped(_ error: String) -> String {
        var text = error.replacingOccurrences(of: "Could not parse for environment production: ", with: "")
        let wrapper = "Evaluation Error: Error while evaluating a Resource Statement, Evaluation Error: "
        if text.hasPrefix(wrapper), text.hasSuffix(" (line: 1)") {
            text = "Evaluation Error: " + text.dropFirst(wrapper.count).dropLast(" (line: 1)".count)
        }
        return text.replacingOccurrences(of: "(file: unknown, ", with: "(")
    }
}

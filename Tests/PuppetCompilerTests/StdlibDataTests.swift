import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes
import TestSupport
import Testing

/// Functions of stdlib that read data, and those that read files: of the environment, and of nothing else.
struct StdlibDataTests {
    private static let root = "environments/production"
    private static let files: [String: String] = [
        "data/extra.yaml": "a: [1, 2]\nb: text\n", "data/broken.yaml": "a: {\n", "data/extra.json": #"{"k": [true]}"#,
        "modules/web/metadata.json": #"{"name": "org-web", "version": "1.2.3"}"#,
        "modules/web/templates/x.epp": "<%= $v %>!",
        "modules/bare/manifests/init.pp": "class bare { }",
        // A vendored stdlib: its Ruby cannot run, ours answers; its aliases and functions in the Puppet language win.
        "modules/stdlib/lib/puppet/functions/stdlib/extname.rb": "# Ruby",
        "modules/stdlib/lib/puppet/parser/functions/union.rb": "# Ruby",
        "modules/stdlib/functions/ensure.pp": "function stdlib::ensure($x) { 'own' }",
        "modules/stdlib/types/port.pp": "type Stdlib::Port = Integer[0, 10]",
    ]

    private let snapshot = EnvironmentSnapshot(
        origin: .init(name: "production", root: root, baseModuleFolders: []),
        files: FileTree(
            Dictionary(uniqueKeysWithValues: files.map { ("\(root)/\($0.key)", Array($0.value.utf8)) }).merging(
                ["environments/staging/data/other.yaml": Array("a: 1".utf8)]) { $1 }),
        keys: GrantedKeys.none)

    private func evaluate(_ code: String) async -> Result<Value, EvaluationError> {
        await NodeCompiler().evaluate(
            code, facts: NodeFacts(node: "n", values: [:]), in: snapshot, .init(refreshKey: [1], now: 0, uuid: "u"))
    }

    /// Answers of Puppet with stdlib 9.7; `refused` where the words of an error are a library's own.
    @Test func parsesAsPuppet() async throws {
        var failures: [String] = []
        let lines = try Fixtures.lines("evaluate/stdlib-data.jsonl")
        #expect(lines.count > 100)
        for line in lines {
            let json = try JSONParser.parse(line)
            let code = json["code"]?.string ?? ""
            switch await evaluate(code) {
            case .success(let value):
                let text = ValueFormatter.programmatic(value)
                if text != json["value"]?.string { failures.append("\(code) gave \(text)") }
            case .failure(let error):
                let expected = json["error"]?.string?.replacing("file: snippet.pp, ", with: "")
                let given = error.puppetDescription.replacing("file: snippet.pp, ", with: "")
                if json["value"] != nil || (expected != nil && expected != given) {
                    failures.append("\(code) failed with \(given)")
                }
            }
        }
        #expect(failures == [])
    }

    @Test(arguments: [
        ("loadyaml('environments/production/data/extra.yaml')", "{'a' => [1, 2], 'b' => 'text'}"),
        ("loadjson('environments/production/data/extra.json')", "{'k' => [true]}"),
        ("loadyaml('environments/production/data/broken.yaml', 'd')", "'d'"),
        ("loadyaml('environments/staging/data/other.yaml', 'd')", "'d'"),
        ("loadyaml('environments/production/../staging/data/other.yaml', 'd')", "'d'"),
        ("loadyaml('/etc/hostname')", "undef"),
        ("loadyaml(\"${get_module_path('web')}/metadata.json\")['name']", "'org-web'"),
        ("load_module_metadata('web')['version']", "'1.2.3'"), ("load_module_metadata('bare', true)", "{}"),
        ("stdlib::deferrable_epp('web/x.epp', { 'v' => 'a' })", "'a!'"),
        (
            "stdlib::deferrable_epp('web/x.epp', { 'v' => Deferred('f') }) =~ Deferred",
            "true"
        ),
        ("stdlib::extname('a.b')", "'.b'"), ("union(['a'], ['b'])", "['a', 'b']"), ("stdlib::ensure(true)", "'own'"),
        ("80 =~ Stdlib::Port", "false"), ("80 =~ Stdlib::Port::Privileged", "true"),
        ("stdlib::has_function('stdlib::ensure')", "true"), ("stdlib::has_function('nope')", "false"),
    ])
    func reads(_ code: String, _ expected: String) async throws {
        #expect(ValueFormatter.programmatic(try await evaluate(code).get()) == expected)
    }

    @Test(arguments: [
        "loadyaml('environments/production/data/broken.yaml')", "load_module_metadata('bare')",
        "loadjson('http://example.org/x.json')", "get_module_path('nope')",
    ])
    func refuses(_ code: String) async {
        let result = await evaluate(code)
        #expect(throws: EvaluationError.self) { try result.get() }
    }
}

import Diagnostics
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import Testing

@testable import Commands

/// `lookup` and `catalog explain` on the command line: what is refused, near names, and what is printed.
@Suite struct ExplainCommandTests {
    @Test(arguments: [
        ["lookup"], ["lookup", "--all", "app::replicas"], ["lookup", "x", "--all", "--explain"],
        ["lookup", "x", "--sort-merged-arrays"], ["lookup", "x", "--merge", "hash", "--knock-out-prefix", "x"],
        ["lookup", "x", "--merge", "sideways"], ["lookup", "x", "--render-as", "xml"], ["catalog", "explain", "n1"],
    ])
    func aWrongCommandLineIsRefused(_ arguments: [String]) async {
        #expect(await CommandLineRun.run(arguments).code == 64)
    }

    @Test(arguments: [
        (["lookup", "app::replicas"], 0, ""), (["lookup", "app::replicas", "--explain"], 0, ""),
        (["lookup", "nothing", "--explain"], 0, ""), (["lookup", "--explain-options"], 0, ""),
        (["lookup", "--all"], 0, ""), (["lookup", "--all", "--render-as", "json", "--compile"], 0, ""),
        (["lookup", "nothing", "--default", "x"], 0, ""), (["lookup", "app::replicas", "--type", "Integer"], 0, ""),
        (["lookup", "app::replica"], 1, "is found for 'localhost', did you mean 'app::replicas'?"),
        (["lookup", "app::replicas", "--type", "String"], 1, "Found value has wrong type, expects a String value"),
        (["lookup", "app::replicas", "--type", "String", "--explain"], 1, "expects a String value, got Integer"),
        (["lookup", "x", "--environment", "prodution"], 1, "'prodution', did you mean 'production'?"),
        (["catalog", "explain", "n1", "Deployment[shop/app]", "spec.replicas"], 0, ""),
        (["catalog", "explain", "n1", "K8s::Deployment[shop/app]", "--format", "json"], 0, ""),
        (["catalog", "explain", "n1", "Deployment[shop/ap]"], 1, "did you mean K8s::Deployment[shop/app]?"),
        (["catalog", "explain", "n1", "Deployment[shop/app]", "spec.replica"], 1, "did you mean 'spec.replicas'?"),
        (["catalog", "explain", "n1", "x", "--environment", "prodution"], 1, "did you mean 'production'?"),
        (["catalog", "explain", "N1", "x"], 1, "is not a node's name"),
    ])
    func answersOrSaysWhyNot(_ arguments: [String], _ code: Int, _ expected: String) async throws {
        try await ScratchCodedir.with { codedir in
            let (message, actual) = await codedir.run(arguments)
            #expect(actual == Int32(code), "\(message)")
            #expect(message.contains(expected), "\(message)")
        }
    }

    @Test func aCompileThatFailsIsDiagnosedAsAWhole() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write("environments/production/manifests/site.pp", "include app\ninclude nowhere\n")
            try codedir.write("environments/production/data/common.yaml", "app::replicas: many\n")
            let (message, code) = await codedir.run(["catalog", "explain", "n1", "Deployment[shop/app]"])
            #expect(code == 1)
            #expect(message.contains("expects an Integer value, got String"))
            #expect(message.contains("Could not find class ::nowhere"))
        }
    }

    @Test func printsTheWayOfAField() async throws {
        try await ScratchCodedir.with { codedir in
            let lines = try await Self.explain("spec.replicas", in: codedir)
            #expect(
                lines == [
                    "K8s::Deployment[shop/app]",
                    "  declared at environments/production/modules/app/manifests/init.pp:2",
                    "    k8s::deployment { 'shop/app':",
                    "  in Class[App] at environments/production/manifests/site.pp:1",
                    "    node default { include app }",
                    "  in Node[default] at environments/production/manifests/site.pp:1",
                    "    node default { include app }",
                    "spec.replicas: 3",
                    "  set at environments/production/modules/app/manifests/init.pp:4",
                    "    'replicas' => $replicas,",
                    "  $replicas, a parameter of Class[App], which is in the data",
                    "  the key app::replicas at environments/production/data/common.yaml:1",
                ])
            let all = try await Self.explain(nil, in: codedir)
            #expect(
                all.contains(
                    "  environments/production/modules/app/manifests/init.pp:4 from environments/production/data/common.yaml:1 (the key app::replicas)"
                ))
            #expect(all.contains("spec.selector.matchLabels.app: \"app\""))
        }
    }

    private static func explain(_ field: String?, in codedir: ScratchCodedir) async throws -> [String] {
        let snapshot = try #require(
            try await DirectoryEnvironments(codedir: codedir.path, keys: GrantedKeys.none).snapshot("production"))
        let explanation = try await NodeCompiler().explain(
            FieldQuestion(resource: "Deployment[shop/app]", field: field),
            .init(facts: NodeFacts(node: "n1", values: [:])), in: snapshot,
            .init(refreshKey: Array(repeating: 0, count: 32), now: 0, uuid: ""))
        return ExplanationText(explanation).lines
    }

    @Test func printsAllKeys() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write(
                "environments/production/data/common.yaml",
                """
                lookup_options:
                  app::password: {convert_to: Sensitive}
                  list: {merge: unique}
                app::replicas: 3
                app::password: hunter2
                list: [1]
                self: "%{lookup('self')}"
                """)
            let snapshot = try #require(
                try await DirectoryEnvironments(codedir: codedir.path, keys: GrantedKeys.none).snapshot("production"))
            let data = try await NodeCompiler().listData(
                .init(facts: NodeFacts(node: "n1", values: [:])), in: snapshot,
                .init(refreshKey: [], now: 0, uuid: ""), compilesFirst: false)
            let file = "environments/production/data/common.yaml"
            let list = DataList(data: data, showsSecrets: false)
            #expect(
                list.text == """
                    app::password: "Sensitive [value redacted]"
                      \(file):5 (convert_to "Sensitive")
                    app::replicas: 3
                      \(file):4
                    list: [1]
                      \(file):6 (merge unique)
                    self: error: Lookup of key 'self' failed: Recursive lookup detected in [self]
                      \(file):7:7

                    """)
            #expect(list.json["app::replicas"]?["places"] == [["file": .string(file), "line": 4]])
            #expect(!JSONWriter.text(list.json).contains("hunter2"))
            #expect(DataList(data: data, showsSecrets: true).text.contains("app::password: \"hunter2\""))
        }
    }
}

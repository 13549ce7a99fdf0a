import Diagnostics
import Hiera
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import Testing

/// A node and a class cannot share a name; a node and a defined type can.
struct NodeNameTests {
    @Test(arguments: [
        (
            "class foo { }\nnode 'foo' { }",
            "Class 'foo' is already defined (file: environments/production/manifests/site.pp, line: 1); cannot be redefined as a node"
        ),
        (
            "node 'foo' { }\nclass foo { }",
            "Node 'foo' is already defined (file: environments/production/manifests/site.pp, line: 1); cannot be redefined as a class"
        ),
        (
            "node 'auto' { include auto }\nnode default { include auto }",
            "Node 'auto' is already defined (file: environments/production/manifests/site.pp, line: 1); cannot be redefined as a class"
        ),
        ("node /foo/ { include foo }\nclass foo { }", nil),
        ("node 'foo' { }\ndefine foo() { }", nil),
    ])
    func sharesNoNameWithAClass(site: String, error: String?) async {
        let files = [
            "environments/production/manifests/site.pp": site,
            "environments/production/modules/auto/manifests/init.pp": "class auto { }",
        ]
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"),
            files: FileTree(files.mapValues { Array($0.utf8) }), keys: GrantedKeys.none)
        do throws(CompileFailure) {
            _ = try await NodeCompiler().compile(
                .init(facts: NodeFacts(node: "foo", values: [:])), in: snapshot,
                .init(refreshKey: [1], now: 0, uuid: "u"))
            #expect(error == nil)
        } catch let failure {
            #expect(failure.diagnostics.first?.message.text == error ?? "")
        }
    }
}

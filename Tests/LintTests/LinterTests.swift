import Diagnostics
import Hiera
import Lint
import PuppetCompiler
import Testing

struct LinterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let files: [String: String]
        let expected: [String]

        var testDescription: String { name }
    }

    private static let good: [String: String] = [
        "hiera.yaml": "version: 5\n",
        "manifests/site.pp": "node default { include web }\n",
        "modules/web/manifests/init.pp": """
        # web
        class web (Integer $replicas = 1) {
          k8s::namespace { 'web': }
          k8s::configmap { 'web/settings': data => { 'a' => String($replicas) } }
        }

        """,
        "nodes/production/n1.yaml": "clustername: n1\n",
        "data/common.yaml": "web::replicas: 2\n",
    ]

    static let cases: [Case] = [
        Case(name: "a clean environment", files: [:], expected: []),
        Case(
            name: "a syntax error in a manifest that no node reads",
            files: ["modules/web/manifests/other.pp": "class web::other {\n  $x = \n}\n"],
            expected: ["modules/web/manifests/other.pp:3"]),
        Case(
            name: "a syntax error in a template", files: ["modules/web/templates/x.epp": "a\n<%= $x + %>\n"],
            expected: ["modules/web/templates/x.epp:2"]),
        Case(
            name: "a duplicate key in data", files: ["data/common.yaml": "web::replicas: 2\nweb::replicas: 3\n"],
            expected: ["data/common.yaml:2"]),
        Case(
            name: "broken YAML in data", files: ["data/common.yaml": "web::replicas: [1\n"],
            expected: ["data/common.yaml:"]),
        Case(
            name: "a wrong type in data", files: ["data/common.yaml": "web::replicas: many\n"],
            expected: ["data/common.yaml:1:16"]),
        Case(
            name: "an unknown Kubernetes field",
            files: [
                "modules/web/manifests/init.pp":
                    "class web {\n  k8s::service { 'web/web':\n    spec => { 'portz' => [] },\n  }\n}\n"
            ],
            expected: ["modules/web/manifests/init.pp:3:26"]),
        Case(
            name: "a Secret that is not there",
            files: [
                "modules/web/manifests/init.pp": """
                class web {
                  k8s::namespace { 'web': }
                  k8s::pod { 'web/web':
                    spec => { 'containers' => [{ 'name' => 'a', 'image' => 'b:1', 'envFrom' => [{ 'secretRef' => { 'name' => 'gone' } }] }] },
                  }
                }

                """
            ],
            expected: ["modules/web/manifests/init.pp:3"]),
    ]

    @Test(arguments: cases)
    func finds(_ case: Case) async {
        let files = Self.good.merging(`case`.files) { _, new in new }
        let tree = FileTree(
            Dictionary(uniqueKeysWithValues: files.map { ("environments/production/\($0.key)", Array($0.value.utf8)) }))
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production", baseModuleFolders: []), files: tree,
            keys: GrantedKeys.none)
        let linter = Linter(
            compiler: NodeCompiler(), circumstances: .init(refreshKey: [1], now: 0, uuid: "u"))
        let report = await linter.lint(snapshot)
        #expect(report.nodeCount == 1)
        let places = report.findings.flatMap { finding in
            [finding.place?.description ?? ""] + finding.notes.map(\.message.text)
        }
        for expected in `case`.expected {
            #expect(
                places.contains { $0.contains(expected) },
                "\(expected) in \(places): \(report.findings.map(\.message.text))")
        }
        if `case`.expected.isEmpty { #expect(report.findings.isEmpty, "\(report.findings.map(\.puppetDescription))") }
    }
}

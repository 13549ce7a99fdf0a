import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct ObjectChecksTests {
    func diagnose(_ resources: [Resource]) -> [Diagnostic] {
        CatalogExpansion.expand(catalog(resources), options: ExpansionOptions(refreshKey: [1], place: sitePlace))
            .diagnostics
    }

    @Test func oneIdentityTwiceIsAnErrorWithBothPlaces() throws {
        let diagnostics = diagnose([
            resource("K8s::Configmap[a/b]", line: 3),
            resource("K8s::Configmap[other]", ["name": "b", "namespace": "a"], line: 9),
        ])
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostics.count == 1)
        #expect(diagnostic.id == "duplicate_object")
        #expect(
            diagnostic.message.text
                == "Duplicate declaration: ConfigMap a/b is already declared as K8s::Configmap[a/b] (file: manifests/site.pp, line: 3)"
        )
        #expect(diagnostic.place?.line == 9)
        #expect(diagnostic.notes.first?.place?.line == 3)
    }

    @Test func anotherVersionOfAKindIsTheSameObject() {
        let object: JSON = ["api_version": "v1", "kind": "ConfigMap"]
        #expect(
            diagnose([resource("K8s::Configmap[a/b]"), resource("K8s::Object[a/b]", object)]).map(\.id)
                == ["duplicate_object"])
    }

    @Test func aManifestCannotRepeatAResource() {
        let text: JSON = "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}"
        #expect(
            diagnose([
                resource("K8s::Configmap[a/b]", line: 1), resource("K8s::Manifest[a/m]", ["content": text], line: 2),
            ])
            .map { "\($0.id) \($0.place?.line ?? 0)" } == ["duplicate_object 2"])
    }

    @Test func schemaErrorsNameResourceFieldAndPlace() throws {
        var spec = deploymentSpec(["imagee": "x"])
        spec["replicas"] = "2"
        let diagnostics = diagnose([resource("K8s::Deployment[shop/web]", ["spec": spec], line: 12)])
        #expect(
            diagnostics.map(\.puppetDescription) == [
                "K8s::Deployment[shop/web]: spec.template.spec.containers[0].imagee: unknown field, did you mean \"image\"?"
                    + " (file: manifests/site.pp, line: 12, column: 1)",
                "K8s::Deployment[shop/web]: spec.replicas: expected integer, got string"
                    + " (file: manifests/site.pp, line: 12, column: 1)",
            ])
    }

    @Test(arguments: [
        ("K8s::Configmap[a/My_Config]", ["invalid_name"]), ("K8s::Namespace[a.b]", ["invalid_name"]),
        ("K8s::Configmap[a/my.config-1]", []), ("K8s::Configmap[a/b--c]", []),
        ("K8s::Configmap[a/-b]", ["invalid_name"]), ("K8s::Configmap[a/b-]", ["invalid_name"]),
        ("K8s::Configmap[a/b-.c]", ["invalid_name"]), ("K8s::Configmap[a/b..c]", ["invalid_name"]),
        ("K8s::Clusterrole[system:x]", []),
        ("K8s::Configmap[A/b]", ["invalid_name"]),
    ])
    func names(reference: String, expected: [String]) {
        let parameters: JSON = reference.contains("Clusterrole") ? ["rules": []] : [:]
        #expect(diagnose([resource(reference, parameters)]).map(\.id) == expected)
    }

    @Test(
        arguments: [
            ("K8s::Configmap[a/b]", ["labels": ["app.kubernetes.io/name": "web", "x": ""]], []),
            ("K8s::Configmap[a/b]", ["labels": ["a": "bad label!"]], ["invalid_label metadata.labels.a"]),
            ("K8s::Configmap[a/b]", ["labels": ["bad key": "x"]], ["invalid_key metadata.labels['bad key']"]),
            (
                "K8s::Configmap[a/b]", ["annotations": ["a/b/c": "any text!"]],
                ["invalid_key metadata.annotations.a/b/c"]
            ),
            ("K8s::Configmap[a/b]", ["data": ["bad key": "x", "good.key_1": "x"]], ["invalid_key data['bad key']"]),
            ("K8s::Secret[a/b]", ["stringData": ["..": "x"]], ["invalid_key stringData['..']"]),
            (
                "K8s::Service[a/b]", ["spec": ["ports": [["port": 1], ["port": 2, "name": "x"]]]],
                ["missing_field spec.ports[0].name"]
            ),
            ("K8s::Service[a/b]", ["spec": ["ports": [["port": 1]]]], []),
        ] as [(String, JSON, [String])])
    func rulesBeyondTheSchema(reference: String, parameters: JSON, expected: [String]) {
        let found = diagnose([resource(reference, parameters)]).map { diagnostic in
            let text = diagnostic.message.text.dropFirst("\(reference): ".count)
            return "\(diagnostic.id) \(text.prefix(upTo: text.firstRange(of: ": ")?.lowerBound ?? text.endIndex))"
        }
        #expect(found == expected)
    }

    @Test func secretsStayOutOfMessages() {
        let secret = resource("K8s::Secret[a/b]", ["data": ["password": "hunter2!"]])
        let diagnostics = diagnose([secret])
        #expect(diagnostics.map(\.id) == ["bad_format"])
        #expect(!diagnostics.contains { $0.message.text.contains("hunter2") })
    }

    @Test func absentObjectsNeedOnlyTheirIdentity() {
        #expect(diagnose([resource("K8s::Deployment[a/b]", ["ensure": "absent"])]).isEmpty)
        #expect(
            diagnose([resource("K8s::Deployment[a/b]", ["spec": [:]])]).map(\.id) == ["missing_field", "missing_field"])
    }

    @Test func customResourcesAreCheckedAgainstTheCatalogsDefinitions() {
        let definition = resource(
            "K8s::Customresourcedefinition[backups.example.org]",
            [
                "spec": [
                    "group": "example.org", "scope": "Namespaced", "names": ["kind": "Backup", "plural": "backups"],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true,
                            "schema": [
                                "openAPIV3Schema": [
                                    "type": "object",
                                    "properties": [
                                        "spec": ["type": "object", "properties": ["keep": ["type": "integer"]]]
                                    ],
                                ]
                            ],
                        ]
                    ],
                ]
            ])
        let backup = resource(
            "K8s::Object[a/b]", ["api_version": "example.org/v1", "kind": "Backup", "spec": ["keep": "x", "kepe": 1]])
        #expect(diagnose([backup, definition]).map(\.id) == ["wrong_type", "unknown_field"])
        #expect(diagnose([backup]).map(\.id) == ["unchecked_kind"])
    }

    @Test func removedVersionsNameTheirReplacement() {
        let ingress = resource("K8s::Ingress[a/b]", ["api_version": "networking.k8s.io/v1beta1", "spec": [:]])
        #expect(
            diagnose([ingress]).map(\.message.text) == [
                "K8s::Ingress[a/b]: networking.k8s.io/v1beta1 Ingress was removed in Kubernetes 1.22, use networking.k8s.io/v1"
            ])
    }

    @Test func attributesOfConvergenceAreChecked() {
        #expect(diagnose([resource("K8s::Configmap[a/b]", ["wait": "long"])]).map(\.id) == ["invalid_attribute"])
    }
}

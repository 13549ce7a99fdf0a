import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct ManifestExpansionTests {
    func expand(
        _ content: String, title: String = "logging/fluentd", _ parameters: JSON = [:], sensitive: Bool = false,
        templatePlace: @escaping (String, Int) -> SourcePlace? = { _, _ in nil }
    ) -> CatalogExpansion.Result {
        var parameters = parameters
        parameters["content"] = .string(content)
        let manifest = resource(
            "K8s::Manifest[\(title)]", parameters, sensitive: sensitive ? ["content"] : [], tags: ["profile"], line: 7)
        return CatalogExpansion.expand(
            catalog([manifest, resource("Notify[end]")]),
            options: ExpansionOptions(refreshKey: [1], place: sitePlace, templatePlace: templatePlace))
    }

    static let twoDocuments = """
        # A comment.
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: config
          labels: {app: fluentd}
          uid: ignored
          finalizers: [a/b]
        data:
          port: "24224"
        ---
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: "system:fluentd"}
        rules: []
        """

    @Test func documentsBecomeResourcesBehindTheManifest() throws {
        let result = expand(Self.twoDocuments, ["wait": "applied"])
        let (catalog, diagnostics) = (result.catalog, result.diagnostics)
        #expect(diagnostics == [])
        #expect(
            catalog.resources.map(\.reference.description) == [
                "K8s::Manifest[logging/fluentd]", "K8s::Configmap[logging/config]", "K8s::Clusterrole[system:fluentd]",
                "Notify[end]",
            ])
        let configMap = catalog.resources[1]
        #expect(configMap.file == "manifests/site.pp")
        #expect(configMap.line == 7)
        #expect(configMap.tags == ["configmap", "k8s", "k8s::configmap", "profile"])
        #expect(configMap.parameters["labels"] == .hash(["app": "fluentd"]))
        #expect(configMap.parameters["metadata"] == .hash(["finalizers": .array(["a/b"])]))
        #expect(configMap.parameters["data"] == .hash(["port": "24224"]))
        #expect(configMap.parameters["wait"] == "applied")
        #expect(
            catalog.edges.map { "\($0.source) \($0.target)" } == [
                "K8s::Manifest[logging/fluentd] K8s::Configmap[logging/config]",
                "K8s::Manifest[logging/fluentd] K8s::Clusterrole[system:fluentd]",
            ])
    }

    @Test func aListIsItsItems() {
        let result = expand(
            """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: other}}
            """)
        let (catalog, diagnostics) = (result.catalog, result.diagnostics)
        #expect(diagnostics == [])
        #expect(
            catalog.resources[1...2].map(\.reference.description) == [
                "K8s::Configmap[logging/a]", "K8s::Configmap[other/b]",
            ])
    }

    @Test func unknownKindsBecomeObjects() {
        let result = expand(
            """
            {apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: tls, namespace: a}, spec: {x: 1}}
            ---
            {apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {name: tls, namespace: a}}
            ---
            {apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: d}}}
            """)
        let (catalog, diagnostics) = (result.catalog, result.diagnostics)
        #expect(diagnostics.map(\.id) == ["unchecked_kind", "unchecked_kind"])
        #expect(diagnostics.allSatisfy { $0.severity == .warning })
        #expect(
            catalog.resources[1...3].map(\.reference.description) == [
                "K8s::Object[a/tls]", "K8s::Object[Issuer a/tls]", "K8s::Horizontalpodautoscaler[logging/h]",
            ])
        #expect(catalog.resources[1].parameters["kind"] == "Certificate")
        #expect(catalog.resources[3].parameters["api_version"] == "autoscaling/v1")
    }

    @Test func everyResourceBuildsTheObjectThatWasWritten() throws {
        let catalog = expand(Self.twoDocuments).catalog
        let object = try #require(try ObjectBuilder.object(from: catalog.resources[1]))
        #expect(
            object.json == [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": "config", "namespace": "logging", "labels": ["app": "fluentd"], "finalizers": ["a/b"],
                ], "data": ["port": "24224"],
            ])
    }

    struct Broken: Sendable {
        let content: String
        let message: String
        let renderedLine: Int
    }

    static let broken = [
        Broken(content: "a: 1\nb: [1\nc: 2\n", message: "K8s::Manifest[logging/fluentd]: content: ", renderedLine: 3),
        Broken(content: "\n- a\n- b\n", message: "a document is not a Kubernetes object but a list", renderedLine: 2),
        Broken(content: "kind: X\n", message: "an object has no apiVersion", renderedLine: 1),
        Broken(content: "apiVersion: v1\n", message: "an object has no kind", renderedLine: 1),
        Broken(
            content: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {}\n",
            message: "a ConfigMap has no metadata.name", renderedLine: 3),
        Broken(
            content: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  port: 80\n",
            message: "data.port: expected string, got integer; quote it", renderedLine: 6),
        Broken(
            content: "apiVersion: apps/v1\nkind: Deploymnet\nmetadata:\n  name: a\n",
            message: "apps/v1 has no kind Deploymnet, did you mean Deployment?", renderedLine: 2),
    ]

    @Test(arguments: broken)
    func errorsNameTheTemplateAndTheRenderedLine(case sample: Broken) throws {
        let template = SourceFile(path: "fluentd/daemonset.yaml.epp", text: String(repeating: "template\n", count: 200))
        let result = expand(
            sample.content,
            templatePlace: { _, line in
                let offset = template.offset(line: line + 100, byteColumn: 1)
                return SourcePlace(file: template, range: SourceRange(offset, offset))
            })
        let diagnostics = result.diagnostics
        let diagnostic = try #require(diagnostics.first { $0.severity == .error })
        #expect(diagnostic.message.text.contains(sample.message))
        #expect(diagnostic.place?.file.path == "fluentd/daemonset.yaml.epp")
        #expect(diagnostic.place?.line == sample.renderedLine + 100)
        let line = try #require(siteLine(sample.content, sample.renderedLine))
        #expect(
            diagnostic.notes.contains {
                $0.message.text == "line \(sample.renderedLine) of the rendered text: \(line)"
            },
            "\(diagnostic.notes)")
    }

    private func siteLine(_ text: String, _ number: Int) -> String? { SourceFile(path: "", text: text).line(number) }

    @Test func withoutATemplateTheManifestIsNamed() throws {
        let diagnostics = expand("kind: X\n").diagnostics
        #expect(diagnostics.first?.place?.file.path == "manifests/site.pp")
        #expect(diagnostics.first?.place?.line == 7)
    }

    @Test func aSecretTextStaysSensitive() throws {
        let content = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a, labels: {x: hunter2}}
            data: {password: hunter2, port: 80}
            """
        let result = expand(content, ["wait": "none"], sensitive: true)
        let (catalog, diagnostics) = (result.catalog, result.diagnostics)
        #expect(catalog.resources[1].sensitiveParameters == ["labels", "data"])
        #expect(diagnostics.map(\.id) == ["wrong_type"])
        for diagnostic in diagnostics {
            #expect(!diagnostic.message.text.contains("hunter2"))
            #expect(!diagnostic.notes.contains { $0.message.text.contains("hunter2") || $0.place != nil })
        }
    }

    @Test func contentMustBeText() {
        let bad = resource("K8s::Manifest[a/b]", ["content": 1])
        let missing = resource("K8s::Manifest[a/c]")
        let diagnostics = CatalogExpansion.expand(
            catalog([bad, missing]), options: ExpansionOptions(refreshKey: [1])
        ).diagnostics
        #expect(diagnostics.map(\.id) == ["invalid_manifest", "invalid_manifest"])
    }
}

import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

struct ObjectBuilderTests {
    struct Case: Sendable {
        let reference: String
        let parameters: JSON
        let expected: JSON
    }

    @Test(arguments: [
        Case(
            reference: "K8s::Configmap[shop/settings]", parameters: ["data": ["a": "1"], "labels": ["x": "y"]],
            expected: [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "settings", "namespace": "shop", "labels": ["x": "y"]], "data": ["a": "1"],
            ]),
        Case(
            reference: "K8s::Configmap[settings]", parameters: ["namespace": "shop"],
            expected: ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings", "namespace": "shop"]]),
        Case(
            reference: "K8s::Configmap[the settings]", parameters: ["name": "shop/settings"],
            expected: ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings", "namespace": "shop"]]),
        Case(
            reference: "K8s::Namespace[shop]",
            parameters: [
                "ensure": "present", "wait": "none", "require": "Class[base]", "tag": "x",
                "metadata": ["labels": ["a": "1", "b": "1"], "finalizers": ["x/y"]], "labels": ["b": "2"],
            ],
            expected: [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": ["name": "shop", "labels": ["a": "1", "b": "2"], "finalizers": ["x/y"]],
            ]),
        Case(
            reference: "K8s::Object[jenkins/tls]",
            parameters: ["api_version": "cert-manager.io/v1", "kind": "Certificate", "spec": ["secretName": "tls"]],
            expected: [
                "apiVersion": "cert-manager.io/v1", "kind": "Certificate",
                "metadata": ["name": "tls", "namespace": "jenkins"], "spec": ["secretName": "tls"],
            ]),
        Case(
            reference: "K8s::Horizontalpodautoscaler[a/b]",
            parameters: [
                "api_version": "autoscaling/v1",
                "spec": ["maxReplicas": 9_007_199_254_740_993, "x": 0.5, "gone": .null],
            ],
            expected: [
                "apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler",
                "metadata": ["name": "b", "namespace": "a"], "spec": ["maxReplicas": 9_007_199_254_740_993, "x": 0.5],
            ]),
    ])
    func objects(case sample: Case) throws {
        let object = try #require(try ObjectBuilder.object(from: resource(sample.reference, sample.parameters)))
        #expect(object.json == sample.expected)
    }

    @Test(
        arguments: [
            ("K8s::Configmap[settings]", [:], "lives in a namespace"),
            ("K8s::Namespace[a/b]", [:], "does not live in a namespace"),
            ("K8s::Configmap[a/b/c]", [:], "the title must be"),
            ("K8s::Configmap[a/b]", ["namespace": "c"], "the title says namespace 'a' and the attribute says 'c'"),
            ("K8s::Configmap[a/b]", ["labels": "x"], "labels must be a Hash"),
            ("K8s::Object[a/b]", ["kind": "X"], "needs the attributes api_version and kind"),
        ] as [(String, JSON, String)])
    func refusals(reference: String, parameters: JSON, message: String) {
        #expect {
            try ObjectBuilder.object(from: resource(reference, parameters))
        } throws: { error in
            (error as? Diagnostic)?.message.text.contains(message) == true
        }
    }

    @Test func otherTypesGiveNothing() throws {
        #expect(try ObjectBuilder.object(from: resource("File[/etc/motd]")) == nil)
        #expect(try ObjectBuilder.object(from: resource("K8s::Manifest[a/b]")) == nil)
    }

    @Test func sensitiveValuesAreUnwrappedAndRemembered() throws {
        var secret = resource("K8s::Secret[a/b]", ["type": "Opaque"])
        secret.parameters["stringData"] = .hash(["password": .sensitive(.string("s3cret"))])
        let built = try #require(try ObjectBuilder.build(secret))
        #expect(built.object.json["stringData"] == ["password": "s3cret"])
        #expect(built.isSensitive(FieldPath("stringData", "password")))

        var deployment = resource("K8s::Deployment[a/b]")
        deployment.parameters["spec"] = .hash(["list": .array([.string("x"), .hash(["v": .sensitive(.string("y"))])])])
        #expect(try ObjectBuilder.build(deployment)?.sensitivePaths.map(\.description) == ["spec.list[1].v"])

        let whole = resource("K8s::Configmap[a/b]", ["data": ["a": "b"]], sensitive: ["data"])
        #expect(try ObjectBuilder.build(whole)?.sensitivePaths.map(\.description) == ["data"])
    }

    @Test func valuesWithoutAJSONFormAreRefused() {
        var configMap = resource("K8s::Configmap[a/b]")
        configMap.parameters["data"] = .hash(["a": .deferred(DeferredCall(name: "f", arguments: []))])
        #expect(throws: Diagnostic.self) { try ObjectBuilder.object(from: configMap) }
        var deep = Value.string("x")
        for _ in 0..<1000 { deep = .array([deep]) }
        configMap.parameters["data"] = deep
        #expect(throws: Diagnostic.self) { try ObjectBuilder.object(from: configMap) }
    }
}

struct ConvergenceAttributesTests {
    @Test func valuesAreRead() throws {
        let attributes = try ConvergenceAttributes(
            resource(
                "K8s::Deployment[a/b]",
                [
                    "ensure": "absent", "wait": "applied", "timeout": "5m", "restart": "manual", "replace": true,
                    "purge": false, "ignore": ["spec.replicas", "/spec/paused"], "noop": true,
                ]))
        #expect(attributes.ensure == .absent)
        #expect(attributes.wait == .applied)
        #expect(attributes.timeout == 300)
        #expect(attributes.restart == .manual)
        #expect(attributes.replace == true)
        #expect(attributes.purge == false)
        #expect(attributes.ignore.map(\.description) == ["spec.replicas", "spec.paused"])
        #expect(attributes.noop == true)
    }

    @Test(
        arguments: [
            ("ensure", "there"), ("wait", "forever"), ("timeout", "-1"), ("timeout", "5 minutes"), ("replace", "maybe"),
            ("ignore", "a["), ("restart", true), ("timeout", -5), ("ignore", [1]),
        ] as [(String, JSON)])
    func nonsenseIsRefused(name: String, json: JSON) {
        #expect(throws: Diagnostic.self) {
            try ConvergenceAttributes(resource("K8s::Deployment[a/b]", .object([name: json])))
        }
    }
}

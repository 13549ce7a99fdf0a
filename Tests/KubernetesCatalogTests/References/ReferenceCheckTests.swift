import JSON
import Kubernetes
import KubernetesCatalog
import Testing

struct ReferenceCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let objects: [KubernetesObject]
        /// `index check path`.
        let expected: [String]
        var testDescription: String { name }
    }

    static func object(_ apiVersion: String, _ kind: String, _ name: String, _ fields: JSON = [:]) -> KubernetesObject {
        var json = fields
        json["apiVersion"] = .string(apiVersion)
        json["kind"] = .string(kind)
        json["metadata"] = ["name": .string(name), "namespace": "a"]
        return KubernetesObject(json)
    }

    static func deployment(_ container: JSON = [:], _ pod: JSON = [:], labels: JSON = ["app": "web"])
        -> KubernetesObject
    {
        var pod = pod
        pod["containers"] = [container]
        return object(
            "apps/v1", "Deployment", "web",
            [
                "spec": [
                    "selector": ["matchLabels": ["app": "web"]],
                    "template": ["metadata": ["labels": labels], "spec": pod],
                ]
            ])
    }

    static func service(_ selector: JSON, type: JSON = "ClusterIP") -> KubernetesObject {
        object(
            "v1", "Service", "web",
            ["spec": ["type": type, "selector": selector, "ports": [["name": "http", "port": 80]]]])
    }

    static func ingress(_ service: String, _ port: JSON) -> KubernetesObject {
        object(
            "networking.k8s.io/v1", "Ingress", "web",
            [
                "spec": [
                    "rules": [
                        ["http": ["paths": [["backend": ["service": ["name": .string(service), "port": port]]]]]]
                    ]
                ]
            ])
    }

    static let certificate = object("cert-manager.io/v1", "Certificate", "tls", ["spec": ["secretName": "made"]])
    static let backend = "spec.rules[0].http.paths[0].backend.service"

    static let cases = [
        Case(name: "a Service that matches", objects: [service(["app": "web"]), deployment()], expected: []),
        Case(
            name: "a Service that matches nothing", objects: [service(["app": "wbe"]), deployment()],
            expected: ["0 dangling-service spec.selector"]),
        Case(name: "a Service without a selector", objects: [service([:])], expected: []),
        Case(name: "an external name", objects: [service(["app": "x"], type: "ExternalName")], expected: []),
        Case(name: "pods of a controller", objects: [service(["app": "x"]), certificate], expected: []),
        Case(name: "an Ingress by number", objects: [ingress("web", ["number": 80]), service([:])], expected: []),
        Case(name: "an Ingress by name", objects: [ingress("web", ["name": "http"]), service([:])], expected: []),
        Case(
            name: "an Ingress to nothing", objects: [ingress("wbe", ["number": 80]), service([:])],
            expected: ["0 dangling-ingress \(backend)"]),
        Case(
            name: "an Ingress to another port", objects: [ingress("web", ["number": 81]), service([:])],
            expected: ["0 dangling-ingress \(backend)"]),
        Case(
            name: "ConfigMap and Secret",
            objects: [
                deployment([
                    "envFrom": [
                        ["configMapRef": ["name": "c"]], ["secretRef": ["name": "s"]],
                        ["secretRef": ["name": "o", "optional": true]],
                    ]
                ]), object("v1", "Secret", "s"),
            ],
            expected: ["0 env-value-from spec.template.spec"]),
        Case(
            name: "a Secret that a controller makes",
            objects: [deployment([:], ["volumes": [["secret": ["secretName": "made"]]]]), certificate], expected: []),
        Case(
            name: "a ServiceAccount", objects: [deployment([:], ["serviceAccountName": "robot"])],
            expected: ["0 non-existent-service-account spec.template.spec.serviceAccountName"]),
        Case(name: "the default account", objects: [deployment([:], ["serviceAccountName": "default"])], expected: []),
        Case(
            name: "a claim",
            objects: [deployment([:], ["volumes": [["persistentVolumeClaim": ["claimName": "disk"]]]])],
            expected: ["0 dangling-persistentvolumeclaim spec.template.spec.volumes"]),
        Case(
            name: "own selector", objects: [deployment(labels: ["app": "other"])],
            expected: ["0 mismatching-selector spec.selector"]),
        Case(
            name: "autoscalers",
            objects: [
                object(
                    "autoscaling/v2", "HorizontalPodAutoscaler", "h",
                    ["spec": ["scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"]]]),
                object(
                    "autoscaling/v2", "HorizontalPodAutoscaler", "g",
                    ["spec": ["scaleTargetRef": ["apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web"]]]),
                deployment(),
            ], expected: ["1 dangling-horizontalpodautoscaler spec.scaleTargetRef"]),
        Case(
            name: "network policies",
            objects: [
                object(
                    "networking.k8s.io/v1", "NetworkPolicy", "n",
                    [
                        "spec": [
                            "podSelector": ["matchExpressions": [["key": "app", "operator": "In", "values": ["web"]]]]
                        ]
                    ]),
                object(
                    "networking.k8s.io/v1", "NetworkPolicy", "m",
                    [
                        "spec": [
                            "podSelector": [
                                "matchExpressions": [["key": "app", "operator": "NotIn", "values": ["web"]]]
                            ]
                        ]
                    ]),
                object("networking.k8s.io/v1", "NetworkPolicy", "all", ["spec": ["podSelector": [:]]]), deployment(),
            ], expected: ["1 dangling-networkpolicy spec.podSelector"]),
        Case(
            name: "role bindings",
            objects: [
                object("rbac.authorization.k8s.io/v1", "RoleBinding", "b", ["roleRef": ["kind": "Role", "name": "r"]]),
                object(
                    "rbac.authorization.k8s.io/v1", "RoleBinding", "c",
                    ["roleRef": ["kind": "ClusterRole", "name": "view"]]),
            ], expected: ["0 dangling-role roleRef"]),
    ]

    @Test(arguments: cases)
    func findings(case sample: Case) {
        let findings = ReferenceCheck.check(sample.objects)
        #expect(findings.map { "\($0.index) \($0.check.rawValue) \($0.path)" } == sample.expected)
    }
}

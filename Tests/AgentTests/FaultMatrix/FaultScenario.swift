import JSON
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog

/// What every case applies: a first catalog, and a second one in which things change in every way that matters.
enum FaultScenario {
    static let secrets = ["s3cret-of-the-first", "s3cret-of-the-second"]
    static let encodedSecrets = ["czNjcmV0LW9mLXRoZS1maXJzdA==", "czNjcmV0LW9mLXRoZS1zZWNvbmQ="]
    static let parentName = "bunraku-cluster.example.org"

    static let first = catalog(resources(isFirst: true), version: "1")
    /// A changed ConfigMap with a refresh, a removed object, a removed kind, a new kind, a renamed object, an immutable
    /// change with `replace => true`, a changed secret.
    static let second = catalog(resources(isFirst: false), version: "2")

    private static func resources(isFirst: Bool) -> [Resource] {
        let common = [
            namespace("shop"), definition,
            resource(
                "K8s::Object", "shop/one",
                ["api_version": "example.org/v1", "kind": "Widget", "spec": ["size": isFirst ? 1 : 2]]),
            configMap("shop/settings", ["color": isFirst ? "red" : "blue"], ["notify": "K8s::Deployment[shop/web]"]),
            resource(
                "K8s::Secret", "shop/key", ["stringData": ["token": .string(secrets[isFirst ? 0 : 1])]],
                sensitive: ["stringData"]),
            web(digest: isFirst ? "digest-1" : "digest-2"),
            configMap("shop/fixed", ["version": isFirst ? "1" : "2"], ["immutable": true, "replace": true]),
            configMap(isFirst ? "shop/name-a" : "shop/name-b", ["a": "b"]),
            resource(
                "K8s::Job", "shop/migrate",
                [
                    "spec": [
                        "template": [
                            "spec": ["restartPolicy": "Never", "containers": [["name": "job", "image": "job:1"]]]
                        ]
                    ]
                ]),
        ]
        let own =
            isFirst
            ? [
                configMap("shop/old", ["a": "b"]),
                resource(
                    "K8s::Role", "shop/only", ["rules": [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]]),
            ] : [resource("K8s::Serviceaccount", "shop/robot")]
        return common + own
    }

    private static func web(digest: String) -> Resource {
        deployment(
            "shop/web",
            [
                "spec": [
                    "replicas": 1, "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": [
                            "labels": ["app": "web"], "annotations": ["bunraku.dev/refresh-digest": .string(digest)],
                        ],
                        "spec": [
                            "containers": [
                                [
                                    "name": "app", "image": "app:1",
                                    "envFrom": [
                                        ["configMapRef": ["name": "settings"]], ["secretRef": ["name": "key"]],
                                    ],
                                ]
                            ]
                        ],
                    ],
                ]
            ])
    }

    private static let definition = resource(
        "K8s::Customresourcedefinition", "widgets.example.org",
        [
            "spec": [
                "group": "example.org", "scope": "Namespaced",
                "names": ["kind": "Widget", "plural": "widgets", "singular": "widget", "listKind": "WidgetList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": ["type": "object", "properties": ["size": ["type": "integer"]]]
                                ],
                            ]
                        ],
                    ]
                ],
            ]
        ])

    /// The kinds of the second catalog, as the ApplySet's parent names them.
    static let secondKinds =
        "ConfigMap,CustomResourceDefinition.apiextensions.k8s.io,Deployment.apps,Job.batch,Namespace,Secret,ServiceAccount,Widget.example.org"

    /// In what the cluster is not as the second catalog says.
    static func differences(_ sandbox: SandboxHandle) -> [String] {
        func object(_ kind: String, _ name: String, _ group: String = "", _ namespace: String? = "shop") -> JSON? {
            sandbox.objects(group: group, kind: kind, namespace: namespace).first {
                $0[path: "metadata", "name"]?.string == name
            }
        }
        let web = object("Deployment", "web", "apps")
        let annotations = web?[path: "spec", "template", "metadata", "annotations"]
        let parent = object("ConfigMap", parentName, "", "bunraku-system")
        let checks: [(String, Bool)] = [
            ("settings", object("ConfigMap", "settings")?["data"] == ["color": "blue"]),
            ("key", object("Secret", "key")?["data"] == ["token": .string(encodedSecrets[1])]),
            ("fixed", object("ConfigMap", "fixed")?["data"] == ["version": "2"]),
            ("name-b", object("ConfigMap", "name-b") != nil), ("name-a", object("ConfigMap", "name-a") == nil),
            ("old", object("ConfigMap", "old") == nil),
            ("only", object("Role", "only", "rbac.authorization.k8s.io") == nil),
            ("robot", object("ServiceAccount", "robot") != nil),
            ("one", object("Widget", "one", "example.org")?[path: "spec", "size"] == 2),
            ("migrate", object("Job", "migrate", "batch")?[path: "status", "succeeded"] == 1),
            ("web", annotations?["bunraku.dev/refresh-digest"] == "digest-2"),
            ("web's health", web?[path: "status", "availableReplicas"] == 1),
            (
                "inventory",
                parent?[path: "metadata", "annotations", "applyset.kubernetes.io/contains-group-kinds"]
                    == .string(secondKinds)
            ),
        ]
        return checks.filter { !$0.1 }.map(\.0)
    }
}

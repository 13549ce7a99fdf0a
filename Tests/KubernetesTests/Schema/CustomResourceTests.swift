import JSON
import Testing

@testable import Kubernetes

struct CustomResourceTests {
    static let definition: JSON = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "backups.example.org"],
        "spec": [
            "group": "example.org", "scope": "Namespaced",
            "names": ["kind": "Backup", "plural": "backups", "singular": "backup", "shortNames": ["bk"]],
            "versions": [
                ["name": "v1alpha1", "served": false, "storage": false],
                [
                    "name": "v1beta1", "served": true, "storage": false,
                    "schema": ["openAPIV3Schema": ["type": "object"]],
                ],
                [
                    "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object", "required": ["spec"],
                            "properties": [
                                "spec": [
                                    "type": "object", "required": ["schedule", "keep"],
                                    "properties": [
                                        "schedule": ["type": "string", "pattern": "^[0-9*/ ]+$", "minLength": 5],
                                        "keep": ["type": "integer", "minimum": 1, "maximum": 10, "default": 3],
                                        "mode": ["type": "string", "enum": ["full", "incremental"]],
                                        "port": ["x-kubernetes-int-or-string": true],
                                        "extra": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                                        "note": ["type": "string", "nullable": true],
                                        "target": [
                                            "type": "object",
                                            "properties": ["bucket": ["type": "string"], "claim": ["type": "string"]],
                                            "oneOf": [["required": ["bucket"]], ["required": ["claim"]]],
                                        ],
                                    ],
                                ]
                            ],
                        ]
                    ],
                ],
            ],
        ],
    ]

    let schema = KubernetesSchema.embedded.adding(crds: [Self.definition])

    @Test func servedVersionsAreKnown() throws {
        let kind = try #require(schema.resource(kindLowercased: "backup"))
        #expect(kind.gvk == GroupVersionKind(group: "example.org", version: "v1", kind: "Backup"))
        #expect(kind.plural == "backups")
        #expect(kind.shortNames == ["bk"])
        #expect(kind.namespaced)
        #expect(kind.subresource("status") != nil)
        #expect(schema.resource(GroupVersionKind(group: "example.org", version: "v1beta1", kind: "Backup")) != nil)
        #expect(schema.resource(GroupVersionKind(group: "example.org", version: "v1alpha1", kind: "Backup")) == nil)
        #expect(KubernetesSchema.embedded.resource(kindLowercased: "backup") == nil)
    }

    @Test(arguments: [
        (#"{"schedule":"0 3 * * *"}"#, []),
        (#"{"schedule":"0 3 * * *","keep":3,"mode":"full","port":"http","extra":{"a":[1]},"note":null}"#, []),
        (#"{}"#, ["spec.schedule missing_field"]),
        (#"{"schedule":"daily at three"}"#, ["spec.schedule constraint"]),
        (#"{"schedule":"* *"}"#, ["spec.schedule constraint"]),
        (#"{"schedule":"0 3 * * *","keep":0}"#, ["spec.keep constraint"]),
        (#"{"schedule":"0 3 * * *","keep":11}"#, ["spec.keep constraint"]),
        (#"{"schedule":"0 3 * * *","keep":"3"}"#, ["spec.keep wrong_type"]),
        (#"{"schedule":"0 3 * * *","mode":"none"}"#, ["spec.mode unsupported_value"]),
        (#"{"schedule":"0 3 * * *","port":true}"#, ["spec.port wrong_type"]),
        (#"{"schedule":"0 3 * * *","schedul":1}"#, ["spec.schedul unknown_field"]),
        (#"{"schedule":"0 3 * * *","target":{"bucket":"b"}}"#, []),
        (#"{"schedule":"0 3 * * *","target":{"bucket":"b","claim":"c"}}"#, ["spec.target constraint"]),
        (#"{"schedule":"0 3 * * *","target":{}}"#, ["spec.target constraint"]),
    ])
    func violations(spec: String, expected: [String]) throws {
        let gvk = GroupVersionKind(group: "example.org", version: "v1", kind: "Backup")
        let node = try #require(schema.definition(for: gvk))
        let object: JSON = [
            "apiVersion": "example.org/v1", "kind": "Backup", "metadata": ["name": "b", "labels": ["a": "b"]],
            "spec": try JSONParser.parse(spec),
        ]
        #expect(SchemaValidator.validate(object, against: node).map { "\($0.path) \($0.kind.rawValue)" } == expected)
    }

    @Test func metadataOfACustomResourceIsChecked() throws {
        let gvk = GroupVersionKind(group: "example.org", version: "v1", kind: "Backup")
        let node = try #require(schema.definition(for: gvk))
        let object: JSON = ["metadata": ["label": [:]], "spec": ["schedule": "0 3 * * *"]]
        #expect(SchemaValidator.validate(object, against: node).map { "\($0.path)" } == ["metadata.label"])
    }

    @Test func brokenDefinitionsAddNothing() {
        let broken: [JSON] = [
            .null, [:], ["spec": ["group": "x"]], ["spec": ["group": "x", "names": ["kind": "K"]]], "x",
        ]
        #expect(
            KubernetesSchema.embedded.adding(crds: broken).resources.count == KubernetesSchema.embedded.resources.count)
    }

    @Test func versionsAreOrderedAsKubernetesDoes() {
        let sorted = ["v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"]
        #expect(sorted.reversed().sorted { VersionPriority($0) > VersionPriority($1) } == sorted)
    }
}

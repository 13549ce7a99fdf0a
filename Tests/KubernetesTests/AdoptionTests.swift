import JSON
import Kubernetes
import OrderedCollections
import Testing

/// Who owns what after an adoption, with the ownership that a real 1.36 server notes for kubectl 1.37 and helm 4.
struct AdoptionTests {
    private static func live(_ managers: [JSON], annotation: String? = nil, kind: String = "ConfigMap")
        -> KubernetesObject
    {
        var metadata: JSON = [
            "name": "settings", "namespace": "shop", "uid": "u", "resourceVersion": "7",
            "labels": ["team": "a", "helm.sh/chart": "c"], "managedFields": .array(managers),
        ]
        if let annotation { metadata["annotations"] = [Adoption.lastApplied: .string(annotation)] }
        return KubernetesObject([
            "apiVersion": "v1", "kind": .string(kind), "metadata": metadata,
            "data": ["color": "red", "old": "x", "webhook": "y"],
        ])
    }

    private static func entry(_ manager: String, _ operation: String, _ fields: JSON, subresource: String? = nil)
        -> JSON
    {
        var entry: JSON = [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": "v1",
            "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
        if let subresource { entry["subresource"] = .string(subresource) }
        return entry
    }

    private static let desired = KubernetesObject([
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "settings", "namespace": "shop"],
        "data": ["color": "red"],
    ])

    private func owners(_ adoption: Adoption?) -> [String: JSON] {
        let entries = adoption?.adopted.json[path: "metadata", "managedFields"]?.array ?? []
        return Dictionary(
            entries.map { ("\($0["manager"]?.string ?? "") \($0["operation"]?.string ?? "")", $0["fieldsV1"] ?? [:]) },
            uniquingKeysWith: { first, _ in first })
    }

    private func adopt(_ live: KubernetesObject) -> Adoption? {
        Adoption(
            of: live, by: "bunraku", desired: Self.desired,
            schema: KubernetesSchema.embedded.definition(for: live.gvk))
    }

    private static let record =
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","labels":{"team":"a"}},"data":{"color":"red","old":"x"}}"#

    private static let all: JSON = [
        "f:data": [".": [:], "f:color": [:], "f:old": [:], "f:webhook": [:]],
        "f:metadata": [
            "f:annotations": [".": [:], "f:kubectl.kubernetes.io/last-applied-configuration": [:]],
            "f:labels": [".": [:], "f:team": [:]],
        ],
    ]

    @Test(arguments: ["kubectl-client-side-apply", "kubectl", "before-first-apply"])
    func whatTheRecordOfKubectlNamesIsOurs(manager: String) throws {
        let adoption = try #require(
            adopt(Self.live([Self.entry(manager, "Update", Self.all)], annotation: Self.record)))
        #expect(adoption.formerManagers == [manager])
        #expect(
            owners(adoption) == [
                "bunraku Apply": [
                    "f:data": ["f:color": [:], "f:old": [:]], "f:metadata": ["f:labels": ["f:team": [:]]],
                ]
            ], "not what a webhook added")
        #expect(adoption.adopted.annotations.isEmpty)
        let patch = JSONWriter.text(adoption.patch)
        #expect(patch.contains(#""path":"/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration""#))
        #expect(patch.contains(#"{"op":"replace","path":"/metadata/resourceVersion","value":"7"}"#))
    }

    @Test(arguments: [("kubectl-create", "Update"), ("helm", "Update"), ("helm", "Apply"), ("kubectl-edit", "Update")])
    func ofOthersOnlyWhatWeSayIsOurs(manager: String, operation: String) throws {
        let adoption = try #require(adopt(Self.live([Self.entry(manager, operation, Self.all)])))
        let owners = owners(adoption)
        #expect(owners["bunraku Apply"] == ["f:data": ["f:color": [:]]])
        let left = try #require(owners["\(manager) \(operation)"])
        #expect(left["f:data"] == [".": [:], "f:old": [:], "f:webhook": [:]])
        #expect(left["f:metadata"] == Self.all["f:metadata"])
    }

    @Test func anOlderKubectlApplyOnTheServerIsOursAsAWhole() throws {
        let fields: JSON = ["f:data": ["f:color": [:], "f:old": [:]]]
        let adoption = try #require(adopt(Self.live([Self.entry("kubectl", "Apply", fields)])))
        #expect(owners(adoption) == ["bunraku Apply": fields])
    }

    @Test func nothingIsTakenFromControllersOrTwice() {
        let fields: JSON = ["f:data": ["f:color": [:]]]
        for (manager, operation, subresource) in [
            ("kube-controller-manager", "Update", nil), ("kustomize-controller", "Apply", nil),
            ("kubectl-scale", "Update", "scale"),
        ] as [(String, String, String?)] {
            #expect(adopt(Self.live([Self.entry(manager, operation, fields, subresource: subresource)])) == nil)
        }
        let ours = Self.entry("bunraku", "Apply", fields)
        let theirs = Self.entry("kubectl-client-side-apply", "Update", Self.all)
        #expect(adopt(Self.live([ours, theirs], annotation: Self.record)) == nil)
    }

    @Test func aSecretsTextsAreItsData() throws {
        let record =
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"settings"},"stringData":{"color":"r","old":"x"}}"#
        for field in ["f:data", "f:stringData"] {
            let fields: JSON = [field: [".": [:], "f:color": [:], "f:old": [:]]]
            let live = Self.live(
                [Self.entry("kubectl-client-side-apply", "Update", fields)], annotation: record, kind: "Secret")
            #expect(owners(adopt(live))["bunraku Apply"] == ["f:data": ["f:color": [:], "f:old": [:]]])
        }
    }

    /// What of an element of a list others own must not keep it alive when the manifest drops it.
    @Test func elementsOfListsAreTakenAsWholes() throws {
        let schema = KubernetesSchema.embedded.definition(for: GroupVersionKind(group: "", version: "v1", kind: "Pod"))
        let desired = KubernetesObject([
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
            "spec": ["containers": [["name": "app", "image": "x"]]],
        ])
        var live = desired
        live.json["metadata"]?["managedFields"] = [
            Self.entry(
                "kubectl-create", "Update",
                [
                    "f:spec": [
                        "f:containers": [
                            #"k:{"name":"app"}"#: [
                                ".": [:], "f:image": [:], "f:name": [:], "f:terminationMessagePath": [:],
                            ]
                        ], "f:dnsPolicy": [:],
                    ]
                ])
        ]
        let adoption = Adoption(of: live, by: "bunraku", desired: desired, schema: schema)
        #expect(owners(adoption)["kubectl-create Update"] == ["f:spec": ["f:dnsPolicy": [:]]])
    }
}

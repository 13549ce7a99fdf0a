import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// Fields that cannot be changed in place.
struct ReplaceTests {
    /// Refusals as a real API server 1.36 worded them, and whether they are about immutable fields.
    @Test(arguments: [
        (
            "FieldValueInvalid", "spec.selector", #"Invalid value: {"matchLabels":{"app":"y"}}: field is immutable"#,
            true
        ),
        (
            "FieldValueForbidden", "spec",
            "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
            true
        ),
        ("FieldValueInvalid", "spec.completions", "Invalid value: 2: field is immutable", true),
        ("FieldValueInvalid", "spec.clusterIPs[0]", #"Invalid value: ["None"]: may not change once set"#, true),
        (
            "FieldValueForbidden", "spec",
            "Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ -1,6 +1,6 @@\n {",
            true
        ),
        ("FieldValueForbidden", "data", "Forbidden: field is immutable when `immutable` is set", true),
        ("FieldValueInvalid", "type", #"Invalid value: "kubernetes.io/basic-auth": field is immutable"#, true),
        ("FieldValueForbidden", "parameters", "Forbidden: updates to parameters are forbidden.", true),
        (
            "FieldValueInvalid", "roleRef",
            #"Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef"#,
            true
        ),
        ("FieldValueForbidden", "value", "Forbidden: may not be changed in an update.", true),
        (
            "FieldValueForbidden", "spec", "Forbidden: pod updates may not change fields other than `spec.containers`",
            true
        ),
        (
            "FieldValueForbidden", "spec.persistentvolumesource",
            "Forbidden: spec.persistentvolumesource is immutable after creation\n@@ -2,7 +2,7 @@", true
        ),
        ("FieldValueInvalid", "spec.size", "Invalid value: 2: size is immutable", true),
        ("FieldValueInvalid", "spec.name", #"Invalid value: "b": failed rule: self == oldSelf"#, true),
        // Whatever is wrong with a new object, too.
        (
            "FieldValueInvalid", "spec.ports[0].port",
            "Invalid value: 99999999: must be between 1 and 65535, inclusive",
            false
        ),
        (
            "FieldValueInvalid", "spec.template.metadata.labels",
            #"Invalid value: {"app":"y"}: `selector` does not match template `labels`"#, false
        ),
        ("FieldValueForbidden", "spec.template.spec.hostNetwork", "Forbidden: may not be used here", false),
        ("FieldValueRequired", "spec.selector", "Required value: field is immutable", false),
        ("FieldValueInvalid", "", "Invalid value: field is immutable", false),
    ])
    func refusals(reason: String, field: String, message: String, isImmutability: Bool) {
        let error = Self.refusal("X is invalid: \(field): \(message)", reason: reason, message, field)
        #expect(ImmutableFields(error)?.paths == (isImmutability ? [field] : nil))
    }

    @Test func aWebhooksWordsAreNoImmutability() {
        for message in [
            "admission webhook \"guard.example.org\" denied the request: field is immutable",
            "deployments.apps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: it is immutable",
        ] {
            #expect(ImmutableFields(Self.refusal(message)) == nil)
        }
        #expect(ImmutableFields(Self.refusal("X is invalid")) != nil)
        #expect(ImmutableFields(Self.refusal("X is invalid", code: 409)) == nil)
    }

    /// As a server answers it.
    private static func refusal(
        _ text: String, code: Int = 422, reason: String = "FieldValueInvalid",
        _ message: String = "Invalid value: field is immutable", _ field: String = "spec"
    ) -> KubernetesError {
        let body: JSON = [
            "kind": "Status", "reason": "Invalid", "message": .string(text),
            "details": [
                "causes": [["reason": .string(reason), "message": .string(message), "field": .string(field)]]
            ],
        ]
        return .status(APIStatus(code: code, body: JSONWriter.bytes(body), retryAfterHeader: nil))
    }

    private static func service(_ address: String?, port: Int = 80, _ more: JSONObject = [:]) -> Resource {
        var spec: JSON = ["selector": ["app": "web"], "ports": [["port": .integer(port)]]]
        if let address { spec["clusterIP"] = .string(address) }
        let parameters: JSONObject = ["spec": spec]
        return resource("K8s::Service", "shop/web", parameters.merging(more) { $1 })
    }

    private static func uid(_ fixture: AgentFixture, _ kind: String, _ name: String, group: String = "") -> String? {
        fixture.object(kind, "shop", name, group: group)?[path: "metadata", "uid"]?.string
    }

    @Test func theErrorSaysWhatToSet() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), Self.service(nil)]))
            let before = Self.uid(fixture, "Service", "web")
            let refused = await agent.apply(catalog([namespace("shop"), Self.service("None")]))
            #expect(refused.exitCode(detailed: true) == 4)
            #expect(
                fixture.lines.lines.contains {
                    $0.hasPrefix(
                        "Error: K8s::Service[shop/web]: spec.clusterIPs[0] cannot be changed in place (may not change once set): set replace => true to delete the Service and create it again"
                    )
                }, "\(fixture.lines.lines)")
            let noop = fixture.agent { $0.noop = true }
            _ = await noop.apply(catalog([namespace("shop"), Self.service("None")]))
            #expect(fixture.lines.lines.contains { $0.contains("would fail: spec.clusterIPs[0] cannot be changed") })
            #expect(Self.uid(fixture, "Service", "web") == before)
        }
    }

    @Test func replacedWithLeave() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), Self.service(nil)]))
            let before = Self.uid(fixture, "Service", "web")
            let new = catalog([namespace("shop"), Self.service("None", ["replace": true])])
            _ = await fixture.agent { $0.noop = true }.apply(new)
            #expect(fixture.lines.lines.contains { $0.contains("would be deleted and created again (noop): ") })
            #expect(Self.uid(fixture, "Service", "web") == before)
            let replaced = await agent.apply(new)
            #expect(replaced.exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture, "Service", "web") != before)
            #expect(fixture.object("Service", "shop", "web")?[path: "spec", "clusterIP"] == "None")
            #expect(
                fixture.lines.lines.contains(
                    "Notice: K8s::Service[shop/web]: deleted and created again: spec.clusterIPs[0] cannot be changed in place (may not change once set)"
                ))
            #expect(await agent.apply(new).report.status == .unchanged)
        }
    }

    /// kustomize-controller#734: a wrong field must not cost the Service; alone, or beside one that cannot be changed.
    @Test(arguments: [(nil, 0), ("None", 0), ("None", 99_999_999)])
    func aWrongSpecificationDeletesNothing(address: String?, port: Int) async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), Self.service(nil)]))
            let before = Self.uid(fixture, "Service", "web")
            let wrong = Self.service(address, port: port, ["replace": true])
            _ = await fixture.agent { $0.noop = true }.apply(catalog([namespace("shop"), wrong]))
            #expect(fixture.lines.lines.contains { $0.contains("must be between 1 and 65535") })
            fixture.lines.clear()
            let result = await agent.apply(catalog([namespace("shop"), wrong]))
            #expect(result.exitCode(detailed: true) == 4)
            #expect(fixture.lines.lines.contains { $0.contains("must be between 1 and 65535") })
            #expect(Self.uid(fixture, "Service", "web") == before)
        }
    }

    @Test func aClaimNeedsMoreThanOneWord() async throws {
        try await withAgent { fixture in
            func claim(_ mode: String, _ more: JSONObject) -> Catalog {
                let parameters: JSONObject = [
                    "spec": ["accessModes": [.string(mode)], "resources": ["requests": ["storage": "1Gi"]]]
                ]
                return catalog([
                    namespace("shop"),
                    resource("K8s::Persistentvolumeclaim", "shop/disk", parameters.merging(more) { $1 }),
                ])
            }
            let agent = fixture.agent()
            _ = await agent.apply(claim("ReadWriteOnce", [:]))
            let before = Self.uid(fixture, "PersistentVolumeClaim", "disk")
            let refused = await agent.apply(claim("ReadWriteMany", ["replace": true]))
            #expect(refused.report.statuses.contains { $0.failed })
            #expect(fixture.lines.lines.contains { $0.contains("set replace => true and purge => true to delete") })
            #expect(Self.uid(fixture, "PersistentVolumeClaim", "disk") == before)
            _ = await agent.apply(claim("ReadWriteMany", ["replace": true, "purge": true]))
            #expect(Self.uid(fixture, "PersistentVolumeClaim", "disk") != before)
        }
    }

    /// The pods of a StatefulSet outlive it, and the new one takes them over.
    @Test func aStatefulSetLeavesItsPodsRunning() async throws {
        try await withAgent { fixture in
            func set(_ service: String) -> Catalog {
                catalog([
                    namespace("shop"),
                    resource(
                        "K8s::Statefulset", "shop/db",
                        [
                            "replace": true,
                            "spec": [
                                "replicas": 2, "serviceName": .string(service),
                                "selector": ["matchLabels": ["app": "db"]],
                                "template": [
                                    "metadata": ["labels": ["app": "db"]],
                                    "spec": ["containers": [["name": "db", "image": "db:1"]]],
                                ],
                            ],
                        ]),
                ])
            }
            let agent = fixture.agent()
            #expect(await agent.apply(set("one")).exitCode(detailed: true) == 2)
            let before = Self.uid(fixture, "StatefulSet", "db", group: "apps")
            func pods() -> Set<String> {
                Set(fixture.sandbox.objects(kind: "Pod").compactMap { $0[path: "metadata", "uid"]?.string })
            }
            let podsBefore = pods()
            #expect(podsBefore.count == 2)
            #expect(await agent.apply(set("two")).exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture, "StatefulSet", "db", group: "apps") != before)
            #expect(pods() == podsBefore)
        }
    }

    /// Somebody else has put another object there since it was looked at.
    @Test func anotherObjectOfThatNameIsNotDeleted() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), Self.service(nil)]))
            let path = "/api/v1/namespaces/shop/services"
            fixture.sandbox.sandbox.addFault(
                FaultRule(method: "DELETE", path: "\(path)/web", effect: .latency(.milliseconds(800)), count: 1))
            fixture.sandbox.sandbox.resetRequestCounts()
            async let result = agent.apply(
                catalog([namespace("shop"), Self.service("None", ["replace": true])]))
            // The second dry run of the creation is the last step before the deletion.
            let isNear = try await eventually { fixture.sandbox.requestCounts.dryRuns[.create] == 2 }
            #expect(isNear)
            var other = try #require(fixture.object("Service", "shop", "web"))
            other["metadata"] = ["name": "web", "namespace": "shop"]
            fixture.sandbox.sandbox.send("DELETE", "\(path)/web")
            fixture.sandbox.sandbox.send("POST", path, other)
            let uid = Self.uid(fixture, "Service", "web")
            #expect(await result.exitCode(detailed: true) == 4)
            #expect(uid != nil && Self.uid(fixture, "Service", "web") == uid)
        }
    }

    /// Between the deletion and the creation nothing may be lost for good.
    @Test func aCreationThatFailsIsMadeUpForByTheNextRun() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), Self.service(nil)]))
            let new = catalog([namespace("shop"), Self.service("None", ["replace": true])])
            fixture.sandbox.sandbox.addFault(
                FaultRule(method: "PATCH", path: "*/services/web", isDryRun: false, effect: .status(403)))
            let failed = await agent.apply(new)
            #expect(failed.exitCode(detailed: true) == 4)
            #expect(fixture.object("Service", "shop", "web") == nil)
            fixture.sandbox.sandbox.setFaults([])
            let healed = await fixture.agent().apply(new)
            #expect(healed.exitCode(detailed: true) == 2)
            #expect(fixture.object("Service", "shop", "web")?[path: "spec", "clusterIP"] == "None")
        }
    }
}

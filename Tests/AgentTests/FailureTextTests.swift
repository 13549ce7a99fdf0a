import JSON
import Kubernetes
import KubernetesClient
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// Answers of real API servers, and what the agent makes of them.
struct FailureTextTests {
    struct Sample: Sendable {
        let status: APIStatus
        let lines: [String]
    }

    private static func forbidden(_ message: String, kind: String? = nil, group: String = "") -> APIStatus {
        APIStatus(
            code: 403, reason: "Forbidden", message: message,
            details: kind.map { APIStatus.Details(kind: $0, group: group, name: "web") })
    }

    @Test(arguments: [
        Sample(
            status: forbidden(
                "deployments.apps \"web\" is forbidden: User \"bunraku\" cannot patch resource \"deployments\" in API "
                    + "group \"apps\" in the namespace \"shop\"", kind: "deployments", group: "apps"),
            lines: [
                "  the agent needs a Role or ClusterRole in namespace shop with apiGroups [apps], resources "
                    + "[deployments], verbs [patch]"
            ]),
        Sample(
            status: forbidden(
                "namespaces is forbidden: User \"bunraku\" cannot list resource \"namespaces\" in API group \"\" at the "
                    + "cluster scope", kind: "namespaces"),
            lines: ["  the agent needs a ClusterRole with apiGroups [\"\"], resources [namespaces], verbs [list]"]),
        Sample(
            status: forbidden("admission webhook \"policy.example.org\" denied the request: no latest tag"),
            lines: ["  refused by the admission webhook policy.example.org, not by Kubernetes itself"]),
        Sample(
            status: forbidden(
                "pods \"web\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2",
                kind: "pods"),
            lines: ["  ask for less, or raise the namespace's ResourceQuota"]),
        Sample(
            status: APIStatus(
                code: 404, reason: "NotFound", message: "namespaces \"shop\" not found",
                details: APIStatus.Details(kind: "namespaces", group: "", name: "shop")),
            lines: ["  declare the namespace in the catalog, or create it first"]),
        Sample(
            status: APIStatus(
                code: 413, reason: "RequestEntityTooLarge", message: "Request entity too large: limit is 3145728"),
            lines: ["  an object may be about 1.5 MB, a ConfigMap or Secret 1 MiB: split it"]),
        Sample(
            status: APIStatus(
                code: 422, reason: "Invalid",
                message:
                    "Deployment.apps \"web\" is invalid: [spec.replicas: Invalid value: -1: must be greater than or "
                    + "equal to 0, metadata.labels: Invalid value: \"a b\": a valid label]",
                causes: [
                    .init(
                        reason: "FieldValueInvalid",
                        message: "Invalid value: -1: must be greater than or equal to 0", field: "spec.replicas"),
                    .init(
                        reason: "FieldValueInvalid", message: "Invalid value: \"a b\": a valid label",
                        field: "metadata.labels"),
                ], details: APIStatus.Details(kind: "Deployment", group: "apps", name: "web")),
            lines: [
                "Deployment \"web\" is invalid:",
                "  spec.replicas: Invalid value: -1: must be greater than or equal to 0",
                "  metadata.labels: Invalid value: \"a b\": a valid label",
                "  set by the resource's 'spec', 'labels'",
            ]),
    ])
    func adviceFollowsFromTheAnswer(sample: Sample) {
        let text = FailureText.text(
            KubernetesError.status(sample.status),
            gvk: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment"),
            ObjectIdentity(group: "apps", kind: "Deployment", namespace: "shop", name: "web"))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(Array(lines.suffix(sample.lines.count)) == sample.lines)
        #expect(lines.first == sample.status.message || sample.status.causes.count > 1)
    }

    @Test func everyFailureIsReportedWithItsPlace() async throws {
        try await withAgent { fixture in
            let widget = resource(
                "K8s::Object", "shop/w", ["api_version": "example.org/v1", "kind": "Widget", "spec": [:]])
            let bad = configMap("shop/Bad Name", ["a": "b"])
            let result = await fixture.agent().apply(catalog([namespace("shop"), widget, bad]))
            let failed = result.report.statuses.filter(\.failed)
            #expect(failed.map(\.reference.title).sorted() == ["shop/Bad Name", "shop/w"])
            #expect(failed.allSatisfy { $0.file == "manifests/site.pp" && $0.line == 1 })
            let errors = fixture.lines.lines.filter { $0.hasPrefix("Error: ") }
            #expect(errors.count == 2)
            #expect(errors.allSatisfy { $0.hasSuffix("(file: manifests/site.pp, line: 1)") })
            #expect(errors.contains { $0.contains("declare its CustomResourceDefinition") })
        }
    }
}

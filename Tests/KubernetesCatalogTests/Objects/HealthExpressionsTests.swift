import Diagnostics
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

/// The attribute `health`; the cases are those of Flux's own tests of RFC-0009.
struct HealthExpressionsTests {
    private static func widget(_ health: JSON) -> Resource {
        resource(
            "K8s::Object[a/b]", ["api_version": "example.org/v1", "kind": "Widget", "health": health], line: 4)
    }

    private static let all: JSON = [
        "current": "data.current", "in_progress": "data.inProgress", "failed": "data.failed",
    ]
    private static let byReady: JSON = [
        "failed": "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'False')",
        "current": "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
    ]

    private static func data(_ current: Bool, _ inProgress: Bool, _ failed: Bool) -> JSON {
        ["data": ["current": .boolean(current), "inProgress": .boolean(inProgress), "failed": .boolean(failed)]]
    }

    @Test(
        arguments: [
            (
                ["current": "true"], ["metadata": ["generation": 2], "status": ["observedGeneration": 1]], "InProgress",
                "generation 2 is not observed yet, the last is 1"
            ),
            (["current": "data.currentt"], data(true, false, false), "InProgress", "no such key: currentt"),
            (all, data(false, false, false), "InProgress", "health.current is not true"),
            (all, data(true, true, true), "InProgress", "health.in_progress is true"),
            (all, data(true, false, true), "Failed", "health.failed is true"),
            (all, data(true, false, false), "Current", ""),
            (byReady, [:], "InProgress", "health cannot be evaluated: "),
            (byReady, ["status": [:]], "InProgress", "no such key: conditions"),
            (byReady, ["status": ["conditions": []]], "Failed", "health.failed is true"),
            (
                byReady,
                ["status": ["conditions": [["type": "Ready", "status": "False", "message": "no disk"]]]], "Failed",
                "health.failed is true, Ready is False: no disk"
            ),
            (
                ["current": "status.observedGeneration == '2'"],
                ["metadata": ["generation": 2], "status": ["observedGeneration": "2"]], "Current", ""
            ),
            (["current": "status.phase"], ["status": ["phase": "Up"]], "InProgress", "does not evaluate to a bool"),
            (
                ["current": "status.phase == 'Up'"], ["status": ["phase": "Down"]], "InProgress",
                "health.current is not true, its phase is Down"
            ),
            (
                ["current": "true"], ["metadata": ["deletionTimestamp": "2026-01-01T00:00:00Z"]], "Terminating",
                "deletion in progress"
            ),
        ] as [(JSON, JSON, String, String)])
    func judges(health: JSON, object: JSON, expected: String, reason: String) throws {
        let expressions = try #require(try ConvergenceAttributes(Self.widget(health)).health)
        let status = expressions.status(of: KubernetesObject(object))
        #expect(status.name == expected)
        #expect(status.reason.contains(reason) || status.reason == reason, "\(status.reason)")
    }

    @Test(
        arguments: [
            ("current", "health must be a Hash with 'current'"),
            ([:], "health must be a Hash with 'current'"),
            (["failed": "true"], "health must be a Hash with 'current'"),
            (["current": "true", "inProgress": "true"], "health must be a Hash with no keys but"),
            (["current": true], "health.current must be a String"),
            (["current": "data."], "health.current must be an expression: Syntax error"),
            (["current": "true", "failed": "nonsense(1)"], "health.failed must be an expression: "),
        ] as [(JSON, String)])
    func nonsenseIsAnErrorOfTheCompile(health: JSON, text: String) throws {
        let result = CatalogExpansion.expand(
            catalog([Self.widget(health)]), options: ExpansionOptions(refreshKey: [1], place: sitePlace))
        let diagnostic = try #require(result.diagnostics.first { $0.severity == .error })
        #expect(diagnostic.message.text.contains("K8s::Object[a/b]: \(text)"), "\(diagnostic.message.text)")
        #expect(diagnostic.place?.range.lower == siteManifest.offset(line: 4, byteColumn: 1))
    }

    @Test func fieldsOfAKnownKindAreChecked() {
        func attributes(_ expression: String) throws -> ConvergenceAttributes {
            try ConvergenceAttributes(
                resource("K8s::Deployment[a/b]", ["health": ["current": .string(expression)]]))
        }
        #expect(throws: Never.self) { try attributes("status.readyReplicas == spec.replicas") }
        #expect(throws: Diagnostic.self) { try attributes("statuz.readyReplicas == 1") }
    }

    /// Of a manifest it holds for the custom resources, whose kinds have no rule.
    @Test func aManifestGivesItToItsCustomResources() throws {
        func expand(_ content: String) -> CatalogExpansion.Result {
            let health: JSON = ["current": "status.phase == 'Up'"]
            let manifest = resource("K8s::Manifest[a/all]", ["content": .string(content), "health": health], line: 7)
            return CatalogExpansion.expand(
                catalog([manifest]), options: ExpansionOptions(refreshKey: [1], place: sitePlace))
        }
        let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n"
        let widget = "---\n{apiVersion: example.org/v1, kind: Widget, metadata: {name: w}, spec: {}}\n"
        let resources = expand(map + widget).catalog.resources
        #expect(resources.map { $0.parameters["health"] != nil } == [true, false, true])
        let object = try #require(try ObjectBuilder.object(from: resources[2]))
        #expect(object.json["health"] == nil)
        let alone = expand(map).diagnostics
        #expect(
            alone.map(\.message.text) == [
                "K8s::Manifest[a/all]: health is for the custom resources in content, and there are none"
            ])
    }
}

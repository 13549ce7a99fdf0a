import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Testing

@testable import Agent

struct ReconcilerTests {
    private static let shop = [
        configMap("shop/settings", ["color": "red"]), namespace("shop"),
        resource("K8s::Secret", "shop/key", ["stringData": ["token": "hunter2"]]),
    ]

    @Test func convergesFromEmptyThenWritesNothing() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            let first = await agent.apply(catalog(Self.shop))
            #expect(first.failure == nil)
            #expect(first.report.status == .changed)
            #expect(first.exitCode(detailed: true) == 2)
            #expect(first.exitCode(detailed: false) == 0)
            #expect(fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red"])
            #expect(fixture.object("Secret", "shop", "key")?["data"] == ["token": "aHVudGVyMg=="])
            #expect(!first.report.correctiveChange)

            fixture.sandbox.sandbox.resetRequestCounts()
            let second = await agent.apply(catalog(Self.shop))
            #expect(second.report.status == .unchanged)
            #expect(second.exitCode(detailed: true) == 0)
            let counts = fixture.sandbox.requestCounts
            #expect(counts.writes == 0)
            #expect(counts.dryRuns.isEmpty, "what is known to be right is not asked for again")
        }
    }

    @Test func aRestartedAgentRemembers() async throws {
        try await withAgent { fixture in
            _ = await fixture.agent().apply(catalog(Self.shop))
            fixture.sandbox.sandbox.resetRequestCounts()
            let result = await fixture.agent().apply(catalog(Self.shop))
            #expect(result.report.status == .unchanged)
            #expect(fixture.sandbox.requestCounts.writes == 0)
        }
    }

    @Test func driftIsCorrectedAndSaidToBe() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            try await fixture.client { client in
                let gvk = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
                _ = try await client.patch(
                    gvk, namespace: "shop", name: "settings", ["data": ["color": "blue"]], fieldManager: "somebody")
                try await client.delete(
                    GroupVersionKind(group: "", version: "v1", kind: "Secret"), namespace: "shop", name: "key")
            }
            fixture.lines.clear()
            let result = await agent.apply(catalog(Self.shop))
            #expect(result.report.correctiveChange)
            #expect(fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red"])
            #expect(fixture.object("Secret", "shop", "key") != nil)
            #expect(
                fixture.lines.lines.contains(
                    "Notice: K8s::Configmap[shop/settings]/data.color: changed 'blue' to 'red' (corrective)"))
            #expect(fixture.lines.lines.contains("Notice: K8s::Secret[shop/key]/ensure: created (corrective)"))
        }
    }

    @Test func aChangedCatalogIsNoCorrection() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.shop))
            fixture.lines.clear()
            let changed =
                Self.shop.dropLast() + [resource("K8s::Secret", "shop/key", ["stringData": ["token": "other"]])]
            let result = await agent.apply(catalog(Array(changed)))
            #expect(!result.report.correctiveChange)
            #expect(result.report.status == .changed)
            #expect(
                fixture.lines.lines.contains(
                    "Notice: K8s::Secret[shop/key]/data.token: changed [redacted] to [redacted]"))
            let text = JSONWriter.text(result.report.json())
            #expect(!text.contains("aHVudGVyMg") && !text.contains("hunter2") && !text.contains("b3RoZXI="))
        }
    }

    @Test func noopWritesNothing() async throws {
        try await withAgent { fixture in
            let result = await fixture.agent { $0.noop = true }.apply(catalog(Self.shop))
            #expect(result.exitCode(detailed: true) == 0)
            #expect(result.report.noopPending)
            #expect(result.report.status == .unchanged)
            #expect(fixture.sandbox.requestCounts.writes == 0)
            #expect(
                fixture.lines.lines.contains(
                    "Notice: K8s::Namespace[shop]/ensure: current_value 'absent', should be 'present' (noop)"))
        }
    }

    @Test func oneFailureStopsOnlyItsDependents() async throws {
        try await withAgent { fixture in
            let bad = resource("K8s::Configmap", "shop/Bad Name", ["data": ["a": "b"]])
            let resources = [
                namespace("shop"), bad,
                configMap("shop/after", ["a": "b"], ["require": "K8s::Configmap[shop/Bad Name]"]),
                configMap("shop/beside", ["a": "b"]),
            ]
            let result = await fixture.agent().apply(catalog(resources))
            #expect(result.failure == nil)
            #expect(result.exitCode(detailed: true) == 6)
            #expect(fixture.object("ConfigMap", "shop", "beside") != nil)
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
            let byTitle = Dictionary(uniqueKeysWithValues: result.report.statuses.map { ($0.reference.title, $0) })
            #expect(byTitle["shop/Bad Name"]?.failed == true)
            #expect(byTitle["shop/after"]?.skipped == true)
            #expect(byTitle["shop/beside"]?.changed == true)
            #expect(
                fixture.lines.lines.contains(
                    "Warning: K8s::Configmap[shop/after]: Skipping because of failed dependencies"))
        }
    }

    @Test func immutableFieldsNeedLeave() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            func settings(_ color: String, replace: Bool) -> Catalog {
                catalog([
                    namespace("shop"),
                    configMap(
                        "shop/settings", ["color": .string(color)], ["immutable": true, "replace": .boolean(replace)]),
                ])
            }
            _ = await agent.apply(settings("red", replace: false))
            let refused = await agent.apply(settings("blue", replace: false))
            #expect(refused.exitCode(detailed: true) == 4)
            #expect(fixture.lines.lines.contains { $0.contains("replace => true") })
            let before = fixture.object("ConfigMap", "shop", "settings")?[path: "metadata", "uid"]
            let replaced = await agent.apply(settings("blue", replace: true))
            #expect(replaced.exitCode(detailed: true) == 2)
            let after = fixture.object("ConfigMap", "shop", "settings")
            #expect(after?["data"] == ["color": "blue"])
            #expect(after?[path: "metadata", "uid"] != before)
        }
    }

    @Test func ignoredFieldsAreLeftToOthers() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            let resources = [
                namespace("shop"), configMap("shop/settings", ["color": "red", "size": "1"], ["ignore": "data.size"]),
            ]
            _ = await agent.apply(catalog(resources))
            #expect(
                fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red", "size": "1"],
                "a new object begins with what the manifest says")
            try await fixture.client { client in
                _ = try await client.patch(
                    GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "shop", name: "settings",
                    ["data": ["size": "9"]], fieldManager: "scaler")
            }
            #expect(await agent.apply(catalog(resources)).report.status == .unchanged)
            #expect(fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red", "size": "9"])
        }
    }

    @Test func whatIsIgnoredFromNowOnKeepsItsValue() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            func settings(_ more: JSONObject) -> Catalog {
                catalog([namespace("shop"), configMap("shop/settings", ["color": "red", "size": "1"], more)])
            }
            _ = await agent.apply(settings([:]))
            let ignoring = settings(["ignore": "data.size"])
            _ = await agent.apply(ignoring)
            #expect(fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red", "size": "1"])
            try await fixture.client { client in
                _ = try await client.patch(
                    GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "shop", name: "settings",
                    ["data": ["size": "9", "color": "blue"]], fieldManager: "scaler")
            }
            #expect(await agent.apply(ignoring).report.correctiveChange)
            #expect(fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red", "size": "9"])
        }
    }

    @Test func tagsSelect() async throws {
        try await withAgent { fixture in
            let resources = [
                resource("K8s::Namespace", "one", tags: ["k8s::namespace", "web"]),
                resource("K8s::Namespace", "two", tags: ["k8s::namespace", "db"]),
            ]
            _ = await fixture.agent { $0.tags = ["web"] }.apply(catalog(resources))
            #expect(fixture.object("Namespace", nil, "one") != nil)
            #expect(fixture.object("Namespace", nil, "two") == nil)
        }
    }

    @Test func serverErrorsAreOvercome() async throws {
        try await withAgent { fixture in
            for effect in [FaultRule.Effect.status(429), .status(500), .drop] {
                fixture.sandbox.sandbox.addFault(FaultRule(path: "*", effect: effect, count: 2))
            }
            let result = await fixture.agent().apply(catalog(Self.shop))
            #expect(result.exitCode(detailed: true) == 2)
        }
    }

    @Test func unreachableClusterIsAFailedRun() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent { $0.cluster = ClusterAccess(server: "http://127.0.0.1:1") }
            let result = await agent.apply(catalog(Self.shop))
            #expect(result.exitCode(detailed: true) == 1)
            #expect(result.failure?.contains("cannot reach the API server") == true)
            #expect(fixture.lines.lines.contains { $0.hasPrefix("Error: cannot reach the API server") })
        }
    }

    @Test func hostResourcesArePassedOver() async throws {
        try await withAgent { fixture in
            let resources = [
                resource("Notify", "hello", ["message": "good day"]), resource("File", "/etc/motd", ["content": "x"]),
                namespace("shop"),
            ]
            let result = await fixture.agent().apply(catalog(resources))
            #expect(result.exitCode(detailed: true) == 2)
            #expect(fixture.lines.lines.contains("Notice: Notify[hello]/message: good day"))
            #expect(result.report.statuses.contains { $0.reference.type == "File" && $0.skipped && !$0.failed })
        }
    }

    @Test func serversErrorsDoNotTellSecrets() async throws {
        try await withAgent { fixture in
            // The server says which value it does not like.
            let bad = resource(
                "K8s::Configmap", "shop/settings", ["labels": ["app": "hunter2 !"]], sensitive: ["labels"])
            let result = await fixture.agent().apply(catalog([namespace("shop"), bad]))
            #expect(result.exitCode(detailed: true) == 6)
            #expect(fixture.lines.lines.contains { $0.contains("[redacted]") })
            #expect(!fixture.lines.lines.contains { $0.contains("hunter2") })
            #expect(!JSONWriter.text(result.report.json()).contains("hunter2"))
        }
    }

    @Test func aCatalogThatMakesNoObjectsIsAFailedRun() async throws {
        try await withAgent { fixture in
            let result = await fixture.agent().apply(catalog([configMap("a/b/c", [:])]))
            #expect(result.exitCode(detailed: true) == 1)
            #expect(result.failure == "K8s::Configmap[a/b/c]: the title must be 'namespace/name' or 'name'")
        }
    }

    @Test func manyObjectsTakeFewRequests() async throws {
        try await withAgent { fixture in
            let many = (0..<150).map { configMap("shop/c\($0)", ["a": "b"]) }
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop")] + many))
            let first = fixture.sandbox.requestCounts
            #expect(first.dryRuns.isEmpty, "what is in a namespace that is not there yet needs no dry run")
            fixture.sandbox.sandbox.resetRequestCounts()
            let second = await agent.apply(catalog([namespace("shop")] + many))
            #expect(second.report.status == .unchanged)
            let counts = fixture.sandbox.requestCounts
            #expect(counts.byVerb.values.reduce(0, +) < 10)
        }
    }
}

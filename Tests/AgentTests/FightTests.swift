import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// Two managers that want different things.
struct FightTests {
    private static let configMapKind = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    private static let resources = [namespace("shop"), configMap("shop/settings", ["color": "red"])]

    @Test func aFieldThatIsSetRightInRunAfterRunIsNamedOnce() async throws {
        try await withAgent { fixture in
            _ = await fixture.agent().apply(catalog(Self.resources))
            var warnings: [[String]] = []
            for _ in 0..<5 {
                try await fixture.client { client in
                    _ = try await client.patch(
                        Self.configMapKind, namespace: "shop", name: "settings", ["data": ["color": "blue"]],
                        fieldManager: "rival")
                }
                fixture.lines.clear()
                // A new life each time, as of an agent that a timer starts.
                #expect(await fixture.agent().apply(catalog(Self.resources)).report.correctiveChange)
                warnings.append(fixture.lines.lines.filter { $0.hasPrefix("Warning: ") })
            }
            #expect(warnings.map(\.count) == [0, 0, 1, 0, 0])
            let warning = try #require(warnings[2].first)
            #expect(
                warning.hasPrefix(
                    "Warning: K8s::Configmap[shop/settings]: data.color is changed back by rival again and again, 3 times "
                        + "since "))
            #expect(warning.contains("ignore => 'data.color'"))
        }
    }

    /// A webhook that does not mind dry runs: the dry run promises what the write does not keep.
    @Test func whatAWebhookKeepsIsNotWrittenAgainAndAgain() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog(Self.resources))
            try await fixture.client { client in
                _ = try await client.patch(
                    Self.configMapKind, namespace: "shop", name: "settings", ["data": ["color": "blue"]],
                    fieldManager: "webhook")
            }
            let kept = try #require(fixture.object("ConfigMap", "shop", "settings"))
            let path = "/api/v1/namespaces/shop/configmaps/settings"
            fixture.sandbox.sandbox.addFault(
                FaultRule(
                    method: "PATCH", path: path, isDryRun: false,
                    effect: .answer(200, contentType: "application/json", body: JSONWriter.text(kept))))
            fixture.lines.clear()
            let first = await agent.apply(catalog(Self.resources))
            #expect(!first.report.statuses.contains { $0.changed }, "what did not change is not said to have")
            #expect(fixture.lines.lines.contains { $0.contains("data.color stayed as it was: an admission webhook") })
            // Something else changes all the time, as a status does.
            fixture.lines.clear()
            for number in 0..<3 {
                try await fixture.client { client in
                    _ = try await client.replace(
                        {
                            var object = fixture.object("ConfigMap", "shop", "settings") ?? [:]
                            object["metadata"]?["annotations"] = ["n": .string("\(number)")]
                            return KubernetesObject(object)
                        }(), fieldManager: "status")
                }
                fixture.sandbox.sandbox.resetRequestCounts()
                #expect(await agent.apply(catalog(Self.resources)).report.status == .unchanged)
                #expect(fixture.sandbox.requestCounts.writes == 0)
            }
            #expect(!fixture.lines.lines.contains { $0.hasPrefix("Warning: ") })
        }
    }

    /// A webhook that writes the time into the object changes fields that are none of ours.
    @Test func foreignFieldsThatAWriteWouldChangeAreNoReasonToWrite() {
        let desired: JSON = ["data": ["a": "b"], "spec": ["containers": [["name": "app", "image": "x"]]]]
        #expect(FieldPath("data", "a").isSet(in: desired))
        #expect(FieldPath("data").isSet(in: desired))
        #expect(!FieldPath("metadata", "annotations", "seen").isSet(in: desired))
        #expect(FieldPath(parsing: "spec.containers[name=app].image")?.isSet(in: desired) == true)
        #expect(FieldPath(parsing: "spec.containers[name=app].env")?.isSet(in: desired) == false)
        #expect(FieldPath(parsing: "spec.containers[name=side]")?.isSet(in: desired) == false)
    }

    @Test func theRecordOutlivesTheAgent() {
        let identity = ObjectIdentity(group: "", kind: "ConfigMap", namespace: "a", name: "b")
        let start = Date(timeIntervalSince1970: 1_000_000)
        var fights = FightLedger(nil)
        for minute in 0..<2 {
            #expect(fights.note(identity, ["data.a"], at: start + Double(minute * 60), window: 3600).isEmpty)
            fights = FightLedger(fights.json)
        }
        let found = fights.note(identity, ["data.a", "data.b"], at: start + 120, window: 3600)
        #expect(found == [FightLedger.Fight(path: "data.a", count: 3, since: start)])
        // Long ago is no fight.
        #expect(fights.note(identity, ["data.a"], at: start + 40_000, window: 3600).isEmpty)
    }
}

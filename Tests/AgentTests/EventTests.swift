import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Synchronization
import Testing

@testable import Agent

/// Kubernetes events on the objects that the agent works on.
struct EventTests {
    private func events(_ fixture: AgentFixture, _ name: String) -> [JSON] {
        fixture.sandbox.objects(kind: "Event").filter { $0[path: "involvedObject", "name"]?.string == name }
    }

    @Test func objectsSayWhatHappened() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent { $0.recordsEvents = true }
            let secret = resource("K8s::Secret", "shop/token", ["stringData": ["token": "hunter2"]])
            let bad = resource(
                "K8s::Secret", "shop/bad", ["type": "kubernetes.io/tls", "stringData": ["tls.crt": "hunter3"]])
            _ = await agent.apply(
                catalog([
                    namespace("shop"), configMap("shop/a", ["x": "1"]), configMap("shop/b", ["x": "1"]), secret, bad,
                ]))
            _ = await agent.apply(catalog([namespace("shop"), configMap("shop/a", ["x": "2"]), secret]))

            let texts = events(fixture, "a").map { "\($0["reason"]?.string ?? "") \($0["message"]?.string ?? "")" }
            #expect(texts == ["Applied created", "Applied changed data.x"])
            let event = try #require(events(fixture, "a").first)
            #expect(event["type"] == "Normal")
            #expect(event["count"] == 1)
            #expect(event[path: "source", "component"] == "bunraku")
            #expect(event[path: "metadata", "namespace"] == "shop")
            #expect(
                event[path: "involvedObject", "uid"]
                    == fixture.object("ConfigMap", "shop", "a")?[path: "metadata", "uid"])
            #expect(event[path: "involvedObject", "kind"] == "ConfigMap")
            let pruned = try #require(events(fixture, "b").last)
            #expect(pruned["reason"] == "Pruned")
            #expect(events(fixture, "shop").first?[path: "metadata", "namespace"] == "default")
            let failed = try #require(events(fixture, "bad").first)
            #expect(failed["reason"] == "Failed")
            #expect(failed["type"] == "Warning")
            for event in fixture.sandbox.objects(kind: "Event") {
                #expect(!JSONWriter.text(event).contains("hunter"), "\(event)")
            }
        }
    }

    @Test func refusedEventsAreSilent() async throws {
        try await withAgent { fixture in
            fixture.sandbox.sandbox.setFaults([FaultRule(path: "*/events*", effect: .status(403))])
            let agent = fixture.agent { $0.recordsEvents = true }
            let result = await agent.apply(catalog([namespace("shop"), configMap("shop/a", ["x": "1"])]))
            #expect(result.failure == nil)
            #expect(result.exitCode(detailed: true) == 2)
            _ = await agent.apply(catalog([namespace("shop"), configMap("shop/a", ["x": "2"])]))
            #expect(fixture.lines.lines.count { $0.contains("does not let the agent write events") } == 1)
        }
    }

    @Test func slowEventsHoldNothingUp() async throws {
        try await withAgent { fixture in
            fixture.sandbox.sandbox.setFaults([FaultRule(path: "*/events*", effect: .latency(.seconds(600)))])
            let agent = fixture.agent { $0.recordsEvents = true }
            let start = ContinuousClock.now
            #expect(await agent.apply(catalog([namespace("shop"), configMap("shop/a", ["x": "1"])])).failure == nil)
            #expect(ContinuousClock.now - start < .seconds(300))
        }
    }

    private let subject = ObjectSubject(
        gvk: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "a", name: "b", uid: "c")

    @Test func theSameAgainIsCounted() {
        var correlator = EventCorrelator()
        let note = EventNote(subject, .warning, "Failed", "no")
        #expect(correlator.verdict(on: note, at: .zero) == .create(message: "no"))
        correlator.created("b.1", for: note, at: .zero)
        #expect(correlator.verdict(on: note, at: .seconds(1)) == .update(name: "b.1", message: "no", count: 2))
        #expect(correlator.verdict(on: note, at: .seconds(2)) == .update(name: "b.1", message: "no", count: 3))
    }

    @Test func manySimilarOnesBecomeOne() {
        var correlator = EventCorrelator()
        var names: [String] = []
        for number in 0..<20 {
            let note = EventNote(subject, .warning, "Failed", "no \(number)")
            if case .create(let message) = correlator.verdict(on: note, at: .seconds(number)) {
                names.append(message)
                correlator.created("b.\(number)", for: note, at: .seconds(number))
            }
        }
        #expect(names.count == 11)
        #expect(names.last?.hasPrefix("(combined from similar events): ") == true)
    }

    @Test func anObjectCannotFlood() {
        var correlator = EventCorrelator()
        let note = EventNote(subject, .warning, "Failed", "no")
        let allowed = (0..<100).count { correlator.verdict(on: note, at: .milliseconds($0)) != .drop }
        #expect(allowed == 25)
        #expect(correlator.verdict(on: note, at: .seconds(301)) != .drop)
        #expect(correlator.verdict(on: note, at: .seconds(302)) == .drop)
    }

    @Test func aGreatRunCannotFlood() {
        var correlator = EventCorrelator()
        func verdict(_ number: Int, _ kind: EventNote.Kind) -> EventCorrelator.Verdict {
            let subject = ObjectSubject(gvk: subject.gvk, namespace: "a", name: "o\(number)", uid: nil)
            return correlator.verdict(on: EventNote(subject, kind, "Applied", "created"), at: .milliseconds(number))
        }
        let allowed = (0..<1000).count { verdict($0, .normal) != .drop }
        #expect((100...106).contains(allowed), "\(allowed)")
        // What is wrong is told all the same.
        #expect(verdict(1001, .warning) != .drop)
    }

    @Test func longMessagesAreCut() {
        #expect(EventNote(subject, .normal, "Applied", String(repeating: "ä", count: 5000)).message.utf8.count <= 1024)
    }
}

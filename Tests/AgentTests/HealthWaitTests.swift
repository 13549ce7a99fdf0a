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

/// What waiting says, and what it costs.
struct HealthWaitTests {
    /// A Deployment whose pods the sandbox makes ill, or not.
    private static func ill(_ title: String, _ health: String?, _ more: JSONObject = [:]) -> Resource {
        let name = title.split(separator: "/").last.map(String.init) ?? title
        var metadata: JSON = ["labels": ["app": .string(name)]]
        if let health { metadata["annotations"] = ["sandbox.bunraku.dev/health": .string(health)] }
        let spec: JSON = [
            "selector": ["matchLabels": ["app": .string(name)]],
            "template": ["metadata": metadata, "spec": ["containers": [["name": "app", "image": "app:1"]]]],
        ]
        let parameters: JSONObject = ["spec": spec]
        return resource("K8s::Deployment", title, parameters.merging(more) { $1 })
    }

    /// An agent for which pods have been there for a while.
    private static func lateAgent(_ fixture: AgentFixture) -> Agent {
        fixture.agent { $0.now = { Date.now.addingTimeInterval(120) } }
    }

    private static func failure(_ fixture: AgentFixture, of title: String) -> String? {
        fixture.lines.lines.first { $0.hasPrefix("Error: K8s::") && $0.contains("[\(title)]") }
    }

    @Test(arguments: [
        ("crashloop", "container app: CrashLoopBackOff: back-off restarting failed container"),
        ("imagepull", "container app: ImagePullBackOff: Back-off pulling image (image app:1)"),
    ])
    func aPodThatWillNotPassEndsWaiting(health: String, text: String) async throws {
        try await withAgent { fixture in
            let result = await Self.lateAgent(fixture).apply(
                catalog([namespace("shop"), Self.ill("shop/web", health, ["timeout": "1h"])]))
            #expect(result.exitCode(detailed: true) == 6)
            let line = try #require(Self.failure(fixture, of: "shop/web"))
            #expect(line.contains("; pod web-"))
            #expect(line.contains(text))
        }
    }

    @Test func aTimeoutSaysWhatThePodsSuffer() async throws {
        try await withAgent { fixture in
            let resources = [namespace("shop"), Self.ill("shop/web", "pending", ["timeout": 1])]
            _ = await Self.lateAgent(fixture).apply(catalog(resources))
            let line = try #require(Self.failure(fixture, of: "shop/web"))
            #expect(line.contains("not healthy after 1 s: "))
            #expect(line.contains(": not scheduled: 0 nodes are available"))
        }
    }

    @Test func withoutLeaveToListPodsTheTextIsShorter() async throws {
        try await withAgent { fixture in
            fixture.sandbox.sandbox.addFault(FaultRule(method: "GET", path: "*/pods", effect: .status(403)))
            let resources = [namespace("shop"), Self.ill("shop/web", "crashloop", ["timeout": 1])]
            _ = await Self.lateAgent(fixture).apply(catalog(resources))
            let line = try #require(Self.failure(fixture, of: "shop/web"))
            #expect(line.contains("not healthy after 1 s: "))
            #expect(!line.contains("pod web-"))
        }
    }

    /// The pods of a release that is being replaced do not speak for the new one.
    @Test func onlyTheNewestPodsEndWaiting() async throws {
        try await withAgent { configuration in
            configuration.runsControllers = false
        } _: { fixture in
            let send = fixture.sandbox.sandbox.send
            _ = send("POST", "/api/v1/namespaces", "", ["metadata": ["name": "shop"]], "application/json", "test")
            func create(_ path: String, _ object: JSON) throws -> JSON {
                let answer = send("POST", path, "", object, "application/json", "test")
                #expect(answer.status == 201, "\(answer.body)")
                return answer.body
            }
            let template: JSON = [
                "metadata": ["labels": ["app": "web"]], "spec": ["containers": [["name": "app", "image": "app:1"]]],
            ]
            let spec: JSON = ["selector": ["matchLabels": ["app": "web"]], "template": template]
            func owned(_ name: String, by kind: String, _ owner: JSON) -> JSON {
                [
                    "name": .string(name), "labels": ["app": "web"],
                    "ownerReferences": [
                        [
                            "apiVersion": "apps/v1", "kind": .string(kind),
                            "name": owner[path: "metadata", "name"] ?? "",
                            "uid": owner[path: "metadata", "uid"] ?? "", "controller": true,
                        ]
                    ],
                ]
            }
            let apps = "/apis/apps/v1/namespaces/shop"
            let web = try create("\(apps)/deployments", ["metadata": ["name": "web"], "spec": spec])
            func release(_ revision: String) throws {
                var metadata = owned("web-\(revision)", by: "Deployment", web)
                metadata["annotations"] = ["deployment.kubernetes.io/revision": .string(revision)]
                let set = try create("\(apps)/replicasets", ["metadata": metadata, "spec": spec])
                let pods = "/api/v1/namespaces/shop/pods"
                _ = try create(
                    pods,
                    ["metadata": owned("pod-\(revision)", by: "ReplicaSet", set), "spec": template["spec"] ?? [:]])
                let crash: JSON = [
                    "phase": "Running",
                    "containerStatuses": [
                        [
                            "name": "app", "image": "app:1", "imageID": "", "ready": false, "restartCount": 5,
                            "state": ["waiting": ["reason": "CrashLoopBackOff"]],
                        ]
                    ],
                ]
                let patched = send(
                    "PATCH", "\(pods)/pod-\(revision)/status", "", ["status": crash], "application/merge-patch+json",
                    "test")
                #expect(patched.status == 200, "\(patched.body)")
            }
            func trouble() async throws -> String? {
                try await fixture.client {
                    await WorkloadInspection($0, now: { Date.now }).finalTrouble(of: KubernetesObject(web))
                }
            }
            try release("9")
            #expect(try await trouble() == "pod pod-9: container app: CrashLoopBackOff")
            let metadata = owned("web-10", by: "Deployment", web)
            var newest = metadata
            newest["annotations"] = ["deployment.kubernetes.io/revision": "10"]
            _ = try create("\(apps)/replicasets", ["metadata": newest, "spec": spec])
            #expect(try await trouble() == nil)
        }
    }

    @Test func manyThatWaitShareOneWatch() async throws {
        try await withAgent { configuration in
            configuration.controllerDelay = .milliseconds(400)
        } _: { fixture in
            let count = 60
            let many = (0..<count).map { deployment("shop/web\($0)") }
            // The tests' pace is so fast that pods would be looked at, too.
            let agent = fixture.agent { $0.healthInterval = .milliseconds(500) }
            let result = await agent.apply(catalog([namespace("shop")] + many))
            #expect(result.exitCode(detailed: true) == 2)
            let counts = fixture.sandbox.requestCounts
            let reads = counts.byVerb.filter { [.get, .list, .watch].contains($0.key) }
            #expect(reads.values.reduce(0, +) < count, "\(counts.byVerb)")
        }
    }

    @Test(arguments: [[Verb.watch], [.watch, .list]])
    func whatCannotBeWatchedIsAskedFor(verbs: [Verb]) async throws {
        try await withAgent { configuration in
            configuration.controllerDelay = .milliseconds(300)
        } _: { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop")]))
            for verb in verbs {
                // The survey's list is let through.
                fixture.sandbox.sandbox.addFault(
                    FaultRule(
                        path: "/apis/apps/v1/deployments", verb: verb, effect: .status(403),
                        after: verb == .list ? 1 : 0))
            }
            let result = await agent.apply(catalog([namespace("shop"), deployment("shop/web")]))
            #expect(result.exitCode(detailed: true) == 2)
        }
    }

    /// The end of the timeout asks once more.
    @Test func aSilentWatchIsNoFailure() async throws {
        try await withAgent { fixture in
            fixture.sandbox.sandbox.addFault(
                FaultRule(path: "/apis/apps/v1/deployments", effect: .silenceWatch(afterEvents: 0)))
            let result = await fixture.agent().apply(
                catalog([namespace("shop"), deployment("shop/web", ["timeout": 2])]))
            #expect(result.exitCode(detailed: true) == 2)
        }
    }

    /// A custom resource whose own words for health are not `Ready`.
    @Test func expressionsJudgeCustomResources() async throws {
        try await withAgent { fixture in
            let widget = resource(
                "K8s::Object", "shop/one",
                [
                    "api_version": "example.org/v1", "kind": "Widget", "spec": ["size": 3],
                    "health": ["current": "status.phase == 'Up'", "failed": "status.phase == 'Broken'"],
                ])
            let resources = [
                HealthTests.definition, namespace("shop"), widget,
                configMap("shop/after", ["a": "b"], ["require": "K8s::Object[shop/one]"]),
            ]
            func setPhase(_ phase: String) async throws {
                let isThere = try await eventually {
                    fixture.object("Widget", "shop", "one", group: "example.org") != nil
                }
                #expect(isThere)
                fixture.sandbox.sandbox.send(
                    "PATCH", "/apis/example.org/v1/namespaces/shop/widgets/one/status",
                    ["status": ["phase": .string(phase)]], contentType: "application/merge-patch+json")
            }
            let agent = fixture.agent()
            async let broken = agent.apply(catalog(resources))
            try await setPhase("Broken")
            #expect(await broken.exitCode(detailed: true) == 6)
            let line = try #require(Self.failure(fixture, of: "shop/one"))
            #expect(line.contains("health.failed is true, its phase is Broken"))
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
            try await setPhase("Up")
            #expect(await agent.apply(catalog(resources)).exitCode(detailed: true) == 2)
            #expect(fixture.object("ConfigMap", "shop", "after") != nil)
        }
    }

    /// The watch goes on from the survey, so that it tells of what was before the apply, too.
    @Test func whatWasBeforeTheApplyDoesNotCount() async throws {
        try await withAgent { fixture in
            func resources(_ size: Int) -> [Resource] {
                [
                    HealthTests.definition, namespace("shop"),
                    resource(
                        "K8s::Object", "shop/one",
                        [
                            "api_version": "example.org/v1", "kind": "Widget", "spec": ["size": .integer(size)],
                            "health": ["current": "status.phase == 'Up'", "failed": "status.phase == 'Broken'"],
                        ]),
                ]
            }
            let path = "/apis/example.org/v1/namespaces/shop/widgets/one"
            func setPhase(_ phase: String) {
                fixture.sandbox.sandbox.send(
                    "PATCH", "\(path)/status", ["status": ["phase": .string(phase)]],
                    contentType: "application/merge-patch+json")
            }
            let isWaiting = Mutex(0)
            let agent = Agent(fixture.configuration, log: { fixture.lines.add($0) }) { event in
                if case .waiting = event { isWaiting.withLock { $0 += 1 } }
            }
            async let first = agent.apply(catalog(resources(1)))
            let isThere = try await eventually {
                fixture.object("Widget", "shop", "one", group: "example.org") != nil
            }
            #expect(isThere)
            setPhase("Up")
            #expect(await first.exitCode(detailed: true) == 2)
            isWaiting.withLock { $0 = 0 }
            fixture.sandbox.sandbox.addFault(
                FaultRule(method: "PATCH", path: path, isDryRun: false, effect: .latency(.milliseconds(500))))
            // The old news comes by itself, and is all there is for a while.
            fixture.sandbox.sandbox.addFault(
                FaultRule(
                    path: "/apis/example.org/v1/widgets", effect: .resetWatch(afterEvents: 1), count: 1))
            fixture.sandbox.sandbox.resetRequestCounts()
            async let second = agent.apply(catalog(resources(2)))
            let isPlanned = try await eventually { fixture.sandbox.requestCounts.dryRuns[.apply] != nil }
            #expect(isPlanned)
            for phase in ["Broken", "Starting"] { setPhase(phase) }
            let waitsAgain = try await eventually { isWaiting.withLock { $0 } > 0 }
            #expect(waitsAgain)
            // Long enough for the watch to tell.
            let isFollowed = try await eventually { fixture.sandbox.requestCounts[.watch] > 0 }
            #expect(isFollowed)
            setPhase("Up")
            #expect(await second.exitCode(detailed: true) == 2)
        }
    }

    @Test func warningsSpeakForWhatHasNoPods() async throws {
        try await withAgent { fixture in
            let claim = resource(
                "K8s::Object", "shop/one",
                [
                    "api_version": "example.org/v1", "kind": "Widget", "timeout": 2,
                    "health": ["current": "has(status.phase)"],
                ])
            let agent = fixture.agent()
            async let result = agent.apply(catalog([HealthTests.definition, namespace("shop"), claim]))
            let isThere = try await eventually {
                fixture.object("Widget", "shop", "one", group: "example.org") != nil
            }
            #expect(isThere)
            let widget = fixture.object("Widget", "shop", "one", group: "example.org")
            fixture.sandbox.sandbox.send(
                "POST", "/api/v1/namespaces/shop/events",
                [
                    "metadata": ["name": "one.1", "namespace": "shop"], "type": "Warning", "reason": "NoDisk",
                    "message": "there is no disk", "lastTimestamp": "2026-01-01T00:00:00Z",
                    "involvedObject": [
                        "apiVersion": "example.org/v1", "kind": "Widget", "namespace": "shop", "name": "one",
                        "uid": widget?[path: "metadata", "uid"] ?? "",
                    ],
                ])
            #expect(await result.exitCode(detailed: true) == 6)
            let line = try #require(Self.failure(fixture, of: "shop/one"))
            #expect(line.contains("not healthy after 2 s: "))
            #expect(line.contains("; NoDisk: there is no disk"))
        }
    }

    @Test func aBrokenWatchGoesOn() async throws {
        try await withAgent { configuration in
            configuration.controllerDelay = .milliseconds(300)
        } _: { fixture in
            fixture.sandbox.sandbox.addFault(
                FaultRule(path: "/apis/apps/v1/deployments", effect: .resetWatch(afterEvents: 1), count: 3))
            let result = await fixture.agent().apply(catalog([namespace("shop"), deployment("shop/web", replicas: 3)]))
            #expect(result.exitCode(detailed: true) == 2)
        }
    }

    @Test func aClaimThatWaitsForItsConsumerHoldsNobodyUp() async throws {
        try await withAgent { configuration in
            configuration.runsControllers = false
        } _: { fixture in
            let claim: JSON = [
                "accessModes": ["ReadWriteOnce"], "storageClassName": "late",
                "resources": ["requests": ["storage": "1Gi"]],
            ]
            let resources = [
                resource(
                    "K8s::Storageclass", "late",
                    ["provisioner": "example.org/disk", "volumeBindingMode": "WaitForFirstConsumer"]),
                resource("K8s::Namespace", "shop", ["wait": "applied"]),
                resource("K8s::Persistentvolumeclaim", "shop/disk", ["spec": claim, "timeout": 5]),
                configMap("shop/after", ["a": "b"], ["require": "K8s::Persistentvolumeclaim[shop/disk]"]),
            ]
            let result = await fixture.agent().apply(catalog(resources))
            #expect(result.exitCode(detailed: true) == 2)
            #expect(fixture.object("ConfigMap", "shop", "after") != nil)
        }
    }
}

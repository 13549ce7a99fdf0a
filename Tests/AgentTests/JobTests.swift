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

/// Jobs run once for each content.
struct JobTests {
    private static func job(
        _ image: String, _ spec: JSONObject = [:], health: String? = nil, _ more: JSONObject = [:]
    ) -> Resource {
        var template: JSON = [
            "spec": ["restartPolicy": "Never", "containers": [["name": "run", "image": .string(image)]]]
        ]
        if let health { template["metadata"] = ["annotations": ["sandbox.bunraku.dev/health": .string(health)]] }
        let members: JSONObject = ["template": template]
        let parameters: JSONObject = ["spec": .object(members.merging(spec) { $1 })]
        return resource("K8s::Job", "shop/migrate", parameters.merging(more) { $1 })
    }

    private static func all(_ job: Resource) -> Catalog {
        catalog([
            configMap("shop/after", ["a": "b"], ["require": "K8s::Job[shop/migrate]"]), job, namespace("shop"),
        ])
    }

    private static func uid(_ fixture: AgentFixture) -> String? {
        fixture.object("Job", "shop", "migrate", group: "batch")?[path: "metadata", "uid"]?.string
    }

    /// As the controller of times to live does.
    private static func expire(_ fixture: AgentFixture) {
        fixture.sandbox.sandbox.send(
            "DELETE", "/apis/batch/v1/namespaces/shop/jobs/migrate", ["propagationPolicy": "Background"])
        #expect(uid(fixture) == nil)
    }

    @Test func itRunsBeforeWhatRequiresItAndOnlyOnce() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            #expect(await agent.apply(Self.all(Self.job("run:1"))).exitCode(detailed: true) == 2)
            let job = try #require(fixture.object("Job", "shop", "migrate", group: "batch"))
            let after = try #require(fixture.object("ConfigMap", "shop", "after"))
            #expect(job[path: "status", "succeeded"] == 1)
            func version(_ object: JSON) -> Int? {
                object[path: "metadata", "resourceVersion"]?.string.flatMap { Int($0) }
            }
            #expect(try #require(version(job)) < #require(version(after)))
            let first = Self.uid(fixture)
            #expect(await agent.apply(Self.all(Self.job("run:1"))).report.status == .unchanged)
            // Labels, and how it is run, are no other run.
            let mild = Self.job("run:1", ["ttlSecondsAfterFinished": 3600], ["labels": ["team": "a"]])
            #expect(await agent.apply(Self.all(mild)).exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture) == first)
        }
    }

    @Test func anotherTemplateIsAnotherRun() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(Self.all(Self.job("run:1")))
            let first = Self.uid(fixture)
            let forbidden = await agent.apply(Self.all(Self.job("run:2", [:], ["replace": false])))
            #expect(forbidden.report.statuses.contains { $0.failed })
            #expect(fixture.lines.lines.contains { $0.contains("replace => false forbids") })
            #expect(Self.uid(fixture) == first)
            #expect(await agent.apply(Self.all(Self.job("run:2"))).exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture) != first)
            #expect(
                fixture.lines.lines.contains {
                    $0.contains("K8s::Job[shop/migrate]: deleted and created again: spec.template cannot be changed")
                })
            let job = fixture.object("Job", "shop", "migrate", group: "batch")
            #expect(job?[path: "status", "succeeded"] == 1)
            let images = fixture.sandbox.objects(kind: "Pod").map { $0[path: "spec", "containers"] }
            #expect(images.count == 1, "the old pod went with its Job")
        }
    }

    @Test func aCompletedJobThatExpiredDoesNotRunAgain() async throws {
        try await withAgent { fixture in
            let job = Self.job("run:1", ["ttlSecondsAfterFinished": 600])
            _ = await fixture.agent().apply(Self.all(job))
            Self.expire(fixture)
            // Neither for this agent nor for one that has nothing but the cluster.
            for directory in ["state", "other"] {
                let agent = fixture.agent { $0.stateDirectory = fixture.directory.appending(path: directory).path() }
                let result = await agent.apply(Self.all(job))
                #expect(result.exitCode(detailed: true) == 0)
                #expect(Self.uid(fixture) == nil)
            }
            // Other content is another run, and so is the old content after it.
            for image in ["run:2", "run:1"] {
                let next = Self.job(image, ["ttlSecondsAfterFinished": 600])
                #expect(await fixture.agent().apply(Self.all(next)).exitCode(detailed: true) == 2)
                #expect(Self.uid(fixture) != nil)
                Self.expire(fixture)
            }
        }
    }

    @Test func aJobThatWasDeletedOrFailedRunsAgain() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(Self.all(Self.job("run:1")))
            Self.expire(fixture)
            #expect(await agent.apply(Self.all(Self.job("run:1"))).exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture) != nil)
            let failing = Self.job("run:2", ["ttlSecondsAfterFinished": 600, "backoffLimit": 0], health: "failed")
            _ = await agent.apply(Self.all(failing))
            Self.expire(fixture)
            _ = await agent.apply(Self.all(failing))
            #expect(Self.uid(fixture) != nil)
        }
    }

    @Test func aFailureSaysWhichPodAndHow() async throws {
        try await withAgent { fixture in
            let result = await fixture.agent().apply(
                Self.all(Self.job("run:1", ["backoffLimit": 0], health: "failed")))
            #expect(result.exitCode(detailed: true) == 6)
            let line = try #require(fixture.lines.lines.first { $0.hasPrefix("Error: K8s::Job[shop/migrate]") })
            #expect(line.contains("Job has reached the specified backoff limit, 1 failed; pod migrate-"))
            #expect(line.contains("container run: it ended with exit code 1 (Error)"))
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
        }
    }

    @Test func aJobThatExpiresWhileItIsWaitedForIsComplete() async throws {
        try await withAgent { configuration in
            configuration.controllerDelay = .seconds(60)
        } _: { fixture in
            let agent = fixture.agent()
            async let result = agent.apply(
                Self.all(Self.job("run:1", ["ttlSecondsAfterFinished": 0])))
            let isThere = try await eventually { Self.uid(fixture) != nil }
            #expect(isThere)
            Self.expire(fixture)
            #expect(await result.exitCode(detailed: true) == 2)
            #expect(fixture.object("ConfigMap", "shop", "after") != nil)
        }
    }

    @Test func absentIsDeletedAndForgotten() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            let job = Self.job("run:1", ["ttlSecondsAfterFinished": 600])
            _ = await agent.apply(Self.all(job))
            let absent = Self.job("run:1", ["ttlSecondsAfterFinished": 600], ["ensure": "absent"])
            #expect(await agent.apply(Self.all(absent)).exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture) == nil)
            #expect(await agent.apply(Self.all(job)).exitCode(detailed: true) == 2)
            #expect(Self.uid(fixture) != nil)
        }
    }

    /// Nobody waits for this Job: the service sees it complete, and does not make it again when it has expired.
    @Test func theServiceSeesJobsComplete() async throws {
        try await withAgent { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock {
                    $0.catalog = Self.all(
                        Self.job("run:1", ["ttlSecondsAfterFinished": 600], ["wait": "none"]))
                }
                var fixture = fixture
                fixture.configuration.server = url
                fixture.configuration.certificateInterval = .zero
                let (agent, service) = (fixture.agent(), fixture)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await agent.run() }
                    let isNoted = try await eventually {
                        let parent = service.sandbox.objects(kind: "ConfigMap", namespace: "bunraku-system").first
                        return parent?[path: "data", "job.shop.migrate"] != nil
                    }
                    #expect(isNoted)
                    Self.expire(service)
                    // A later change that is undone shows that the deletion has been dealt with.
                    try await service.client { client in
                        _ = try await client.patch(
                            GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "shop",
                            name: "after", ["data": ["a": "c"]], fieldManager: "somebody")
                    }
                    let isUndone = try await eventually {
                        service.object("ConfigMap", "shop", "after")?["data"] == ["a": "b"]
                    }
                    #expect(isUndone)
                    #expect(Self.uid(service) == nil)
                    group.cancelAll()
                }
            }
        }
    }
}

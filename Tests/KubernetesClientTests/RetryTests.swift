import JSON
import Kubernetes
import KubernetesSandbox
import Logging
import Testing

@testable import KubernetesClient

/// What the client does when the server misbehaves.
struct RetryTests {
    @Test(arguments: [
        FaultRule.Effect.status(429), .status(500), .status(503), .status(504), .drop,
    ])
    func passingFaultsAreOvercome(effect: FaultRule.Effect) async throws {
        var sandbox = SandboxConfiguration()
        sandbox.faults = [FaultRule(path: "/api/v1/namespaces/default/*", effect: effect, count: 3)]
        try await withClient(sandbox) { client, _ in
            let options = ApplyOptions(fieldManager: "bunraku", force: true)
            let applied = try await client.apply(configMap("a", ["k": "v"]), options)
            #expect(applied.object.json["data"] == ["k": "v"])
        }
    }

    @Test func retriesAreBounded() async throws {
        var sandbox = SandboxConfiguration()
        sandbox.faults = [FaultRule(path: "/api/v1/namespaces/default/*", effect: .status(503))]
        try await withClient(sandbox) { client, _ in
            let error = await #expect(throws: KubernetesError.self) {
                try await client.get(Kind.configMap, namespace: "default", name: "a")
            }
            #expect(error?.status?.code == 503)
        }
    }

    @Test func refusalsAreNotRepeated() async throws {
        try await withClient { client, handle in
            _ = try await client.resource(Kind.configMap)
            handle.sandbox.addFault(FaultRule(path: "*/configmaps/a", effect: .status(422), count: 1))
            let error = await #expect(throws: KubernetesError.self) {
                try await client.get(Kind.configMap, namespace: "default", name: "a")
            }
            #expect(error?.isInvalid == true)
        }
    }

    @Test func creationInDoubtIsNotRepeated() async throws {
        try await withClient { client, handle in
            _ = try await client.resource(Kind.configMap)
            handle.sandbox.addFault(FaultRule(method: "POST", path: "*", effect: .drop, count: 1))
            let error = await #expect(throws: KubernetesError.self) {
                try await client.create(configMap("a"), fieldManager: "test")
            }
            #expect(error?.leavesDoubt == true)
        }
    }

    @Test func slowServerIsATimeout() async throws {
        var sandbox = SandboxConfiguration()
        sandbox.faults = [FaultRule(path: "/version", effect: .latency(.seconds(20)))]
        try await withClient(sandbox, requestTimeout: .milliseconds(20)) { client, _ in
            let error = await #expect(throws: KubernetesError.self) { try await client.version() }
            #expect(error == .timeout("the API server did not answer"))
        }
    }

    @Test func nobodyListens() async throws {
        var configuration = KubernetesClient.Configuration(logger: .init(label: "test"))
        configuration.retryPolicy = RetryPolicy(maximumAttempts: 2, firstDelay: .milliseconds(1))
        try await KubernetesClient.withClient(ClusterAccess(server: "http://127.0.0.1:1"), configuration) { client in
            let error = await #expect(throws: KubernetesError.self) { try await client.version() }
            guard case .unreachable(_, wasSent: false) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test(arguments: [FaultRule.Effect.truncate(.length), .truncate(.chunked), .garbage])
    func answersThatCannotBeReadAreAskedForAgain(effect: FaultRule.Effect) async throws {
        try await withClient { client, handle in
            _ = try await client.resource(Kind.configMap)
            handle.sandbox.addFault(FaultRule(path: "*/configmaps*", effect: effect, count: 2))
            let list = try await client.list(Kind.configMap)
            #expect(list.objects.count > 0)
            handle.sandbox.setFaults([FaultRule(path: "*/configmaps*", effect: effect)])
            let error = await #expect(throws: KubernetesError.self) { try await client.list(Kind.configMap) }
            #expect(error?.status == nil)
        }
    }

    /// A create whose answer is lost may not be repeated, its dry run may.
    @Test func dryRunsOfCreationsAreRepeated() async throws {
        try await withClient { client, handle in
            _ = try await client.resource(Kind.configMap)
            handle.sandbox.addFault(FaultRule(method: "POST", path: "*", effect: .loseAnswer, count: 2))
            _ = try await client.create(configMap("a"), fieldManager: "test", isDryRun: true)
            #expect(handle.requestCounts.dryRuns[.create] == 3)
        }
    }

    /// A group that is listed is not gone, whatever its own document says.
    @Test func aGroupThatIsListedIsNotTakenForGone() async throws {
        try await withClient { client, handle in
            handle.sandbox.addFault(FaultRule(path: "/apis/apps", effect: .status(404)))
            let kind = GroupKind(group: "apps", kind: "Deployment")
            let error = await #expect(throws: KubernetesError.self) { try await client.resource(kind) }
            #expect(error?.isUnknownKind == false)
            handle.sandbox.setFaults([FaultRule(path: "/apis/apps/v1", effect: .status(404))])
            let other = await #expect(throws: KubernetesError.self) { try await client.resource(kind) }
            #expect(other?.isUnknownKind == false)
            handle.sandbox.setFaults([])
            let found = try await client.resource(kind)
            #expect(found.plural == "deployments")
            let none = GroupKind(group: "none.example.org", kind: "Thing")
            let gone = await #expect(throws: KubernetesError.self) { try await client.resource(none) }
            #expect(gone?.isUnknownKind == true)
        }
    }

    /// Every page names the same next one.
    @Test func aListThatDoesNotEndIsAnError() async throws {
        try await withClient { client, handle in
            _ = try await client.resource(Kind.configMap)
            let page = #"{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"continue":"x"},"items":[]}"#
            handle.sandbox.addFault(
                FaultRule(path: "*/configmaps", effect: .answer(200, contentType: "application/json", body: page)))
            let error = await #expect(throws: KubernetesError.self) { try await client.list(Kind.configMap) }
            #expect(error == .invalidAnswer("a list does not come to its end"))
        }
    }
}

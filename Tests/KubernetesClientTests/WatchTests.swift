import JSON
import Kubernetes
import KubernetesSandbox
import Testing

@testable import KubernetesClient

struct WatchTests {
    private static let selection = ObjectSelection(namespace: "default", labelSelector: "watched=yes")

    private static func watched(_ name: String, _ data: [String: String] = [:]) -> KubernetesObject {
        configMap(name, data, labels: ["watched": "yes"])
    }

    /// The event in a word: `listed a,b`, `added a`.
    private static func word(_ event: WatchEvent) -> String {
        switch event {
        case .listed(let objects): "listed \(objects.map(\.name).joined(separator: ","))"
        case .added(let object): "added \(object.name)"
        case .modified(let object): "modified \(object.name)"
        case .deleted(let object): "deleted \(object.name)"
        }
    }

    private static func next(_ iterator: inout WatchSequence.Iterator) async throws -> String {
        try await iterator.next().map(word) ?? "end"
    }

    @Test func reportsEveryChange() async throws {
        try await withClient { client, _ in
            _ = try await client.create(Self.watched("a"), fieldManager: "test")
            var events = client.watch(Kind.configMap, Self.selection).makeAsyncIterator()
            #expect(try await Self.next(&events) == "listed a")
            _ = try await client.create(Self.watched("b"), fieldManager: "test")
            _ = try await client.create(configMap("other"), fieldManager: "test")
            _ = try await client.patch(
                Kind.configMap, namespace: "default", name: "a", ["data": ["x": "y"]], fieldManager: "test")
            try await client.delete(Kind.configMap, namespace: "default", name: "b")
            #expect(try await Self.next(&events) == "added b")
            #expect(try await Self.next(&events) == "modified a")
            #expect(try await Self.next(&events) == "deleted b")
        }
    }

    @Test func resumesAfterADroppedConnection() async throws {
        try await withClient { client, handle in
            handle.sandbox.addFault(FaultRule(path: "*/configmaps", effect: .resetWatch(afterEvents: 1), count: 2))
            var events = client.watch(Kind.configMap, Self.selection).makeAsyncIterator()
            #expect(try await Self.next(&events) == "listed ")
            for name in ["a", "b", "c"] {
                _ = try await client.create(Self.watched(name), fieldManager: "test")
            }
            #expect(try await Self.next(&events) == "added a")
            #expect(try await Self.next(&events) == "added b")
            #expect(try await Self.next(&events) == "added c")
        }
    }

    @Test func listsAgainWhenTheServerForgot() async throws {
        var sandbox = SandboxConfiguration()
        sandbox.historyLimit = 2
        try await withClient(sandbox) { client, handle in
            handle.sandbox.addFault(FaultRule(path: "*/configmaps", effect: .resetWatch(afterEvents: 1), count: 1))
            var events = client.watch(Kind.configMap, Self.selection).makeAsyncIterator()
            #expect(try await Self.next(&events) == "listed ")
            _ = try await client.create(Self.watched("a"), fieldManager: "test")
            #expect(try await Self.next(&events) == "added a")
            for number in 0..<20 {
                _ = try await client.create(Self.watched("b\(number)"), fieldManager: "test")
            }
            let after = try await Self.next(&events)
            #expect(after.hasPrefix("listed a,b0"), "\(after)")
        }
    }

    @Test func opensAgainWhenItsTimeIsOver() async throws {
        try await withClient(watchTimeout: .seconds(1)) { client, handle in
            let seen = try await withThrowingTaskGroup(of: [String].self) { group in
                group.addTask {
                    var words: [String] = []
                    for try await event in client.watch(Kind.configMap, Self.selection) {
                        words.append(Self.word(event))
                        if case .added = event { break }
                    }
                    return words
                }
                // The first watch is over when a second one is counted.
                while handle.requestCounts[.watch] < 2 {
                    try await client.configuration.clock.sleep(for: .milliseconds(10))
                }
                _ = try await client.create(Self.watched("late"), fieldManager: "test")
                return try await group.next()
            }
            #expect(seen == ["listed ", "added late"])
        }
    }

    @Test func failingConnectionsAreRetried() async throws {
        try await withClient { client, handle in
            var events = client.watch(Kind.configMap, Self.selection).makeAsyncIterator()
            #expect(try await Self.next(&events) == "listed ")
            handle.sandbox.addFault(FaultRule(path: "*/configmaps", effect: .status(500), count: 2))
            _ = try await client.apply(Self.watched("a"), ApplyOptions(fieldManager: "test"))
            #expect(try await Self.next(&events) == "added a")
        }
    }

    @Test func unknownKindEndsTheWatch() async throws {
        try await withClient { client, _ in
            let gvk = GroupVersionKind(group: "example.org", version: "v1", kind: "Widget")
            var events = client.watch(gvk).makeAsyncIterator()
            await #expect(throws: KubernetesError.unknownKind(gvk)) { try await events.next() }
        }
    }

    @Test func metadataOnly() async throws {
        try await withClient { client, _ in
            var selection = Self.selection
            selection.representation = .metadata
            var events = client.watch(Kind.configMap, selection).makeAsyncIterator()
            _ = try await events.next()
            _ = try await client.create(Self.watched("a", ["k": "v"]), fieldManager: "test")
            guard case .added(let object)? = try await events.next() else {
                Issue.record("not added")
                return
            }
            #expect(object.json["data"] == nil)
            #expect(object.gvk == Kind.configMap)
        }
    }
}

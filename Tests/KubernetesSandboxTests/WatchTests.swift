import JSON
import OrderedCollections
import Testing

@testable import KubernetesSandbox

struct WatchTests {
    private let maps = "/api/v1/namespaces/default/configmaps"

    private func events(_ lines: [[UInt8]]) throws -> [(type: String, object: JSON)] {
        try lines.map { line in
            let event = try JSONParser.parse(line)
            return (event["type"]?.string ?? "", event["object"] ?? .null)
        }
    }

    /// The lines of the changes that happen while `body` runs.
    private func changes(_ watch: Watch, _ body: () -> Void) async throws -> [(type: String, object: JSON)] {
        body()
        watch.subscription.continuation.finish()
        var lines: [[UInt8]] = []
        for await signal in watch.subscription.signals {
            if case .event(let event) = signal, let line = watch.encoder.line(event) { lines.append(line) }
        }
        return try events(lines)
    }

    @Test func beginsWithWhatIsThere() throws {
        let client = ServerClient()
        client.send("POST", maps, configMap("a"))
        let watch = try #require(
            client.watch("\(maps)?sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan"))
        let first = try events(watch.first)
        #expect(first.map(\.type) == ["ADDED", "BOOKMARK"])
        #expect(first[0].object.name == "a")
        #expect(first[1].object[path: "metadata", "annotations", "k8s.io/initial-events-end"] == "true")
        #expect(first[1].object.resourceVersion == String(client.server.store.revision))
    }

    @Test func goesBackToARevision() throws {
        let client = ServerClient()
        let list = client.send("GET", maps).body
        client.send("POST", maps, configMap("a"))
        client.send("DELETE", "\(maps)/a")
        let watch = try #require(client.watch("\(maps)?resourceVersion=\(list.resourceVersion ?? "")"))
        #expect(try events(watch.first).map(\.type) == ["ADDED", "DELETED"])
    }

    @Test func saysWhenARevisionIsGone() throws {
        let client = ServerClient { $0.historyLimit = 4 }
        for number in 0..<10 { client.send("POST", maps, configMap("a\(number)")) }
        // A watch that has been let in says so in an event.
        let answer = client.send("GET", "\(maps)?watch=true&resourceVersion=1")
        #expect(answer.status == 200)
        #expect(answer.body["type"] == "ERROR")
        #expect(answer.body[path: "object", "reason"] == "Expired")
        #expect(answer.body[path: "object", "code"] == 410)
        #expect(answer.body[path: "object", "message"]?.string?.hasPrefix("too old resource version: 1 (") == true)
        let recent = client.watch("\(maps)?resourceVersion=\(client.server.store.revision - 2)")
        #expect(recent?.first.count == 2)
        client.server.store.compact()
        let late = client.send("GET", "\(maps)?watch=true&resourceVersion=\(client.server.store.revision - 1)")
        #expect(late.body["type"] == "ERROR")
    }

    @Test func anObjectThatLeavesTheSelectionIsDeleted() async throws {
        let client = ServerClient()
        let watch = try #require(client.watch("\(maps)?labelSelector=a%3D1"))
        let seen = try await changes(watch) {
            client.send("POST", maps, configMap("x", labels: ["a": "2"]))
            client.send(
                "PATCH", "\(maps)/x", ["metadata": ["labels": ["a": "1"]]], type: "application/merge-patch+json")
            client.send("PATCH", "\(maps)/x", ["data": ["k": "v"]], type: "application/merge-patch+json")
            client.send(
                "PATCH", "\(maps)/x", ["metadata": ["labels": ["a": "3"]]], type: "application/merge-patch+json")
            client.send("DELETE", "\(maps)/x")
        }
        #expect(seen.map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
    }

    @Test func aWriteThatChangesNothingIsNoEvent() async throws {
        let client = ServerClient()
        client.apply("\(maps)/x", configMap("x", ["a": "1"]))
        let watch = try #require(client.watch("\(maps)?resourceVersion=\(client.server.store.revision)"))
        let seen = try await changes(watch) {
            client.apply("\(maps)/x", configMap("x", ["a": "1"]))
            client.send("PATCH", "\(maps)/x", ["data": ["a": "1"]], type: "application/merge-patch+json")
        }
        #expect(seen.isEmpty)
    }

    @Test func aReaderThatFallsBehindIsCutOff() async throws {
        let store = ObjectStore()
        let resource = GroupResource(group: "", plural: "things")
        let subscription = try store.subscribe(resource, since: nil, bufferSize: 2)
        for number in 0..<5 {
            _ = try store.create(
                ObjectKey(resource: resource, namespace: "", name: "\(number)"), ["metadata": .object([:])])
        }
        var seen = 0
        for await _ in subscription.signals { seen += 1 }
        #expect(seen == 2)
        #expect(store.watcherCount == 0)
    }

    @Test func closingTheStoreEndsWatches() async throws {
        let client = ServerClient()
        let watch = try #require(client.watch(maps))
        client.server.store.close()
        for await _ in watch.subscription.signals {}
        let late = try #require(client.watch(maps))
        for await _ in late.subscription.signals {}
        #expect(client.server.store.watcherCount == 0)
    }
}

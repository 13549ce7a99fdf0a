import Foundation
import JSON
import PKI
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Agent

/// The files that an agent keeps.
struct StateTests {
    private func mode(_ path: String) throws -> Int {
        try (FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func catalogIsSealed() async throws {
        try await withTemporaryDirectory { url in
            let directory = StateDirectory(path: url.appending(path: "state").path())
            let key = try PrivateKey.generate()
            let wanted = catalog([resource("K8s::Secret", "a/b", ["stringData": ["token": "hunter2"]])])
            let cache = CatalogCache(directory, privateKeyPEM: key, certname: wanted.name)
            try cache.store(wanted)
            #expect(try cache.load() == wanted)
            let path = directory.filePath("catalog.sealed")
            #expect(try mode(path) == 0o600)
            let bytes = try Data(contentsOf: URL(filePath: path))
            #expect(bytes.range(of: Data("hunter2".utf8)) == nil)
            #expect(bytes.range(of: Data("K8s".utf8)) == nil)
            let otherKey = CatalogCache(directory, privateKeyPEM: try PrivateKey.generate(), certname: wanted.name)
            #expect(throws: StateError.self) { try otherKey.load() }
            let otherNode = CatalogCache(directory, privateKeyPEM: key, certname: "other")
            #expect(throws: StateError.self) { try otherNode.load() }
        }
    }

    @Test func changedCacheIsRefused() async throws {
        try await withTemporaryDirectory { url in
            let directory = StateDirectory(path: url.path())
            let cache = CatalogCache(
                directory, privateKeyPEM: try PrivateKey.generate(), certname: "cluster.example.org")
            #expect(try cache.load() == nil)
            try cache.store(catalog([]))
            var bytes = try #require(try directory.read("catalog.sealed"))
            bytes[bytes.count - 1] ^= 1
            try directory.write(bytes, to: "catalog.sealed")
            #expect(throws: StateError.self) { try cache.load() }
        }
    }

    @Test func oneRunAtATime() async throws {
        try await withTemporaryDirectory { url in
            let directory = StateDirectory(path: url.path())
            let first = try RunLock.acquire(in: directory)
            let second = try RunLock.acquire(in: directory)
            let isRefused = second == nil
            #expect(isRefused)
            first?.release()
            let third = try RunLock.acquire(in: directory)
            let isTaken = third != nil
            #expect(isTaken)
            third?.release()
        }
    }

    @Test func lockOfADeadProcessIsTakenOver() async throws {
        try await withTemporaryDirectory { url in
            let directory = StateDirectory(path: url.path())
            try directory.write(Array("999999".utf8), to: "agent_catalog_run.lock")
            let lock = try RunLock.acquire(in: directory)
            let isTaken = lock != nil
            #expect(isTaken)
            lock?.release()
        }
    }

    @Test func reportsWaitInOrderAndAreBounded() async throws {
        try await withTemporaryDirectory { url in
            let queue = ReportQueue(StateDirectory(path: url.path()), limit: 3)
            for number in 1...5 { try queue.add(["number": .integer(number)], environment: "production") }
            let waiting = try queue.names().compactMap { try queue.entry($0) }
            #expect(waiting.map { $0.report["number"] } == [3, 4, 5])
            for entry in waiting { try queue.remove(entry.name) }
            try queue.add([:], environment: "production")
            #expect(queue.names().count == 1)
        }
    }

    @Test func puppetReadsTheDisabledLock() async throws {
        try await withTemporaryDirectory { url in
            let directory = StateDirectory(path: url.path())
            try DisabledLock(directory).disable("a \"reason\"")
            let bytes = try #require(try directory.read("agent_disabled.lock"))
            #expect(try JSONParser.parse(bytes) == ["disabled_message": "a \"reason\""])
            #expect(try DisabledLock(directory).message() == "a \"reason\"")
            try directory.write([], to: "agent_disabled.lock")
            #expect(try DisabledLock(directory).message() == "reason not specified")
            try DisabledLock(directory).enable()
            #expect(try DisabledLock(directory).message() == nil)
        }
    }
}

import Foundation
import JSON
import OrderedCollections
import Testing

@testable import Master

struct ReportStoreTests {
    private func report(_ status: String, environment: String = "production", digest: String = "d") -> JSON {
        [
            "status": .string(status), "environment": .string(environment), "catalog_digest": .string(digest),
            "corrective_change": .boolean(status == "changed"),
        ]
    }

    private func filled() async throws -> ReportStore {
        let store = try ReportStore(path: nil)
        try await store.save(report("unchanged", digest: "d1"), host: "one", receivedAt: 1)
        try await store.save(report("changed", digest: "d2"), host: "one", receivedAt: 2)
        try await store.save(report("failed", environment: "staging"), host: "two", receivedAt: 3)
        return store
    }

    struct Query: Sendable, CustomTestStringConvertible {
        let name: String
        let filter: @Sendable (inout ReportFilter) -> Void
        let times: [Double]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Query(name: "all", filter: { _ in }, times: [3, 2, 1]),
        Query(name: "host", filter: { $0.host = "one" }, times: [2, 1]),
        Query(name: "quoted host", filter: { $0.host = "one' OR '1'='1" }, times: []),
        Query(name: "environment", filter: { $0.environment = "staging" }, times: [3]),
        Query(name: "status", filter: { $0.status = "unchanged" }, times: [1]),
        Query(name: "digest", filter: { $0.catalogDigest = "d2" }, times: [2]),
        Query(name: "since", filter: { $0.receivedSince = 2 }, times: [3, 2]),
        Query(name: "corrective", filter: { $0.isCorrective = true }, times: [2]),
        Query(name: "limit", filter: { $0.limit = 1 }, times: [3]),
        Query(name: "negative limit", filter: { $0.limit = -1 }, times: []),
    ])
    func reportsAreFiltered(_ query: Query) async throws {
        var filter = ReportFilter()
        query.filter(&filter)
        #expect(try await filled().list(filter).map(\.receivedAt) == query.times)
    }

    @Test func latestIsOnePerHost() async throws {
        #expect(try await filled().latest().map(\.receivedAt) == [2, 3])
    }

    @Test func oldReportsGoButTheLastStays() async throws {
        let store = try await filled()
        var retention = ReportRetention()
        retention.seconds = 10
        #expect(try await store.prune(retention, now: 100) == 1)
        #expect(try await store.list().map(\.receivedAt) == [3, 2])
        retention.seconds = 1000
        retention.countPerHost = 0
        #expect(try await store.prune(retention, now: 100) == 0)
    }

    @Test func countPerHostIsBounded() async throws {
        let store = try ReportStore(path: nil)
        for time in 1...5 { try await store.save(report("changed"), host: "one", receivedAt: Double(time)) }
        var retention = ReportRetention()
        retention.countPerHost = 2
        #expect(try await store.prune(retention, now: 6) == 3)
        #expect(try await store.list().map(\.receivedAt) == [5, 4])
    }

    @Test func factsAreTheLastOnes() async throws {
        let store = try ReportStore(path: nil)
        #expect(try await store.facts(node: "one") == nil)
        try await store.saveFacts(["a": 1], node: "one", environment: "production", receivedAt: 1)
        try await store.saveFacts(["a": 2, "b": ["c"]], node: "one", environment: "staging", receivedAt: 2)
        let facts = try #require(try await store.facts(node: "one"))
        #expect(facts.values == ["a": 2, "b": ["c"]])
        #expect(facts.environment == "staging")
        #expect(try await store.nodes() == ["one"])
    }

    @Test func fileIsKept() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-\(UUID().uuidString)")
        let url = folder.appending(path: "not/there/reports.sqlite")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await ReportStore(path: url.path).save(report("changed"), host: "one", receivedAt: 1)
        let again = try ReportStore(path: url.path)
        let summary = try #require(try await again.list().first)
        #expect(try await again.report(id: summary.id)?.body == report("changed"))
        #expect(try await again.report(id: 99) == nil)
    }
}

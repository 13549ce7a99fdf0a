import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import OrderedCollections
import Testing

@testable import Master

struct NodeRoutesTests {
    private let report = #"""
        {"host":"one.lab","time":"2026-01-31T10:00:00.000000000+00:00","status":"changed","environment":"production",
        "catalog_digest":"d1","code_id":"abc","transaction_uuid":"u1","corrective_change":true,"noop":false,
        "resource_statuses":{"K8s::Configmap[a/b]":{"changed":true,"events":[{"message":"<script>alert(1)</script>"}]}},
        "logs":[{"level":"info","message":"applied","source":"Puppet"}]}
        """#

    @Test func reportMakesTheRound() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let put = try await client.send(
                    .put, "/puppet/v3/report/one.lab?environment=production", as: "one.lab", body: report)
                #expect(put.status == .ok)
                let list = try await client.send(.get, "/bunraku/v1/reports?status=changed", as: "admin.lab")
                #expect(list.json?.array?.count == 1)
                let summary = list.json?[0]
                #expect(summary?["host"] == "one.lab")
                #expect(summary?["catalog_digest"] == "d1")
                #expect(summary?["corrective_change"] == true)
                let id = try #require(summary?["id"]?.integer)
                let shown = try await client.send(.get, "/bunraku/v1/reports/\(id)", as: "one.lab")
                #expect(shown.json == (try JSONParser.parse(report)))
                #expect(try await client.send(.get, "/bunraku/v1/reports/\(id)", as: "two.lab").status == .notFound)
                #expect(try await client.send(.get, "/bunraku/v1/reports", as: "two.lab").json == [])
                #expect(
                    try await client.send(.get, "/bunraku/v1/reports?host=one.lab", as: "two.lab").status == .forbidden)
            }
        }
    }

    @Test func pageEscapesWhatReportsSay() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                _ = try await client.send(.put, "/puppet/v3/report/one.lab", as: "one.lab", body: report)
                let overview = try await client.send(.get, "/", as: "admin.lab")
                #expect(overview.status == .ok)
                #expect(overview.text.contains("one.lab"))
                #expect(overview.text.contains("drift corrected"))
                let page = try await client.send(.get, "/reports/1", as: "admin.lab")
                #expect(page.text.contains("K8s::Configmap[a/b]"))
                #expect(page.text.contains("&lt;script&gt;"))
                #expect(!page.text.contains("<script>"))
                #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
                #expect(try await !client.send(.get, "/", as: "two.lab").text.contains("one.lab"))
                #expect(try await client.send(.get, "/", as: nil).status == .forbidden)
                #expect(try await client.send(.get, "/reports/1", as: "two.lab").status == .notFound)
            }
        }
    }

    @Test(arguments: [
        ("/puppet/v3/report/one.lab", "two.lab", #"{"host":"one.lab"}"#, HTTPResponse.Status.forbidden),
        ("/puppet/v3/report/one.lab", "one.lab", #"{"host":"two.lab"}"#, .badRequest),
        ("/puppet/v3/report/one.lab", "one.lab", "[]", .badRequest),
        ("/puppet/v3/report/one.lab", "one.lab", "{", .badRequest),
        ("/puppet/v3/facts/one.lab", "two.lab", #"{"values":{}}"#, .forbidden),
        ("/puppet/v3/facts/one.lab", "one.lab", #"{"name":"two.lab","values":{}}"#, .badRequest),
        ("/puppet/v3/facts/one.lab", "one.lab", #"{"values":{}}"#, .ok),
    ])
    func uploadIsChecked(_ uri: String, _ client: String, _ body: String, _ status: HTTPResponse.Status) async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (http) async throws in
                #expect(try await http.send(.put, uri, as: client, body: body).status == status)
            }
        }
    }

    @Test func nodeLearnsItsEnvironment() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let asked = try await client.send(.get, "/puppet/v3/node/one.lab?environment=feature_x", as: "one.lab")
                #expect(asked.json?["environment"] == "feature_x")
                let other = try await client.send(.get, "/puppet/v3/node/one.lab?environment=staging", as: "one.lab")
                #expect(other.json?["environment"] == "production")
                #expect(try await client.send(.get, "/puppet/v3/node/one.lab", as: "two.lab").status == .forbidden)
            }
        }
    }

    @Test func environmentsAreThoseThatAreGranted() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                func names(_ certname: String) async throws -> [String] {
                    let response = try await client.send(.get, "/puppet/v3/environments", as: certname)
                    return (response.json?["environments"]?.object?.keys).map(Array.init) ?? []
                }
                #expect(try await names("one.lab") == ["production"])
                #expect(try await names("two.lab") == ["production", "staging"])
                #expect(try await names("admin.lab") == ["production", "staging"])
                #expect(try await client.send(.get, "/puppet/v3/environments", as: nil).status == .forbidden)
            }
        }
    }

    @Test func administratorHasEnvironmentsDeployed() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let path = "/puppet-admin-api/v1/environment-cache"
                #expect(try await client.send(.delete, path, as: "one.lab").status == .forbidden)
                #expect(
                    try await client.send(.delete, "\(path)?environment=a-b", as: "admin.lab").status == .badRequest)
                #expect(try await client.send(.delete, path, as: "admin.lab").status == .noContent)
                var deploys = fixture.service.deploys.makeAsyncIterator()
                #expect(await deploys.next() == "production")
                #expect(await deploys.next() == "staging")
            }
        }
    }
}

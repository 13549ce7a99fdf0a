import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Testing

@testable import Master

struct StatusRoutesTests {
    @Test(arguments: [
        ("/status/v1/simple", "running"), ("/status/v1/simple/server", "running"), ("/healthz", "ok\n"),
        ("/readyz", "ok\n"),
    ])
    func statusIsOpen(_ path: String, _ text: String) async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(.get, path, as: nil)
                #expect(response.status == .ok)
                #expect(response.text == text)
            }
        }
    }

    @Test func servicesTellTheirState() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(.get, "/status/v1/services", as: nil)
                #expect(response.json?[path: "server", "state"] == "running")
            }
        }
    }

    @Test func metricsCountWhatWasAnswered() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let catalog = "/puppet/v3/catalog/one.lab?environment=production"
                _ = try await client.send(.get, catalog, as: "one.lab")
                _ = try await client.send(.get, catalog, as: "one.lab", headers: [.ifNoneMatch: "\"d1\""])
                _ = try await client.send(
                    .put, "/puppet/v3/report/one.lab", as: "one.lab", body: #"{"status":"failed"}"#)
                let nowhere = try await client.send(.get, "/nowhere", as: nil)
                #expect(nowhere.json?["issue_kind"] == "HANDLER_NOT_FOUND")
                #expect(try await client.send(.get, "/metrics", as: nil).status == .forbidden)
                let text = try await client.send(.get, "/metrics", as: "one.lab").text
                for line in [
                    #"bunraku_http_requests_total{route="/puppet/v3/catalog/{name}",status="200"} 1"#,
                    #"bunraku_http_requests_total{route="/puppet/v3/catalog/{name}",status="304"} 1"#,
                    #"bunraku_http_requests_total{route="NotFound",status="404"} 1"#,
                    #"bunraku_reports_total{status="failed"} 1"#, "bunraku_catalog_not_modified_total 1",
                    "bunraku_catalog_duration_seconds_count 2",
                    #"bunraku_catalog_duration_seconds_bucket{le="+Inf"} 2"#,
                    "bunraku_compiles_running 0",
                ] {
                    #expect(text.contains("\n\(line)\n"), "\(line) is not in:\n\(text)")
                }
            }
        }
    }

    @Test func metricsCanBeOpened() async throws {
        try await MasterFixture.with {
            $0.isMetricsOpen = true
        } _: { fixture in
            try await fixture.test { (client) async throws in
                #expect(try await client.send(.get, "/metrics", as: nil).status == .ok)
            }
        }
    }
}

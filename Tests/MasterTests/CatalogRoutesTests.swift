import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import OrderedCollections
import PKI
import Synchronization
import Testing

@testable import Master

struct CatalogRoutesTests {
    private let own = "/puppet/v3/catalog/one.lab?environment=production"

    @Test func nodeGetsItsCatalogOnceAndThen304() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let first = try await client.send(.get, own, as: "one.lab")
                #expect(first.status == .ok)
                #expect(first.headers[.eTag] == "\"d1\"")
                #expect(first.headers[.contentType] == "application/json; charset=utf-8")
                #expect(first.json?["name"] == "one.lab")
                for tag in ["\"d1\"", "W/\"d1\"", "\"x\", \"d1\"", "d1"] {
                    let second = try await client.send(.get, own, as: "one.lab", headers: [.ifNoneMatch: tag])
                    #expect(second.status == .notModified)
                    #expect(second.headers[.eTag] == "\"d1\"")
                    #expect(second.body.readableBytes == 0)
                }
                fixture.service.state.withLock { $0.digest = "d2" }
                let changed = try await client.send(.get, own, as: "one.lab", headers: [.ifNoneMatch: "\"d1\""])
                #expect(changed.status == .ok)
                #expect(changed.headers[.eTag] == "\"d2\"")
                #expect(fixture.service.state.withLock { $0.bodies } == 2)
            }
        }
    }

    @Test func richTypeIsAnsweredWhenAskedFor() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(
                    .get, own, as: "one.lab", headers: [.accept: "application/vnd.puppet.rich+json, application/json"])
                #expect(response.headers[.contentType] == "application/vnd.puppet.rich+json; charset=utf-8")
            }
        }
    }

    @Test func formBringsFactsAndTrustedDataComesFromTheCertificate() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let facts = #"{"name":"one.lab","values":{"kernel":"Linux","trusted":{"certname":"admin.lab"}}}"#
                let body =
                    "environment=production&facts=\(FormFieldsTests.encode(FormFieldsTests.encode(facts)))"
                    + "&facts_format=application%2Fjson&transaction_uuid=u1"
                let response = try await client.send(.post, "/puppet/v3/catalog/one.lab", as: "one.lab", body: body)
                #expect(response.status == .ok)
                let request = try #require(fixture.service.state.withLock { $0.requests.first })
                #expect(request.node == "one.lab")
                #expect(request.environment == "production")
                #expect(request.facts["kernel"] == "Linux")
                #expect(
                    request.trusted
                        == TrustedData(certname: "one.lab", extensions: ["pp_cluster": "cluster-of-one.lab"]))
                #expect(request.transactionUUID == "u1")
                // A request without facts uses the stored ones.
                _ = try await client.send(.get, own, as: "one.lab")
                #expect(fixture.service.state.withLock { $0.requests.last?.facts["kernel"] } == "Linux")
            }
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        let uri: String
        let client: String?
        var status: HTTPResponse.Status = .forbidden
        var issueKind = "FAILED_AUTHORIZATION"
        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(name: "another's", uri: "/puppet/v3/catalog/two.lab?environment=production", client: "one.lab"),
        Refusal(name: "administrator", uri: "/puppet/v3/catalog/two.lab?environment=production", client: "admin.lab"),
        Refusal(name: "environment", uri: "/puppet/v3/catalog/one.lab?environment=staging", client: "one.lab"),
        Refusal(name: "nobody", uri: "/puppet/v3/catalog/one.lab?environment=production", client: nil),
        Refusal(
            name: "no environment", uri: "/puppet/v3/catalog/one.lab", client: "one.lab", status: .badRequest,
            issueKind: "RUNTIME_ERROR"),
        Refusal(
            name: "odd environment", uri: "/puppet/v3/catalog/one.lab?environment=..%2Fx", client: "one.lab",
            status: .badRequest, issueKind: "RUNTIME_ERROR"),
        Refusal(
            name: "unknown environment", uri: "/puppet/v3/catalog/one.lab?environment=feature_gone", client: "one.lab",
            status: .notFound, issueKind: "ENVIRONMENT_NOT_FOUND"),
    ])
    func requestIsRefused(_ refusal: Refusal) async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(.get, refusal.uri, as: refusal.client)
                #expect(response.status == refusal.status)
                #expect(response.json?["issue_kind"]?.string == refusal.issueKind)
                #expect(response.json?["message"]?.string?.isEmpty == false)
                if refusal.status == .forbidden { #expect(fixture.service.state.withLock { $0.requests.isEmpty }) }
            }
        }
    }

    @Test func revokedCertificateIsRefusedAtOnce() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                #expect(try await client.send(.get, own, as: "one.lab").status == .ok)
                try fixture.authority.revoke("one.lab")
                let response = try await client.send(.get, own, as: "one.lab")
                #expect(response.status == .forbidden)
                #expect(response.json?["message"]?.string?.contains("revoked") == true)
                #expect(try await client.send(.get, "/healthz", as: "one.lab").status == .ok)
            }
        }
    }

    @Test func expiredCertificateIsRefused() async throws {
        try await MasterFixture.with(now: { Date() + 6 * 365 * 86400 }) { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(.get, own, as: "one.lab")
                #expect(response.status == .forbidden)
                #expect(response.json?["message"]?.string?.contains("expired") == true)
            }
        }
    }

    @Test func nobodyIsLetInWithoutARevocationList() async throws {
        try await MasterFixture.with { fixture in
            try FileManager.default.removeItem(at: fixture.authority.url.appending(path: "ca_crl.pem"))
            try await fixture.test { (client) async throws in
                #expect(try await client.send(.get, own, as: "one.lab").status == .internalServerError)
                #expect(try await client.send(.get, "/readyz", as: nil).status == .serviceUnavailable)
            }
        }
    }

    @Test(arguments: [
        (
            CatalogServiceError.evaluation(message: "Evaluation Error: unknown variable"),
            HTTPResponse.Status.internalServerError
        ),
        (.busy(retryAfter: 7), .serviceUnavailable), (.notFound(message: "no node"), .notFound),
    ])
    func serviceErrorsAreTold(_ error: CatalogServiceError, _ status: HTTPResponse.Status) async throws {
        try await MasterFixture.with { fixture in
            fixture.service.state.withLock { $0.error = error }
            try await fixture.test { (client) async throws in
                let response = try await client.send(.get, own, as: "one.lab")
                #expect(response.status == status)
                if case .evaluation(let message) = error {
                    #expect(response.json?["message"] == .string("Server Error: \(message)"))
                    #expect(response.json?["issue_kind"] == "RUNTIME_ERROR")
                }
                if case .busy = error { #expect(response.headers[.retryAfter] == "7") }
            }
        }
    }

    @Test func fullQueueSheds() async throws {
        try await MasterFixture.with { configuration in
            configuration.limits.compiles = 1
            configuration.limits.waitingCompiles = 0
            configuration.limits.retryAfter = 3
        } _: { fixture in
            try await fixture.test { (client) async throws in
                try await fixture.parts.gate.run {
                    let response = try await client.send(.get, own, as: "one.lab")
                    #expect(response.status == .serviceUnavailable)
                    #expect(response.headers[.retryAfter] == "3")
                    fixture.service.state.withLock { $0.isRemembering = true }
                    let known = try await client.send(
                        .get, own, as: "one.lab", headers: [.ifNoneMatch: "\"remembered\""])
                    #expect(known.status == .notModified)
                    fixture.service.state.withLock { $0.isRemembering = false }
                }
                #expect(try await client.send(.get, own, as: "one.lab").status == .ok)
            }
        }
    }

    @Test func slowCompileIsGivenUp() async throws {
        try await MasterFixture.with {
            $0.limits.compileTimeout = .milliseconds(20)
        } _: { fixture in
            fixture.service.state.withLock { $0.isHanging = true }
            try await fixture.test { (client) async throws in
                #expect(try await client.send(.get, own, as: "one.lab").status == .serviceUnavailable)
                #expect(fixture.parts.gate.load.running == 0)
            }
        }
    }

    @Test func largeBodyIsRefused() async throws {
        try await MasterFixture.with {
            $0.limits.factsBytes = 1000
        } _: { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(
                    .post, "/puppet/v3/catalog/one.lab", as: "one.lab", body: String(repeating: "a", count: 1001))
                #expect(response.status == .contentTooLarge)
            }
        }
    }
}

import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import PKI
import Testing

@testable import Master

struct AuthorityRoutesTests {
    private func request(_ certname: String) throws -> String {
        try CertificateRequest.make(certname: certname, privateKeyPEM: PrivateKey.generate())
    }

    @Test func nodeGetsItsCertificateByPolicy() async throws {
        try await MasterFixture.with {
            $0.autosign = .globs(["*.lab"])
        } _: { fixture in
            let pem = try request("three.lab")
            try await fixture.test { (client) async throws in
                let ca = try await client.send(.get, "/puppet-ca/v1/certificate/ca", as: nil)
                #expect(try ca.text == fixture.authority.certificatePEM())
                #expect(try await client.send(.get, "/puppet-ca/v1/certificate/three.lab", as: nil).status == .notFound)
                let put = try await client.send(.put, "/puppet-ca/v1/certificate_request/three.lab", as: nil, body: pem)
                #expect(put.status == .ok)
                let answer = try await client.send(.get, "/puppet-ca/v1/certificate/three.lab", as: nil)
                #expect(try NodeCertificate(pem: answer.text).certname == "three.lab")
            }
        }
    }

    @Test func nodeWaitsForAnAdministrator() async throws {
        try await MasterFixture.with { fixture in
            let pem = try request("three.lab")
            try await fixture.test { (client) async throws in
                let path = "/puppet-ca/v1/certificate_status/three.lab"
                _ = try await client.send(.put, "/puppet-ca/v1/certificate_request/three.lab", as: nil, body: pem)
                #expect(try await client.send(.get, "/puppet-ca/v1/certificate_request/three.lab", as: nil).text == pem)
                #expect(try await client.send(.get, "/puppet-ca/v1/certificate/three.lab", as: nil).status == .notFound)
                let signed = #"{"desired_state":"signed"}"#
                for name in ["one.lab", nil] {
                    #expect(try await client.send(.put, path, as: name, body: signed).status == .forbidden)
                }
                #expect(try await client.send(.get, path, as: "admin.lab").json?["state"] == "requested")
                #expect(try await client.send(.put, path, as: "admin.lab", body: signed).status == .noContent)
                #expect(try await client.send(.get, path, as: "admin.lab").json?["state"] == "signed")
                #expect(try await client.send(.get, "/puppet-ca/v1/certificate/three.lab", as: nil).status == .ok)
                let revoked = #"{"desired_state":"revoked"}"#
                #expect(try await client.send(.put, path, as: "admin.lab", body: revoked).status == .noContent)
                #expect(try await client.send(.get, path, as: "admin.lab").json?["state"] == "revoked")
                #expect(try await client.send(.delete, path, as: "admin.lab").status == .noContent)
                #expect(try await client.send(.get, path, as: "admin.lab").status == .notFound)
                let list = try await client.send(.get, "/puppet-ca/v1/certificate_statuses/any", as: "admin.lab")
                #expect(list.json?.array?.compactMap { $0["name"]?.string } == ["admin.lab", "one.lab", "two.lab"])
            }
        }
    }

    @Test func manyAreSignedAndCleanedAtOnce() async throws {
        try await MasterFixture.with { fixture in
            let requests = try ["three.lab", "four.lab"].map { ($0, try request($0)) }
            try await fixture.test { (client) async throws in
                for (name, pem) in requests {
                    _ = try await client.send(.put, "/puppet-ca/v1/certificate_request/\(name)", as: nil, body: pem)
                }
                let names = #"{"certnames":["three.lab","five.lab"]}"#
                #expect(
                    try await client.send(.post, "/puppet-ca/v1/sign", as: "one.lab", body: names).status == .forbidden)
                let some = try await client.send(.post, "/puppet-ca/v1/sign", as: "admin.lab", body: names)
                #expect(some.json == ["signed": ["three.lab"], "no-csr": ["five.lab"], "signing-errors": []])
                let rest = try await client.send(.post, "/puppet-ca/v1/sign/all", as: "admin.lab")
                #expect(rest.json?["signed"] == ["four.lab"])
                let clean = try await client.send(
                    .put, "/puppet-ca/v1/clean", as: "admin.lab", body: #"{"certnames":["three.lab","four.lab"]}"#)
                #expect(clean.status == .ok)
                #expect(try fixture.authority.revocationList().entries.count == 2)
                let again = try await client.send(.put, "/puppet-ca/v1/clean", as: "admin.lab", body: names)
                #expect(again.status == .notFound)
            }
        }
    }

    @Test func nodeRenewsItsOwnCertificate() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let path = "/puppet-ca/v1/certificate_renewal"
                let old = try #require(try fixture.authority.certificate("one.lab"))
                let response = try await client.send(.post, path, as: "one.lab")
                let renewed = try NodeCertificate(pem: response.text)
                #expect(renewed.certname == "one.lab")
                #expect(renewed.serial != old.serial)
                #expect(try await client.send(.post, path, as: nil).status == .forbidden)
            }
        }
    }

    @Test(arguments: [
        (#"{"desired_state":"gone"}"#, HTTPResponse.Status.badRequest), ("{", .badRequest),
        (#"{"desired_state":"signed","cert_ttl":-1}"#, .badRequest), (#"{"desired_state":"signed"}"#, .notFound),
    ])
    func changeIsRefused(_ body: String, _ status: HTTPResponse.Status) async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(
                    .put, "/puppet-ca/v1/certificate_status/four.lab", as: "admin.lab", body: body)
                #expect(response.status == status)
            }
        }
    }

    @Test func requestIsChecked() async throws {
        try await MasterFixture.with {
            $0.autosign = .all
        } _: { fixture in
            let three = try request("three.lab")
            let one = try request("one.lab")
            try await fixture.test { (client) async throws in
                let base = "/puppet-ca/v1/certificate_request/"
                #expect(try await client.send(.put, "\(base)four.lab", as: nil, body: three).status == .badRequest)
                #expect(try await client.send(.put, "\(base)one.lab", as: nil, body: one).status == .badRequest)
                #expect(try await client.send(.put, "\(base)..%2Fx", as: nil, body: three).status == .badRequest)
                #expect(try await client.send(.put, "\(base)three.lab", as: nil, body: "no").status == .badRequest)
                let large = String(repeating: "x", count: 70_000)
                #expect(
                    try await client.send(.put, "\(base)three.lab", as: nil, body: large).status == .contentTooLarge)
            }
        }
    }

    @Test func administratorIsNeverSignedByPolicy() async throws {
        try await MasterFixture.with {
            $0.autosign = .all
            $0.admins = ["root.lab"]
        } _: { fixture in
            let pem = try request("root.lab")
            try await fixture.test { (client) async throws in
                let path = "/puppet-ca/v1/certificate_request/root.lab"
                #expect(try await client.send(.put, path, as: nil, body: pem).status == .ok)
                #expect(try await client.send(.get, "/puppet-ca/v1/certificate/root.lab", as: nil).status == .notFound)
                #expect(try fixture.authority.status("root.lab")?.state == .requested)
            }
        }
    }

    @Test func floodOfRequestsIsBounded() async throws {
        try await MasterFixture.with {
            $0.limits.pendingRequests = 1
        } _: { fixture in
            let three = try request("three.lab")
            let four = try request("four.lab")
            try await fixture.test { (client) async throws in
                let base = "/puppet-ca/v1/certificate_request/"
                #expect(try await client.send(.put, "\(base)three.lab", as: nil, body: three).status == .ok)
                #expect(try await client.send(.put, "\(base)four.lab", as: nil, body: four).status == .badRequest)
                #expect(try await client.send(.put, "\(base)three.lab", as: nil, body: three).status == .ok)
            }
        }
    }

    @Test func revocationListIsOpenAndConditional() async throws {
        try await MasterFixture.with { fixture in
            try await fixture.test { (client) async throws in
                let path = "/puppet-ca/v1/certificate_revocation_list/ca"
                let first = try await client.send(.get, path, as: nil)
                #expect(try !RevocationList(pem: first.text).pem.isEmpty)
                let modified = try #require(first.headers[.lastModified])
                let second = try await client.send(.get, path, as: nil, headers: [.ifModifiedSince: modified])
                #expect(second.status == .notModified)
                let other = "/puppet-ca/v1/certificate_revocation_list/other"
                #expect(try await client.send(.get, other, as: nil).status == .notFound)
            }
        }
    }
}

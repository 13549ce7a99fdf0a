import Crypto
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Synchronization
import Testing

@testable import Master

struct WebhookTests {
    private static let secret = "s3cret"
    private static let push = #"{"ref":"refs/heads/feature/x","after":"abc"}"#

    private static func signature(_ body: String, secret: String = secret) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: SymmetricKey(data: Array(secret.utf8)))
            .map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let headers: HTTPFields
        var status: HTTPResponse.Status = .accepted
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "GitHub", headers: [.gitHubEvent: "push", .gitHubSignature: "sha256=" + signature(push)]),
        Case(name: "Gitea", headers: [.giteaEvent: "push", .giteaSignature: signature(push)]),
        Case(name: "GitLab", headers: [.gitLabEvent: "Push Hook", .gitLabToken: secret]),
        Case(name: "unsigned", headers: [.gitHubEvent: "push"], status: .forbidden),
        Case(
            name: "other secret",
            headers: [.gitHubEvent: "push", .gitHubSignature: "sha256=" + signature(push, secret: "x")],
            status: .forbidden),
        Case(
            name: "other body", headers: [.gitHubEvent: "push", .gitHubSignature: "sha256=" + signature("{}")],
            status: .forbidden),
        Case(name: "no digits", headers: [.gitHubEvent: "push", .gitHubSignature: "sha256=zz"], status: .forbidden),
        Case(
            name: "SHA-1 only", headers: [.gitHubEvent: "push", .gitHubSignature: "sha1=" + signature(push)],
            status: .forbidden),
        Case(name: "wrong token", headers: [.gitLabEvent: "Push Hook", .gitLabToken: "s3cre"], status: .forbidden),
        Case(
            name: "good token beside a bad signature",
            headers: [.gitHubEvent: "push", .gitHubSignature: "sha256=00", .gitLabToken: secret], status: .forbidden),
    ])
    func signatureIsChecked(_ item: Case) async throws {
        try await MasterFixture.with {
            $0.webhookSecret = Self.secret
        } _: { fixture in
            try await fixture.test { (client) async throws in
                let response = try await client.send(.post, "/webhook", as: nil, headers: item.headers, body: Self.push)
                #expect(response.status == item.status)
                if item.status == .accepted {
                    #expect(response.json?["environment"] == "feature_x")
                    var deploys = fixture.service.deploys.makeAsyncIterator()
                    #expect(await deploys.next() == "feature_x")
                }
            }
            if item.status != .accepted { #expect(fixture.service.state.withLock { $0.deployed.isEmpty }) }
        }
    }

    @Test(arguments: [nil, ""])
    func withoutASecretNothingIsAccepted(_ secret: String?) async throws {
        try await MasterFixture.with {
            $0.webhookSecret = secret
        } _: { fixture in
            try await fixture.test { (client) async throws in
                let headers: HTTPFields = [
                    .gitHubEvent: "push", .gitHubSignature: "sha256=" + Self.signature(Self.push, secret: ""),
                    .gitLabToken: "",
                ]
                let response = try await client.send(.post, "/webhook", as: nil, headers: headers, body: Self.push)
                #expect(response.status == .forbidden)
            }
        }
    }

    @Test(arguments: [
        ("ping", "{}", Webhook.ping), ("push", #"{"ref":"refs/heads/main"}"#, .push(branch: "main")),
        ("push", #"{"ref":"refs/tags/v1"}"#, .ignored(event: "push")),
        ("delete", #"{"ref":"gone","ref_type":"branch"}"#, .push(branch: "gone")),
        ("create", #"{"ref":"v1","ref_type":"tag"}"#, .ignored(event: "create")),
        ("issues", "{}", .ignored(event: "issues")),
    ])
    func payloadIsRead(_ event: String, _ body: String, _ webhook: Webhook) throws {
        #expect(try Webhook(headers: [.gitHubEvent: event], body: Array(body.utf8)) == webhook)
    }

    @Test(arguments: ["", "{}", "payload=%7B%7D"])
    func brokenPayloadIsRefused(_ body: String) {
        #expect(throws: PuppetError.self) { try Webhook(headers: [.gitHubEvent: "push"], body: Array(body.utf8)) }
    }
}

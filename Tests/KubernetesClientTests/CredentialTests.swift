import Foundation
import JSON
import Synchronization
import Testing

@testable import KubernetesClient

struct CredentialTests {
    private func plugin(_ script: String) -> ExecPlugin {
        ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: "/bin/sh", arguments: ["-c", script],
            environment: ["GREETING": "hello"], installHint: "install it", cluster: ["server": "https://c"])
    }

    private static let answer =
        #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%","expirationTimestamp":"2030-01-01T00:00:00Z"}}"#

    @Test func pluginGetsItsRequestAndEnvironment() async throws {
        let script = #"""
            case "$KUBERNETES_EXEC_INFO" in *'"server":"https://c"'*) ;; *) exit 3;; esac
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$GREETING"'"}}'
            """#
        let answer = try await plugin(script).run()
        #expect(answer.token == "hello")
        #expect(answer.expiration == nil)
    }

    @Test(arguments: [
        ("echo gone wrong >&2; exit 1", "gone wrong"), ("echo no JSON", "did not print an ExecCredential"),
        (
            #"echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"x"}}'"#,
            "not in client.authentication.k8s.io/v1"
        ),
        (
            #"echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'"#,
            "neither a token nor a certificate"
        ),
    ])
    func pluginFailures(script: String, expected: String) async {
        let error = await #expect(throws: KubernetesError.self) { try await plugin(script).run() }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func missingPluginShowsItsHint() async {
        let plugin = ExecPlugin(
            apiVersion: "client.authentication.k8s.io/v1", command: "/no/such/program", arguments: [], environment: [:],
            installHint: "install it", cluster: nil)
        let error = await #expect(throws: KubernetesError.self) { try await plugin.run() }
        #expect(error?.description.contains("install it") == true)
    }

    @Test func answerIsKeptUntilItExpires() async throws {
        let counter = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
        defer { try? FileManager.default.removeItem(atPath: counter) }
        let script = "echo x >> \(counter); echo '" + Self.answer.replacing("%", with: "'$(wc -l < \(counter))'") + "'"
        let now = Mutex(try Date("2029-12-31T00:00:00Z", strategy: .iso8601))
        let source = CredentialSource(.exec(plugin(script)), now: { now.withLock { $0 } })
        #expect(try await source.current().authorization == "Bearer 1")
        #expect(try await source.current().authorization == "Bearer 1")
        now.withLock { $0 += 86_400 - 9 }
        let second = try await source.current()
        #expect(second.authorization == "Bearer 2")
        now.withLock { $0 -= 3600 }
        #expect(await source.refused(second))
        #expect(try await source.current().authorization == "Bearer 3")
    }

    @Test func tokenFileIsReadAgain() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: path) }
        try Data("one\n".utf8).write(to: path)
        let now = Mutex(Date(timeIntervalSince1970: 1_000_000))
        let source = CredentialSource(.tokenFile(path.path()), now: { now.withLock { $0 } })
        #expect(try await source.current().authorization == "Bearer one")
        try Data("two".utf8).write(to: path)
        #expect(try await source.current().authorization == "Bearer one")
        now.withLock { $0 += 61 }
        #expect(try await source.current().authorization == "Bearer two")
    }
}

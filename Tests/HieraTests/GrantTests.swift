import Diagnostics
import Foundation
import Hiera
import OrderedCollections
import PuppetTypes
import TestSupport
import Testing

struct GrantTests {
    private static let hiera = """
        version: 5
        hierarchy:
          - name: secrets
            lookup_key: eyaml_lookup_key
            path: s.yaml
            options:
              pkcs7_private_key: /keys/production.pem
          - {name: plain, path: plain.yaml}
        """

    private static func pem(_ name: String) throws -> String {
        try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
    }

    private static func token(_ text: String) throws -> String {
        try EYAML.encrypt(text, with: try EYAMLPublicKey(pem: pem("public_key.pkcs7.pem")))
    }

    private static func sandbox(_ data: String, hiera: String = hiera) throws -> Sandbox {
        var sandbox = Sandbox(["data/s.yaml": data], hiera: hiera)
        let key = try GrantedKeys.Key(path: "/keys/production.pem", privatePEM: pem("private_key.pkcs7.pem"))
        sandbox.keys = GrantedKeys(["production": [key], "feature": []])
        return sandbox
    }

    @Test func grantedKeyOpensAndTheValueIsSecret() throws {
        let token = try Self.token("s3cret\n")
        let sandbox = try Self.sandbox(
            "a: \(token)\nb: [\"x \(token) y\", plain]\nc: \"<%{lookup('a')}>\"\nd: \"%{alias('b')}\"\n")
        #expect(try sandbox.lookup("a").map { Self.isSecret($0.value, "s3cret") } == true)
        #expect(try sandbox.lookup("c").map { Self.isSecret($0.value, "<s3cret>") } == true)
        guard case .array(let elements)? = try sandbox.lookup("d")?.value else {
            Issue.record("expected an array")
            return
        }
        #expect(Self.isSecret(elements[0], "x s3cret\n y"))
        #expect(!elements[1].holdsSecret)
    }

    private static func isSecret(_ value: Value, _ text: String) -> Bool {
        if case .secret(text) = value { true } else { false }
    }

    @Test func aBranchCannotUseAnotherEnvironmentsKey() throws {
        let sandbox = try Self.sandbox("a: \(try Self.token("s3cret"))\nplain: 1\n")
        let engine = HieraEngine(
            environment: "feature", environmentRoot: "environments/production", modules: [:], globalConfiguration: nil,
            files: MemoryFiles(files: sandbox.files), keys: sandbox.keys)
        do throws(HieraError) {
            _ = try engine.lookup(key: "a", scope: { _ in nil })
            Issue.record("the secret was read")
        } catch {
            #expect(error.diagnostic.id == "hiera_key_not_granted")
            #expect(error.message == "environment 'feature' is not granted the private key '/keys/production.pem'")
            #expect(error.diagnostic.notes.first?.message.text.contains("master's configuration") == true)
            #expect(error.diagnostic.place?.description == "environments/production/data/s.yaml:1:4")
        }
        #expect(try engine.lookup(key: "plain", scope: { _ in nil })?.value == .integer(1))
    }

    @Test(arguments: ["/keys/other.pem", "/keys/../keys/production.pem", "keys/production.pem"])
    func onlyTheGrantedPathCounts(path: String) throws {
        let hiera = Self.hiera.replacing("/keys/production.pem", with: path)
        #expect(
            try Self.sandbox("a: \(try Self.token("x"))\n", hiera: hiera).failure("a")?.diagnostic.id
                == "hiera_key_not_granted")
    }

    @Test func theOnlyKeyNeedsNoName() throws {
        let hiera = Self.hiera.replacing("    options:\n      pkcs7_private_key: /keys/production.pem\n", with: "")
        #expect(!hiera.contains("options"))
        var sandbox = try Self.sandbox("a: \(try Self.token("x"))\n", hiera: hiera)
        #expect(try sandbox.lookup("a")?.value == .string("x"))
        sandbox.keys = GrantedKeys.none
        #expect(sandbox.failure("a")?.message == "environment 'production' is not granted any private key")
    }

    /// Neither plain text nor ciphertext is in an error.
    @Test func errorsHoldNoSecret() throws {
        let token = try Self.token("a %{b4dsecret} c")
        let damaged = String(token.dropLast(9)) + "AAAAAAAA]"
        for data in ["a: \(token)\n", "a: \(damaged)\n", "a: ENC[PKCS7,AAAA]\n", "a: ENC[GPG,AAAA]\n"] {
            let sandbox = try Self.sandbox(data)
            let error = try #require(sandbox.failure("a"))
            let tree = sandbox.engine.explain(key: "a", scope: { _ in nil })
            #expect(!tree.text.contains("b4dsecret"))
            let text = TextRenderer().render(error.diagnostic).split(separator: "\n").filter { !$0.hasPrefix("   |") }
                .joined()
            #expect(!text.contains("b4dsecret"))
            #expect(!text.contains(token.dropFirst(20).prefix(40)))
            #expect(error.diagnostic.place?.line == 1)
        }
    }

    /// Nor when the caller's own closure says which variable it does not know.
    @Test func errorsOfTheScopeHoldNoSecret() throws {
        struct Unknown: Error { let name: String }
        let sandbox = try Self.sandbox("a: \(try Self.token("a %{b4dsecret} c"))\n")
        do {
            _ = try sandbox.engine.lookup(key: "a", scope: { throw Unknown(name: $0) })
            Issue.record("expected an error")
        } catch {
            #expect(error.underlying == nil)
            #expect(!error.message.contains("b4dsecret"))
        }
    }

    @Test func decryptionHappensOnce() throws {
        final class Counting: KeyProvider {
            let keys: EYAMLKeyPair
            let count = Count()
            init(keys: EYAMLKeyPair) { self.keys = keys }
            func keyPair(_ names: KeyNames, environment: String) throws(HieraError) -> EYAMLKeyPair {
                count.increment()
                return keys
            }
        }
        let keys = Counting(keys: try EYAMLKeyPair(privatePEM: Self.pem("private_key.pkcs7.pem"), publicPEM: nil))
        var sandbox = try Self.sandbox("a: \(try Self.token("x"))\n")
        sandbox.keys = keys
        let engine = sandbox.engine
        for _ in 0..<5 { #expect(try engine.lookup(key: "a", scope: { _ in nil })?.value == .string("x")) }
        #expect(keys.count.value == 1)
    }
}
